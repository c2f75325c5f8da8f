import { type Duration, days, hours, type Instant, minutes, periodStart, plus } from '../../../lambda/core/time.ts';

/** A span of time, from `from` to before `to`. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The length of a feed's first slice: of how much is in it, nothing is known yet. */
export const firstLength = hours(1);

const [shortest, longest] = [minutes(1), days(1)];

/** A slice of this many pages is read in seconds; one of so many, in minutes, which a broken-off run would lose. */
const [fewPages, manyPages] = [4, 20];

/** What of a span none of the others holds, earliest first. */
export function gaps({ from, to }: Span, held: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let at = from;
  for (const each of held.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(each.from, to) as Instant;
    if (at < end) left.push({ from: at, to: end });
    at = Math.max(at, each.to) as Instant;
  }
  return at < to ? [...left, { from: at, to }] : left;
}

/** The first slice of a span: what `length` holds whole, else a part not longer than that which ends on the hour. */
export function firstSlice({ from, to }: Span, length: Duration): Span {
  const end = plus(from, length);
  if (to <= end) return { from, to };
  return { from, to: periodStart(end, Math.min(length, hours(1)) as Duration) };
}

/** How long the next slice is to be, after one of this many pages. */
export function lengthAfter(pages: number, length: Duration): Duration {
  if (pages <= fewPages) return Math.min(length * 2, longest) as Duration;
  if (pages <= manyPages) return length;
  return Math.max(Math.floor(length / 2), shortest) as Duration;
}
