import type { Context, SideContext, ValueCounts } from './alert.ts';
import { compareText } from './identity.ts';
import type { Observation } from './observation.ts';
import { type PlannedRule, type PlannedSide, type Stream, timelineOf } from './plan.ts';
import type { Timelines } from './ports.ts';
import { bySlot, distinctIds } from './thin.ts';
import type { Instant } from './time.ts';
import { plus } from './time.ts';
import { reach, type Span, union, within } from './window.ts';

const mostShown = 5;

interface Bounds {
  /** The most events of one side to read. */
  readonly limit: number;
  /** Whether the store holds only a part of what came. */
  readonly thinning: boolean;
}

/**
 * What an analyst asks next about a temporal match: the other events that share a window with one of its events.
 * `at` are the times of the alert's events. What the bounds leave out makes the counts lower bounds.
 */
export async function describe(
  planned: Extract<PlannedRule, { type: 'temporal' }>,
  { key, at, ...bounds }: Bounds & { readonly key: string; readonly at: readonly Instant[] },
  timelines: Timelines,
): Promise<Context> {
  const spans = union(at.map((time) => reach(time, planned.temporal.within)));
  const sides = await Promise.all(
    planned.sides.map((side) => describeSide(side, { key, spans, ...bounds }, timelines)),
  );
  const seen = sides.flatMap(({ observations }) => observations);
  const times = seen.map(({ time }) => time).toSorted((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  const kept = new Set(planned.temporal.sides.flatMap((side) => side.keep));
  return {
    sides: sides.map(({ context }) => context),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    values: Object.fromEntries([...kept].map((field) => [field, countValues(seen, field)])),
  };
}

/** How many events a context tells of: of two contexts of one alert, the larger one knows more. */
export function contextSize(context: Context | undefined): number {
  return context === undefined ? -1 : context.sides.reduce((sum, { count }) => sum + count, 0);
}

async function describeSide(
  { side, stream }: PlannedSide,
  { key, spans, limit, thinning }: Bounds & { readonly key: string; readonly spans: readonly Span[] },
  timelines: Timelines,
): Promise<{ readonly context: SideContext; readonly observations: readonly Observation[] }> {
  const timeline = timelineOf(stream, key);
  const reads = await Promise.all(spans.map((span) => within(timelines, { timeline, span, limit })));
  const observations = reads.flatMap((read) => read.observations);
  const thinned = thinning && someSlotIsThinned(observations, stream);
  const count = thinned ? atLeast(observations, { stream, spans }) : distinctIds(observations);
  const atLeastCount = thinned || reads.some(({ complete }) => !complete);
  return { context: { name: side.name, count, atLeast: atLeastCount }, observations };
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
  { stream, spans }: { readonly stream: PlannedSide['stream']; readonly spans: readonly Span[] },
): number {
  const { thinning } = stream;
  const kept = distinctIds(observations);
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

/** Each event counts once, under the value of its latest version. */
function countValues(observations: readonly Observation[], field: keyof Observation['fields']): ValueCounts {
  const latest = new Map<string, Observation>();
  for (const observation of observations) {
    const known = latest.get(observation.id);
    if (known === undefined || newer(observation, known)) latest.set(observation.id, observation);
  }
  const counts = new Map<string, number>();
  for (const { fields } of latest.values()) {
    const value = fields[field] ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const top = [...counts].map(([value, count]) => ({ value, count }));
  top.sort((a, b) => b.count - a.count || compareText(a.value, b.value));
  return { distinct: counts.size, top: top.slice(0, mostShown) };
}

function newer(a: Observation, b: Observation): boolean {
  return a.time > b.time || (a.time === b.time && a.version > b.version);
}
