import { expect } from 'vitest';
import type { Alert, AlertContext } from '../../lambda/core/alert.ts';
import { rules } from '../../lambda/rules/index.ts';

/** How often an alert of the cloud says less than it could, as its timelines were thinned. */
export interface Bounds {
  /** Of what was counted around it, and says so. */
  readonly lower: number;
  /** Of its own events. */
  readonly fewer: number;
}

/** Expects of one alert what promise 3 says: the cloud's equals `exact`, which replay gives, but for evidence and bounds. */
export function expectSame(cloud: Alert, exact: Alert): Bounds {
  if (counts(exact)) return { lower: 0, fewer: compareCounted(cloud, exact) };
  expect(decisive(cloud)).toEqual(decisive(exact));
  return { lower: compareContexts(cloud.context, exact.context), fewer: 0 };
}

/** All of an alert but where it was read and what was counted around it. */
function decisive({ evidence, context, ...rest }: Alert): object {
  return { ...rest, evidence: evidence.map(({ eventId }) => eventId) };
}

function counts({ rule: { id } }: Alert): boolean {
  return rules.find((rule) => rule.id === id)?.correlate?.type === 'event_count';
}

/** Of what was thinned, an alert lists a part, which begins later; all else is the same. Returns 1 where it is a part. */
function compareCounted(cloud: Alert, exact: Alert): number {
  const { evidence: _, eventIds, eventCount, startTime, truncated: __, context, ...rest } = cloud;
  expect(exact).toMatchObject(rest);
  expect(eventCount).toBeLessThanOrEqual(exact.eventCount);
  expect(Date.parse(startTime)).toBeGreaterThanOrEqual(Date.parse(exact.startTime));
  expect(context.sides).toBeUndefined();
  for (const [field, { distinct }] of Object.entries(context.values ?? {})) {
    expect(distinct).toBeLessThanOrEqual(exact.context.values?.[field]?.distinct ?? 0);
  }
  if (exact.truncated === undefined) expect(exact.eventIds).toEqual(expect.arrayContaining([...eventIds]));
  return eventCount < exact.eventCount ? 1 : 0;
}

/** Counts are the same, or lower where they say so; returns how many say so. */
function compareContexts(cloud: AlertContext, exact: AlertContext): number {
  expect(cloud.sides?.map(({ name }) => name)).toEqual(exact.sides?.map(({ name }) => name));
  const sides = (cloud.sides ?? []).map((side, index) => ({ side, other: exact.sides?.[index] }));
  for (const { side, other } of sides) {
    if (side.atLeast) expect(side.count).toBeLessThanOrEqual(other?.count as number);
    else expect(side).toEqual(other);
  }
  const bounds = sides.filter(({ side }) => side.atLeast).length;
  if (bounds === 0) expect(cloud).toEqual(exact);
  return bounds;
}
