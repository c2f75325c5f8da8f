import { parsedJson } from '../../config/parsed-json.ts';
import { type Duration, type Instant, seconds } from '../../core/time.ts';
import { GraphRefused, GraphUnavailable } from './errors.ts';
import type { Failed } from './persist.ts';

/** What a service answered. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
  /** The body, read as JSON; undefined where it is none. */
  readonly json: unknown;
}

export interface Asking {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly form?: URLSearchParams;
  readonly now: Instant;
  readonly deadline: Instant;
  /** The longest that an answer may take, to the end of its body. */
  readonly timeout?: Duration;
}

const usualTimeout = seconds(30);
const mostBytes = 64 * 1024 * 1024; // a page of 1,000 sign-ins has a few of them
const userAgent = 'gatewarden';

/**
 * One request and its whole answer, whatever its status. Redirects are not followed, as what we send is for one host only.
 * A failed one is a network error, a timeout or a body that breaks off. Throws GraphUnavailable where the deadline has come,
 * GraphRefused for a body without end.
 */
export async function exchange(asking: Asking): Promise<Answer | Failed> {
  const { url, headers, form, now, deadline, timeout = usualTimeout } = asking;
  const allowed = Math.min(timeout, deadline - now);
  if (allowed <= 0) throw new GraphUnavailable('the run has no time left for another request');
  const { host } = new URL(url);
  const signal = AbortSignal.timeout(allowed);
  try {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { Accept: 'application/json', 'User-Agent': userAgent, ...headers },
      ...(form !== undefined && { body: form }),
      redirect: 'manual',
      signal,
    });
    const json = parsedJson(await textOf(response, host));
    return { kind: 'answer', status: response.status, headers: response.headers, json };
  } catch (cause) {
    if (cause instanceof GraphRefused) throw cause;
    if (signal.aborted) return { kind: 'failed', reason: `${host} did not answer in ${allowed / 1_000} s`, cause };
    const code = systemCode(cause);
    const why = code === undefined ? '' : ` (${code})`;
    return { kind: 'failed', reason: `the connection with ${host} failed${why}`, cause };
  }
}

/** The field of a JSON object; undefined where there is no object, or no such field. */
export function field(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, name)) return undefined;
  return (json as Readonly<Record<string, unknown>>)[name];
}

async function textOf(response: Response, host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) {
      throw new GraphRefused(
        'AnswerTooLarge',
        `${host} sends more than ${mostBytes} bytes. Check that it is the service.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What the system or TLS calls it, `ENOTFOUND` or `CERT_HAS_EXPIRED`: fetch says `fetch failed`, and has it in a cause. */
function systemCode(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(each.code)) return each.code;
  }
  return undefined;
}
