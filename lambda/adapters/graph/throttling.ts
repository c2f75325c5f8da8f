import { type Duration, type Instant, seconds, toInstant } from '../../core/time.ts';
import type { Answer } from './exchange.ts';
import type { Throttled } from './persist.ts';

/**
 * What an answer says of too many requests, https://learn.microsoft.com/graph/throttling: HTTP 429, or 503 with a
 * Retry-After. Undefined for any other answer. The wait is the Retry-After's, in seconds or until a date, at least one
 * second; undefined where there is none, or none that can be read. A date is taken by the service's own clock, where it told.
 */
export function throttling({ status, headers }: Answer, now: Instant): Throttled | undefined {
  const isThrottled = status === 429 || (status === 503 && headers.has('retry-after'));
  return isThrottled ? { kind: 'throttled', wait: retryAfter(headers, now) } : undefined;
}

/** An HTTP date, `Fri, 20 Nov 2026 10:00:00 GMT`; undefined for anything else. */
export function httpDate(value: string | null): Instant | undefined {
  return value?.endsWith(' GMT') ? toInstant(Date.parse(value)) : undefined;
}

function retryAfter(headers: Headers, now: Instant): Duration | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return atLeastOneSecond(seconds(Number(value)));
  const date = httpDate(value);
  if (date === undefined) return undefined;
  return atLeastOneSecond((date - (httpDate(headers.get('date')) ?? now)) as Duration);
}

function atLeastOneSecond(wait: Duration): Duration {
  return Math.max(wait, seconds(1)) as Duration;
}
