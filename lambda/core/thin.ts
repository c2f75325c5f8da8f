import { compareObservations, type Observation } from './observation.ts';
import type { Thinning } from './plan.ts';
import { type Instant, periodStart } from './time.ts';

/**
 * Bounds what one batch writes to one timeline, whatever its volume: of each slot of time, the observations up to the
 * `keep`th earliest and from the `keep`th latest distinct id. What is kept of a shortened slot carries the slot's total.
 * As many are kept of those alone whose severity is not lowered, so that the highest severity stays exact, too.
 */
export function thin(observations: readonly Observation[], thinning: Thinning): readonly Observation[] {
  return [...bySlot(observations, thinning).values()].flatMap((slot) => thinSlot(slot, thinning.keep));
}

/** Observations of one timeline by the start of the slot that holds them. */
export function bySlot(
  observations: readonly Observation[],
  { slot }: Thinning,
): ReadonlyMap<Instant, readonly Observation[]> {
  return Map.groupBy(observations, ({ time }) => periodStart(time, slot));
}

function thinSlot(observations: readonly Observation[], keep: number): readonly Observation[] {
  const total = distinctIds(observations);
  if (total <= 2 * keep) return observations;
  const sorted = observations.toSorted(compareObservations);
  const full = sorted.filter(({ lowered }) => lowered === undefined);
  const kept = new Set([...outermost(sorted, keep), ...outermost(full, keep)]);
  return [...kept].map((observation) => ({ ...observation, slotTotal: total }));
}

function outermost(sorted: readonly Observation[], keep: number): readonly Observation[] {
  return [...leading(sorted, keep), ...leading(sorted.toReversed(), keep)];
}

/** The observations before the first one that is of a `limit + 1`st distinct id. */
export function leading(observations: readonly Observation[], limit: number): readonly Observation[] {
  const ids = new Set<string>();
  const end = observations.findIndex(({ id }) => ids.add(id).size > limit);
  return end === -1 ? observations : observations.slice(0, end);
}

export function distinctIds(observations: readonly Observation[]): number {
  return new Set(observations.map(({ id }) => id)).size;
}
