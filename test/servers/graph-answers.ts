import type { Instant } from '../../lambda/core/time.ts';
import type { Json } from '../records.ts';

/** What the server answers to one request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The sign-ins in the body. */
  readonly records?: readonly Json[];
}

/** An error as the server plans it; the time of the answer is not known yet. */
export interface GraphError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error of the authority's, by the number behind `AADSTS`. */
export interface AuthorityError {
  readonly status: number;
  /** OAuth's name for it: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
  readonly error: string;
  readonly number: number;
  readonly message: string;
}

const requestId = '99999999-0000-4000-8000-000000000009';

export function json(status: number, content: unknown, headers: Answer['headers'] = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache', 'request-id': requestId, ...headers },
    body: JSON.stringify(content),
  };
}

/** The shape of every error of Graph's: https://learn.microsoft.com/graph/errors#json-representation */
export function graphError({ status, code, message, headers }: GraphError, now: Instant): Answer {
  const date = new Date(now).toISOString().slice(0, -5);
  const innerError = { date, 'request-id': requestId, 'client-request-id': requestId };
  return json(status, { error: { code, message, innerError } }, headers);
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application */
export function authorityError({ status, error, number, message }: AuthorityError, now: Instant): Answer {
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return json(status, {
    error,
    error_description: `AADSTS${number}: ${message} Trace ID: ${requestId} Correlation ID: ${requestId} Timestamp: ${timestamp}`,
    error_codes: [number],
    timestamp,
    trace_id: requestId,
    correlation_id: requestId,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  });
}

/** What a proxy or a gateway between us and Graph answers in Graph's place. */
export const proxyPage: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>',
};
