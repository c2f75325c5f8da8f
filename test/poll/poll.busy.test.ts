import { describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../lambda/core/time.ts';
import { type BusyRun, type BusyTenant, busyTenant, type Load } from './busy-tenant.ts';
import { noon } from './tenant.ts';

const hard: Load = { perDay: [100_000, 400_000], page: seconds(2) };
const slow: Load = { perDay: [20_000, 80_000], page: seconds(5) };

describe('a tenant that keeps the poller busy', () => {
  it.each<{ name: string; load: Load; within: number }>([
    { name: '500,000 sign-ins a day, 2 s a page', load: hard, within: 120 },
    { name: '250,000, 4 s', load: { perDay: [50_000, 200_000], page: seconds(4) }, within: 120 },
    { name: '100,000, 3 s', load: { perDay: [20_000, 80_000], page: seconds(3) }, within: 30 },
    { name: '100,000, 5 s', load: slow, within: 60 },
    { name: '50,000, 8 s', load: { perDay: [10_000, 40_000], page: seconds(8) }, within: 60 },
  ])('is back-filled, a part in each run, while nothing new waits: $name', async ({ load, within }) => {
    const tenant = busyTenant(load);

    const runs = await runUntilFilled(tenant, within);

    const left = runs.map((run) => run.left);
    expect(left.at(-1)).toBe(0);
    expect(left.slice(1)).toEqual(left.slice(1).map((each, n) => Math.min(each, (left[n] as number) - minutes(1))));
    for (const { age } of runs) expect(age).toBeLessThan(minutes(3));
    expect(settledBehind(tenant, runs)).toBeLessThan(hours(2) + minutes(20));
  });
});

async function runUntilFilled(tenant: BusyTenant, most: number): Promise<readonly BusyRun[]> {
  const runs = [await tenant.run()];
  while (runs.length < most && (runs.at(-1) as BusyRun).left > 0) runs.push(await tenant.run());
  return runs;
}

/** How long ago the first moment was that is not final, after the last run, of the list that is behind the most. */
function settledBehind({ clock }: BusyTenant, runs: readonly BusyRun[]): number {
  const { feeds } = (runs.at(-1) as BusyRun).report;
  return Math.max(...feeds.map(({ progress }) => clock.now() - progress.settled));
}
