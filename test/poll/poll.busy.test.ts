import { describe, expect, it } from 'vitest';
import type { Observation } from '../../lambda/core/observation.ts';
import { days, hours, minutes, seconds } from '../../lambda/core/time.ts';
import type { PollReport } from '../../lambda/sources/entra/graph/poll.ts';
import { type BusyRun, type BusyTenant, busyTenant, type Load } from './busy-tenant.ts';

const most: Load = { perDay: [100_000, 400_000], page: seconds(2) };
const slow: Load = { perDay: [20_000, 80_000], page: seconds(5) };

describe('a backfill', () => {
  it.each<{ name: string; load: Load; within: number }>([
    { name: '500,000 sign-ins a day, 2 s a page', load: most, within: 90 },
    { name: '250,000 a day, 4 s', load: { perDay: [50_000, 200_000], page: seconds(4) }, within: 90 },
    { name: '100,000 a day, 3 s', load: { perDay: [20_000, 80_000], page: seconds(3) }, within: 30 },
    { name: '100,000 a day, 5 s', load: slow, within: 30 },
    { name: '50,000 a day, 8 s', load: { perDay: [10_000, 40_000], page: seconds(8) }, within: 30 },
  ])('gets on in each run and comes to its end, while nothing new waits: $name', async ({ load, within }) => {
    const tenant = busyTenant(load);

    const runs = await runUntilFilled(tenant, within);

    const left = runs.map((run) => run.left);
    const [, ...later] = left;
    expect(left.at(-1)).toBe(0);
    expect(later.filter((each, n) => each >= (left[n] ?? 0))).toEqual([]);
    expect(Math.max(...runs.map(({ age }) => age))).toBeLessThan(minutes(2));
    expect(Math.max(...runs.map(({ unsettled }) => unsettled))).toBeLessThan(hours(2) + minutes(10));
  });

  it('waits while there is more new than a run can read, in whichever list', async () => {
    const tenant = busyTenant({ perDay: [1_000, 400_000], page: seconds(2) });
    const { left } = await tenant.run();
    tenant.clock.advance(hours(5));

    const runs = [await tenant.run()];
    while (runs.at(-1)?.left === left && runs.length < 20) runs.push(await tenant.run());

    const ages = runs.map(({ age }) => age);
    expect(runs.length).toBeGreaterThan(1);
    expect(Math.min(...ages.slice(0, -1))).toBeGreaterThan(minutes(5));
    expect(ages.at(-1)).toBeLessThan(minutes(2));
  });
});

it('what becomes final is read again in time, where that and what is new take nearly all the time', async () => {
  const tenant = busyTenant({ perDay: [600_000, 2_400_000], page: seconds(2) });

  const runs = [await tenant.run()];
  while (runs.length < 20) runs.push(await tenant.run());

  expect(Math.max(...runs.map(({ age }) => age))).toBeLessThan(minutes(2));
  expect(Math.max(...runs.map(({ unsettled }) => unsettled))).toBeLessThan(hours(2) + minutes(10));
  expect(runs.at(-1)?.left).toBeLessThan(runs[0]?.left ?? 0);
});

describe('what a busy poller has processed', () => {
  it('is not written again by the same run, where a span did not fit and was asked for again', async () => {
    const tenant = busyTenant(most);

    const { report } = await tenant.run();

    expect(sum(report, 'readBefore')).toBeGreaterThan(0);
    expect(sum(report, 'fresh')).toBe(tenant.written.length);
    expect(idsOf(tenant.written).size).toBe(tenant.written.length);
  });

  it('stays known where the backfill took the time to read all of the overlap again', async () => {
    const tenant = busyTenant(most, { backfill: days(2) });
    const began = tenant.clock.now();

    const runs = [await tenant.run()];
    for (let n = 0; n < 40; n++) runs.push(await tenant.run());

    const live = tenant.written.filter(({ time }) => time >= began);
    const inTheOverlap = (most.perDay[0] + most.perDay[1]) / 12 / 50 / 10;
    expect(runs.at(-1)?.left).toBeGreaterThan(0);
    expect(Math.max(...runs.slice(-10).map(({ report }) => sum(report, 'readBefore')))).toBeLessThan(inTheOverlap);
    expect(idsOf(live).size).toBe(live.length);
  });
});

async function runUntilFilled(tenant: BusyTenant, atMost: number): Promise<readonly BusyRun[]> {
  const runs: BusyRun[] = [];
  do runs.push(await tenant.run());
  while (runs.length < atMost && runs.at(-1)?.left !== 0);
  return runs;
}

function sum({ feeds }: PollReport, count: 'fresh' | 'readBefore'): number {
  return feeds.reduce((all, feed) => all + feed[count], 0);
}

function idsOf(observations: readonly Observation[]): ReadonlySet<string> {
  return new Set(observations.map(({ eventId }) => eventId));
}
