import {
  type Duration,
  days,
  earliestInstant,
  hours,
  type Instant,
  latestInstant,
  minutes,
  periodStart,
} from '../../core/time.ts';

/** A span of time that is cut into `count` bins of length `step`, the first of which begins at `from`. */
export interface Bins {
  readonly from: Instant;
  readonly step: Duration;
  readonly count: number;
}

/** Lengths that a person can think in; from the last one on they double. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map(minutes),
  ...[1, 2, 3, 6, 12].map(hours),
  ...[1, 2, 7, 14, 28].map(days),
] as const;

/** Less would make one bar of a short attack. */
const shortest = hours(1);

/** Bins of one length that hold all from `first` to `last`: at most `most`, and together no shorter than an hour. */
export function binsOf(first: Instant, last: Instant, most: number): Bins {
  const lacking = Math.max(0, shortest - (last - first)) / 2;
  const from = Math.max(first - lacking, earliestInstant) as Instant;
  const to = Math.min(last + lacking, latestInstant) as Instant;
  for (let index = 0; ; index++) {
    const step = stepAt(index);
    const start = periodStart(from, step);
    const count = Math.floor((to - start) / step) + 1;
    if (count <= most) return { from: start, step, count };
  }
}

/** The bin that holds an instant between the first and the last. */
export function binOf({ from, step }: Bins, instant: Instant): number {
  return Math.floor((instant - from) / step);
}

/** When a bin begins. The first may begin before the first instant that can be written, and then is said to begin there. */
export function binStart({ from, step }: Bins, bin: number): Instant {
  return Math.max(from + bin * step, earliestInstant) as Instant;
}

function stepAt(index: number): Duration {
  const beyond = index - (steps.length - 1);
  return (beyond <= 0 ? steps[index] : (steps.at(-1) as Duration) * 2 ** beyond) as Duration;
}
