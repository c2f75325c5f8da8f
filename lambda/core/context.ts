import type { Context, ValueCounts } from './alert.ts';
import type { PlannedRule } from './plan.ts';
import type { Timelines } from './ports.ts';
import { type Bounds, nameOf, readSide, type SideSummary, summarise } from './side-summary.ts';
import type { Instant } from './time.ts';
import { mostFrequent } from './value-counts.ts';
import { reach, union } from './window.ts';

/** Contexts by what was read for them. Good for as long as nothing is written. */
export type ContextMemo = Map<string, Context>;

/**
 * What an analyst asks next about a temporal match: the other events that share a window with one of its events.
 * `at` are the times of the alert's events. What the bounds leave out makes the counts lower bounds. Alerts of one call
 * may share a `memo`: many logins of one address have the same failures around them.
 */
export async function describe(
  planned: Extract<PlannedRule, { type: 'temporal' }>,
  { key, at, ...bounds }: Bounds & { readonly key: string; readonly at: readonly Instant[] },
  timelines: Timelines,
  memo: ContextMemo = new Map(),
): Promise<Context> {
  const spans = union(at.map((time) => reach(time, planned.temporal.within)));
  const { limit } = bounds;
  const reads = await Promise.all(planned.sides.map((side) => readSide(side, { key, spans, limit }, timelines)));
  const name = JSON.stringify([key, ...reads.map((read) => nameOf(read, bounds))]);
  const context = memo.get(name) ?? contextOf(reads.map((read) => summarise(read, bounds)));
  memo.set(name, context);
  return context;
}

function contextOf(sides: readonly SideSummary[]): Context {
  const times = sides.flatMap(({ first, last }) => [first ?? [], last ?? []].flat()).toSorted((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  const kept = new Set(sides.flatMap(({ values }) => [...values.keys()]));
  return {
    sides: sides.map(({ name, count, atLeast }) => ({ name, count, atLeast })),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    values: Object.fromEntries([...kept].map((field) => [field, valuesOf(sides, field)])),
  };
}

/** How many events a context tells of: of two contexts of one alert, the larger one knows more. */
export function contextSize(context: Context | undefined): number {
  return context === undefined ? -1 : context.sides.reduce((sum, { count }) => sum + count, 0);
}

function valuesOf(sides: readonly SideSummary[], field: string): ValueCounts {
  const counts = new Map<string, number>();
  for (const [value, count] of sides.flatMap(({ values }) => [...(values.get(field) ?? [])])) {
    counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return mostFrequent(counts);
}
