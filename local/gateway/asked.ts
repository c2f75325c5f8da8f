import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request to the cloud, read to its end. */
export interface Asked {
  readonly method: string;
  /** As it stands in the request: percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** What the signature's credential scope says; undefined where nothing is signed. */
  readonly scope: Scope | undefined;
}

interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

export async function readAsked(request: IncomingMessage): Promise<Asked> {
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  const query = new URLSearchParams(rest.join('?'));
  return {
    method: request.method ?? 'GET',
    path,
    query,
    headers: request.headers,
    body: await buffer(request),
    scope: scopeOf(request.headers.authorization ?? '') ?? scopeOf(`Credential=${query.get('X-Amz-Credential')}`),
  };
}

/** The header of the request in one text; undefined where there is none. */
export function headerOf({ headers }: Pick<Asked, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
function scopeOf(signed: string): Scope | undefined {
  const [, accessKeyId, region, service] =
    /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(signed) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}
