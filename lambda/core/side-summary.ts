import type { SideContext } from './alert.ts';
import { type Observation, positionOfObservation } from './observation.ts';
import { type PlannedSide, type Stream, timelineOf } from './plan.ts';
import type { Timelines } from './ports.ts';
import { bySlot, distinctIds } from './thin.ts';
import { type Instant, plus } from './time.ts';
import { type Span, within } from './window.ts';

export interface Bounds {
  /** The most events of one side to read. */
  readonly limit: number;
  /** Whether the store holds only a part of what came. */
  readonly thinning: boolean;
}

/** One side's events around an alert. */
export interface SideSummary extends SideContext {
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  /** By kept field: how many events have each value. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** What was read of one side, stretch by stretch: in order, and without overlap. */
export interface SideRead {
  readonly planned: PlannedSide;
  readonly spans: readonly Span[];
  readonly stretches: readonly (readonly Observation[])[];
  readonly complete: boolean;
}

/** Reads one side in these spans of time, which are in order and do not overlap. */
export async function readSide(
  planned: PlannedSide,
  { key, spans, limit }: { readonly key: string; readonly spans: readonly Span[]; readonly limit: number },
  timelines: Timelines,
): Promise<SideRead> {
  const timeline = timelineOf(planned.stream, key);
  const reads = await Promise.all(spans.map((span) => within(timelines, { timeline, span, limit })));
  const stretches = reads.map(({ observations }) => observations);
  return { planned, spans, stretches, complete: reads.every(({ complete }) => complete) };
}

/** A name for what was read, as long as nothing is written: each stretch by its ends and its length. */
export function nameOf({ spans, stretches, complete }: SideRead, { thinning }: Pick<Bounds, 'thinning'>): unknown {
  const ends = stretches.map((stretch) => {
    const [first, last] = [stretch[0], stretch.at(-1)];
    return first === undefined || last === undefined
      ? []
      : [stretch.length, ...[first, last].map(positionOfObservation)];
  });
  // A lower bound on a thinned timeline depends on the spans themselves, not only on what was read.
  return [complete, ends, thinning ? spans : []];
}

export function summarise(
  { planned: { side, stream }, spans, stretches, complete }: SideRead,
  { thinning }: Pick<Bounds, 'thinning'>,
): SideSummary {
  const observations = stretches.flat();
  const latest = latestVersions(observations);
  const thinned = thinning && someSlotIsThinned(observations, stream);
  return {
    name: side.name,
    count: thinned ? atLeast(observations, { stream, spans, kept: latest.size }) : latest.size,
    atLeast: thinned || !complete,
    first: observations[0]?.time,
    last: observations.at(-1)?.time,
    values: new Map(side.keep.map((field) => [field, countValues(latest, field)])),
  };
}

/** Of each event the version that came last: sorted input, so the last one wins. */
function latestVersions(sorted: readonly Observation[]): ReadonlyMap<string, Observation> {
  return new Map(sorted.map((observation) => [observation.id, observation]));
}

/** Each event counts once, under the value of its latest version. */
function countValues(
  latest: ReadonlyMap<string, Observation>,
  field: keyof Observation['fields'],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { fields } of latest.values()) {
    const value = fields[field] ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** A smaller batch may have written a kept observation again, without the total: a full slot may have been thinned, too. */
function someSlotIsThinned(observations: readonly Observation[], { thinning }: Stream): boolean {
  if (thinning === undefined) return false;
  return [...bySlot(observations, thinning).values()].some(
    (slot) => slot.some(({ slotTotal }) => slotTotal !== undefined) || distinctIds(slot) >= 2 * thinning.keep,
  );
}

/**
 * A lower bound on a thinned timeline: by slot, what was kept, or the largest total that a batch had in it. An id that
 * is known to stand in several slots counts once; one that stands in a part that was left out cannot be told.
 */
function atLeast(
  observations: readonly Observation[],
  { stream, spans, kept }: { readonly stream: Stream; readonly spans: readonly Span[]; readonly kept: number },
): number {
  const { thinning } = stream;
  if (thinning === undefined) return kept;
  let [total, standing] = [0, 0];
  for (const [start, slot] of bySlot(observations, thinning)) {
    const end = plus(start, thinning.slot);
    const covered = spans.some(({ from, to }) => from <= start && end <= to);
    const totals = covered ? slot.map(({ slotTotal }) => slotTotal ?? 0) : [];
    const ids = distinctIds(slot);
    standing += ids;
    total += Math.max(ids, ...totals);
  }
  return total - (standing - kept);
}
