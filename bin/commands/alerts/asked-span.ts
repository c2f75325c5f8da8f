import { days, formatInstant, type Instant, plus, toInstant } from '../../../lambda/core/time.ts';
import { askedInstant, askedInstantForm as form } from '../asked-instant.ts';

/** A span of time, from `from` to before `to`. */
export interface AskedSpan {
  readonly from: Instant;
  readonly to: Instant;
  /** No end was named: `to` lies ahead, so that nothing is missed where this machine's clock is slow. */
  readonly toTheLatest: boolean;
}

/** Alerts are kept for 400 days. A longer span would cost requests, and hardly find more. */
const longest = days(400);

const ahead = days(1);

/**
 * The span between `since` and `until`; each is a length of time back from now, or a time. A string is the sentence that
 * says what is wrong with them.
 */
export function askedSpan(
  { since, until }: { readonly since: string; readonly until?: string | undefined },
  now: Instant,
): AskedSpan | string {
  const from = instantOf(since, now);
  if (from === undefined) return `--since must be ${form}, not '${since}'`;
  const to = until === undefined ? plus(now, ahead) : instantOf(until, now);
  if (to === undefined) return `--until must be ${form}, not '${until}'`;
  if (until === undefined && from > now) return `--since must not lie in the future: it is now ${formatInstant(now)}`;
  if (from >= to) {
    return `there is no time between ${formatInstant(from)} and ${formatInstant(to)}: --since must come before --until`;
  }
  if (to - from > longest + ahead)
    return '--since and --until must lie at most 400 days apart: alerts are kept so long';
  return { from, to, toTheLatest: until === undefined };
}

/** Undefined also before all time. */
function instantOf(text: string, now: Instant): Instant | undefined {
  const asked = askedInstant(text, now);
  return asked === undefined ? undefined : toInstant(asked);
}
