import { parseDuration } from '../../../lambda/config/duration.ts';
import {
  type Duration,
  days,
  formatInstant,
  type Instant,
  minus,
  parseInstant,
  periodStart,
  seconds,
} from '../../../lambda/core/time.ts';
import type { Span } from './spans.ts';

/** What to read. */
export interface AskedSpan {
  readonly span: Span;
  /** No end was named: the last slice is asked for without one, whatever our clock says. */
  readonly toTheLatest: boolean;
}

/** Each is a length of time back from now, or a time. */
export interface SpanOptions {
  readonly since: string;
  /** `--since`, or what stands for it where nobody said it, as a sentence may call it. */
  readonly saidBy: string;
  readonly until?: string | undefined;
}

/** Graph keeps sign-ins for 30 days: https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention */
const kept = days(30);

/** The span between `since` and `until`, in whole seconds. A string is the sentence that says what is wrong with them. */
export function askedSpan({ since, saidBy, until }: SpanOptions, now: Instant): AskedSpan | string {
  const from = instantOf(since, now);
  if (from === undefined) return `${saidBy} must be ${form}, not '${since}'`;
  const to = until === undefined ? now : instantOf(until, now);
  if (to === undefined) return `--until must be ${form}, not '${until}'`;
  if (from < minus(now, kept)) return `${saidBy} must lie in the last 30 days, as Graph keeps no sign-ins for longer`;
  if (to > now) return `--until must not lie in the future: it is now ${formatInstant(wholeSecond(now))}`;
  const span = { from: wholeSecond(from), to: wholeSecond(to) };
  if (span.from >= span.to) return `there is no time between ${asSpoken(span)}: ${whatToChange(since, saidBy)}`;
  return { span, toTheLatest: until === undefined };
}

const form = 'a length of time such as 24h or 7d, or a time such as 2026-11-20T10:00:00Z';

function whatToChange(since: string, saidBy: string): string {
  if (saidBy === '--since') return '--since must come before --until';
  return `${saidBy} is ${since}; name --since, which stands above it`;
}

/** A date alone is its beginning, in UTC as everywhere. */
function instantOf(text: string, now: Instant): Instant | undefined {
  const back = parseDuration(text);
  if (back !== undefined) return minus(now, back);
  return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
}

function wholeSecond(instant: Instant): Instant {
  return periodStart(instant, seconds(1) as Duration);
}

function asSpoken({ from, to }: Span): string {
  return `${formatInstant(from)} and ${formatInstant(to)}`;
}
