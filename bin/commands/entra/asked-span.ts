import { days, formatInstant, type Instant, minus, periodStart, seconds } from '../../../lambda/core/time.ts';
import { askedInstant, askedInstantForm as form } from '../asked-instant.ts';
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
  const from = askedInstant(since, now);
  if (from === undefined) return `${saidBy} must be ${form}, not '${since}'`;
  const to = until === undefined ? now : askedInstant(until, now);
  if (to === undefined) return `--until must be ${form}, not '${until}'`;
  if (from < minus(now, kept)) return `${saidBy} must lie in the last 30 days, as Graph keeps no sign-ins for longer`;
  if (to > now) return `--until must not lie in the future: it is now ${formatInstant(wholeSecond(now))}`;
  const span = { from: wholeSecond(from), to: wholeSecond(to) };
  if (span.from >= span.to) return `there is no time between ${asSpoken(span)}: ${whatToChange(since, saidBy)}`;
  return { span, toTheLatest: until === undefined };
}

function whatToChange(since: string, saidBy: string): string {
  if (saidBy === '--since') return '--since must come before --until';
  return `${saidBy} is ${since}; name --since, which stands above it`;
}

function wholeSecond(instant: Instant): Instant {
  return periodStart(instant, seconds(1));
}

function asSpoken({ from, to }: Span): string {
  return `${formatInstant(from)} and ${formatInstant(to)}`;
}
