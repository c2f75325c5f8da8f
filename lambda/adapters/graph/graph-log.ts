import type { Clock, LogPage, PagedLog } from '../../core/ports.ts';
import { type Duration, type Instant, plus } from '../../core/time.ts';
import { GraphRefused, GraphUnavailable } from './errors.ts';
import { type Answer, exchange, field } from './exchange.ts';
import { graphCode, graphRefusal, isExpiredPage } from './graph-refusals.ts';
import type { Pace } from './pace.ts';
import { type Attempt, persist } from './persist.ts';
import { httpDate, throttling } from './throttling.ts';
import type { Tokens } from './tokens.ts';

/** A log of Graph's, with what reading it took so far. */
export interface GraphLog extends PagedLog {
  readonly counts: GraphCounts;
}

interface GraphCounts {
  readonly pages: number;
  /** How often Graph wanted us to wait. */
  readonly throttles: number;
}

interface TokenRefused {
  readonly kind: 'token refused';
  readonly refusal: GraphRefused;
}

/** What one page is asked for with. */
interface PageRequest {
  readonly url: string;
  readonly deadline: Instant;
}

/**
 * Reads Graph page by page, for one run. `page` rejects with GraphRefused where a person must act, and with
 * GraphUnavailable where it did not work in time or after five attempts, or where Graph leads back to the same page. In
 * time is before `until` and before the run's `deadline`. A page is never half of one: what broke off is asked for again.
 */
export function graphLog(options: {
  /** `https://graph.microsoft.com`, or that of a sovereign cloud; nothing is sent anywhere else. */
  readonly endpoint: string;
  readonly tokens: Tokens;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly deadline: Instant;
  readonly timeout?: Duration;
}): GraphLog {
  const { endpoint, tokens, pace, clock, timeout } = options;
  const counts = { pages: 0, throttles: 0 };

  const ask = async ({ url, deadline }: PageRequest, token: string): Promise<Attempt<LogPage> | TokenRefused> => {
    if (!isSendable(token)) throw new GraphRefused('TokenUnusable', unusable);
    await pace.turn(deadline);
    const headers = { Authorization: `Bearer ${token}` };
    const now = clock.now();
    const answer = await exchange({ url, headers, now, deadline, ...(timeout !== undefined && { timeout }) });
    return answer.kind === 'failed' ? answer : judge(answer, now);
  };

  const counted = (outcome: Attempt<LogPage>): Attempt<LogPage> => {
    if (outcome.kind === 'done') counts.pages++;
    if (outcome.kind !== 'throttled') return outcome;
    counts.throttles++;
    if (outcome.wait !== undefined) pace.pauseUntil(plus(clock.now(), outcome.wait));
    return outcome;
  };

  /** A token may end, or be revoked, in the middle: for each page one refused token is replaced, a second one is not. */
  const attempts = (request: PageRequest) => {
    let replaced = false;
    return async (): Promise<Attempt<LogPage>> => {
      for (;;) {
        const token = await tokens.get(request.deadline);
        const outcome = await ask(request, token);
        if (outcome.kind !== 'token refused') return counted(outcome);
        tokens.discard(token);
        if (replaced) throw outcome.refusal;
        replaced = true;
      }
    };
  };

  return {
    counts,
    async page(target, until) {
      const url = urlOf(target, endpoint);
      const deadline = Math.min(until, options.deadline) as Instant;
      const page = await persist({ what: 'reading from Graph', clock, deadline }, attempts({ url, deadline }));
      if (page.next === url) throw new GraphUnavailable('Graph says that the page after this one is the same again');
      return page;
    },
  };
}

/** Of anything else fetch says that no header can hold it, and quotes it. */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

const unusable = 'The access token has spaces, line ends or other signs in it that no token has. Get it anew.';

/** A target's address, verbatim where it is one of Graph's own. The token goes with it, so it must be of the same origin. */
function urlOf(target: string, endpoint: string): string {
  const text = target.startsWith('/') ? `${endpoint}${target}` : target;
  const url = URL.parse(text);
  const { origin } = new URL(endpoint);
  if (url?.origin === origin && url.username === '' && url.password === '') return text;
  throw new GraphRefused(
    'ForeignNextLink',
    `The address of the next page is not one of ${origin}, and the token goes nowhere else. Check that endpoint is that of the tenant's cloud.`,
  );
}

function judge(answer: Answer, now: Instant): Attempt<LogPage> | TokenRefused {
  const { status, json } = answer;
  const code = graphCode(json, status);
  if (status === 200) return pageOf(answer);
  const throttled = throttling(answer, now);
  if (throttled !== undefined) return throttled;
  if (status < 300 || status >= 500 || status === 408) {
    return { kind: 'failed', reason: `Graph answered HTTP ${status}, ${code}` };
  }
  if (status < 400) throw new GraphRefused(`HTTP ${status}`, redirected);
  if (isExpiredPage(code)) throw new GraphUnavailable(`the address of the next page has expired (${code})`);
  if (status === 401) return { kind: 'token refused', refusal: graphRefusal(code, status) };
  throw graphRefusal(code, status);
}

const redirected =
  "Graph sent us elsewhere, where the token does not go. Check that endpoint is that of the tenant's cloud, and that no proxy stands before it.";

/** A page of an OData collection, https://learn.microsoft.com/graph/paging. */
function pageOf({ json, headers }: Answer): Attempt<LogPage> {
  if (json === undefined) return { kind: 'failed', reason: 'an answer came that is no JSON' };
  const records = field(json, 'value');
  const next = field(json, '@odata.nextLink');
  if (!Array.isArray(records)) throw noPage('its value is no list');
  if (next !== undefined && typeof next !== 'string') throw noPage('its @odata.nextLink is no text');
  return { kind: 'done', result: { records, next, servedAt: httpDate(headers.get('date')) } };
}

function noPage(reason: string): GraphRefused {
  return new GraphRefused('NoPage', `What answered at endpoint is no list of Graph's: ${reason}. Check endpoint.`);
}
