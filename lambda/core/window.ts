import { compareObservations, type Observation, positionAfter, positionOf, type TimelineName } from './observation.ts';
import type { Timelines } from './ports.ts';
import { distinctIds } from './thin.ts';
import { type Duration, type Instant, minus, plus } from './time.ts';

/** A span of time, half-open. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Every instant that shares some window of length `window` with `at`: closer than `window` on either side. */
export function reach(at: Instant, window: Duration): Span {
  return { from: (minus(at, window) + 1) as Instant, to: plus(at, window) };
}

/** Spans that overlap, touch or stand no further apart than `gap` made one, in the order of time. */
export function union(spans: readonly Span[], gap: number = 0): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || last.to + gap < span.from) merged.push(span);
    else if (last.to < span.to) merged[merged.length - 1] = { from: last.from, to: span.to };
  }
  return merged;
}

/**
 * Enough of a timeline to decide whether some window that holds `at` holds `limit` distinct ids or more: the `limit`
 * latest before and the `limit` earliest from there on. `id` splits inside the millisecond `at`, so that an event finds
 * its neighbours of the same instant on both sides.
 */
export async function around(
  timelines: Timelines,
  query: {
    readonly timeline: TimelineName;
    readonly at: Instant;
    readonly id?: string;
    readonly window: Duration;
    readonly limit: number;
  },
): Promise<readonly Observation[]> {
  const { timeline, at, id, window, limit } = query;
  const { from, to } = reach(at, window);
  const middle = positionOf(at, id);
  const [before, after] = await Promise.all([
    timelines.read({ timeline, from: positionOf(from), to: middle, order: 'latest first', limit }),
    timelines.read({ timeline, from: middle, to: positionOf(to), order: 'earliest first', limit }),
  ]);
  return [...before, ...after].toSorted(compareObservations);
}

/** All observations in a span, or those of its `limit` earliest ids. */
export async function within(
  timelines: Timelines,
  { timeline, span, limit }: { readonly timeline: TimelineName; readonly span: Span; readonly limit: number },
): Promise<{ readonly observations: readonly Observation[]; readonly complete: boolean }> {
  const [from, to] = [positionOf(span.from), positionOf(span.to)];
  const observations = await timelines.read({ timeline, from, to, order: 'earliest first', limit });
  const last = observations.at(-1);
  if (last === undefined || limit === Infinity || distinctIds(observations) < limit)
    return { observations, complete: true };
  const next = await timelines.read({ timeline, from: positionAfter(last), to, order: 'earliest first', limit: 1 });
  return { observations, complete: next.length === 0 };
}

/** Whether some half-open window of length `window` holds `at` and more than `moreThan` distinct ids. Sorted input. */
export function someWindowHolds(
  sorted: readonly Observation[],
  { at, window, moreThan }: { readonly at: Instant; readonly window: Duration; readonly moreThan: number },
): boolean {
  const inside = sliding(sorted);
  const starts = new Set([...sorted.map(({ time }) => time).filter((time) => time <= at), at]);
  for (const start of starts) {
    if (start <= minus(at, window)) continue;
    if (inside(start, plus(start, window)).ids > moreThan) return true;
  }
  return false;
}

/** Every window with more than `moreThan` ids, as the range of indices that it holds; one for each latest instant. */
export function* qualifyingWindows(
  sorted: readonly Observation[],
  { window, moreThan }: { readonly window: Duration; readonly moreThan: number },
): Generator<{ readonly latest: Instant; readonly first: number; readonly end: number }> {
  const inside = sliding(sorted);
  for (const latest of new Set(sorted.map(({ time }) => time))) {
    const { ids, first, end } = inside(reach(latest, window).from, (latest + 1) as Instant);
    if (ids > moreThan) yield { latest, first, end };
  }
}

/** A window that moves forward over sorted observations and counts the distinct ids in it. */
function sliding(sorted: readonly Observation[]) {
  const counts = new Map<string, number>();
  let [first, end] = [0, 0];
  return (from: Instant, to: Instant): { ids: number; first: number; end: number } => {
    for (; end < sorted.length && (sorted[end] as Observation).time < to; end++) {
      const { id } = sorted[end] as Observation;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (; first < end && (sorted[first] as Observation).time < from; first++) {
      const { id } = sorted[first] as Observation;
      const left = (counts.get(id) as number) - 1;
      if (left === 0) counts.delete(id);
      else counts.set(id, left);
    }
    return { ids: counts.size, first, end };
  };
}
