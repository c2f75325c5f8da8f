import { describe, expect, it } from 'vitest';
import { type MemoryAlerts, memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { type SweepReport, sweep } from '../../lambda/core/sweep.ts';
import { type Duration, type Instant, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { rule } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { alertIn, embeddedPorts } from '../core/detecting.ts';
import { finding, match } from './findings.ts';
import { at } from './observations.ts';

const runTime = seconds(90);
const publishTime = seconds(0.5);

/** What one run has the time to publish. */
const capacity = runTime / publishTime;

/** A table with something due, and a topic that always refuses some of it. */
interface World {
  readonly alerts: MemoryAlerts;
  readonly heard: string[];
  now: Instant;
  /** An alert that nobody came to tell, due now. */
  leave(alertId: string): Promise<void>;
  /** A run of the sweeper, and the time until the next one. */
  run(): Promise<SweepReport>;
}

describe('alerts that always fail', () => {
  it('are more than a run has time for', async () => {
    const world = await withFailing(3 * capacity);

    const { failed } = await world.run();

    expect(failed.length).toBeLessThan(1.1 * capacity);
  });

  it('stay due, so that their age is known', async () => {
    const world = await withFailing(3 * capacity);
    await world.run();
    await world.run();

    expect(await world.alerts.dueBy(at(0), 10_000)).toHaveLength(3 * capacity);
  });

  it('keep nothing that comes due behind them from being told by the next run', async () => {
    const world = await withFailing(3 * capacity);
    for (let run = 0; run < 10; run++) {
      await world.leave(`behind-${run}`);

      await world.run();

      expect(world.heard.at(-1)).toBe(`behind-${run}`);
    }
  });

  it('keep nothing from being told in the end that stands among them', async () => {
    const world = await withFailing(3 * capacity, ['first', 'in the middle', 'last']);

    for (let run = 0; run < 40; run++) await world.run();

    expect(world.heard.toSorted()).toEqual(['first', 'in the middle', 'last']);
  });

  it('are each tried again and again', async () => {
    const world = await withFailing(3 * capacity);
    const tried = new Set<string>();

    for (let run = 0; run < 40; run++) for (const { alertId } of (await world.run()).failed) tried.add(alertId);

    expect(tried.size).toBe(3 * capacity);
  });
});

/** Half an hour after so many alerts came due that always fail, with these spread among them. */
async function withFailing(count: number, others: readonly string[] = []): Promise<World> {
  const world = newWorld();
  const every = Math.floor(count / Math.max(1, others.length - 1));
  for (let n = 0; n < count; n++) {
    if (n % every === 0) for (const other of others.slice(n / every, n / every + 1)) await world.leave(other);
    await world.leave(`refused-${n}`);
  }
  for (const other of others.slice(-1)) await world.leave(other);
  world.now = plus(world.now, minutes(30));
  return world;
}

function newWorld(): World {
  const alerts = memoryAlerts();
  let runs = 0;
  const world: World = {
    alerts,
    heard: [],
    now: at(0),
    leave: (alertId) => alerts.merge(finding(alertId, [match()]), { due: world.now }),
    async run() {
      runs += 1;
      const begun = world.now;
      const report = await sweep({
        ...embeddedPorts([rule], { alerts, clock, publishers: [{ audience: 'people', publish }] }),
        owner: `sweeper-${runs}`,
        deadline: plus(begun, runTime),
      });
      world.now = plus(begun, minutes(5));
      return report;
    },
  };
  /** Of eight that wait at the same time, each passes an eighth of what it waits. */
  const pass = (length: number): void => {
    world.now = plus(world.now, (length / 8) as Duration);
  };
  const clock = { now: () => world.now, pause: async (length: Duration) => pass(length) };
  const publish = async (message: Parameters<typeof alertIn>[0]): Promise<void> => {
    pass(8 * publishTime);
    const { alertId } = alertIn(message);
    if (alertId.startsWith('refused')) throw new Error(`refused ${alertId}`);
    world.heard.push(alertId);
  };
  return world;
}
