import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { days, formatInstant, hours, type Instant, minus, minutes, plus, seconds } from '../../lambda/core/time.ts';
import type { PollReport } from '../../lambda/sources/entra/graph/poll.ts';
import { type PollingOptions, pollUntil, untilNextRun } from './polling.ts';
import { failure, failuresBefore, newTenant, noon, type Tenant, throughOf } from './tenant.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await newTenant();
});
afterEach(() => tenant.close());

describe('a clock that is wrong', () => {
  it.each([
    { name: 'ahead by 10 minutes', clockError: minutes(10) },
    { name: 'ahead by an hour', clockError: hours(1) },
    { name: 'ahead by 3 hours', clockError: hours(3) },
    { name: 'behind by 10 minutes', clockError: minutes(-10) },
    { name: 'behind by 3 hours', clockError: hours(-3) },
  ])('loses nothing: $name', async ({ clockError }) => {
    const end = plus(noon, hours(6));
    publishLate(noon, end);

    await pollUntil(
      plus(end, hours(2)),
      tenant.polling({ clockError, request: { backfill: hours(24) } }),
      tenant.clock,
    );

    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });

  it('and is put right later loses nothing either', async () => {
    const end = plus(noon, hours(6));
    publishLate(noon, end);

    await pollUntil(plus(noon, hours(2)), tenant.polling({ clockError: hours(5) }), tenant.clock);
    tenant.clock.advance(hours(6));
    await pollUntil(plus(end, hours(4)), tenant.polling(), tenant.clock);

    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });
});

describe('the backfill', () => {
  const month: PollingOptions['request'] = { backfill: days(30) };

  it('reads the time before the first run, the latest part first, over as many runs as it takes', async () => {
    tenant.publish(failuresBefore(noon, 1_000, {}, days(29)));
    const { poll } = tenant.polling({ request: month, runs: seconds(20) });

    const reports = [await poll()];
    while (reports.at(-1)?.feeds.some(({ progress }) => progress.backfill !== undefined) && reports.length < 50) {
      tenant.clock.advance(untilNextRun);
      reports.push(await poll());
    }

    const left = reports.map(({ feeds }) => feeds[0]?.progress.backfill?.to ?? -Infinity);
    expect(reports.length).toBeGreaterThan(3);
    expect(reports.length).toBeLessThan(50);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });

  it('never keeps the latest sign-ins waiting', async () => {
    tenant.publish(failuresBefore(noon, 1_000, {}, days(29)));
    const { poll } = tenant.polling({ request: month, runs: seconds(10) });
    await poll();

    tenant.publish(failure({ id: 'new', time: formatInstant(plus(noon, minutes(4))) }));
    tenant.clock.advance(untilNextRun);
    const report = await poll();

    expect(report.feeds[0]?.progress.backfill).toBeDefined();
    expect(await tenant.remembered()).toContainEqual(expect.stringContaining(' new '));
  });

  it('ends where Graph forgets', async () => {
    tenant.publish(
      ...failuresBefore(noon, 100, {}, days(29)),
      failure({ id: 'old', time: formatInstant(minus(noon, days(31))) }),
    );
    const { poll } = tenant.polling({ request: { backfill: days(90) } });

    const report = await poll();

    expect(report.feeds.map(({ progress }) => progress.backfill)).toEqual([undefined, undefined]);
    expect((await tenant.remembered()).length).toBe(100);
  });
});

describe('a run that is short of time', () => {
  it('leaves the rest to the next ones, and none of it is lost', async () => {
    const { poll } = tenant.polling({ runs: seconds(15) });
    await poll();
    tenant.clock.advance(days(2));
    tenant.publish(failuresBefore(tenant.clock.now(), 2_000, {}, days(2)));

    const reports = [await poll()];
    while (throughOf(reports.at(-1) as PollReport) < minus(tenant.clock.now(), minutes(1)) && reports.length < 50) {
      tenant.clock.advance(untilNextRun);
      reports.push(await poll());
    }

    const reached = reports.map(throughOf);
    expect(reports.length).toBeGreaterThan(2);
    expect(reports.length).toBeLessThan(50);
    expect(reached).toEqual(reached.toSorted((a, b) => a - b));
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });

  it('ends before its deadline, but for one page', async () => {
    tenant.publish(failuresBefore(noon, 4_000));

    await tenant.polling({ runs: seconds(15) }).poll();

    expect(tenant.clock.now() - noon).toBeLessThanOrEqual(seconds(15));
  });

  it('still gets on where the overlap alone is more than it can read', async () => {
    const { poll } = tenant.polling({ runs: seconds(15) });
    await poll();
    tenant.clock.advance(hours(3));
    tenant.publish(failuresBefore(tenant.clock.now(), 2_400, {}, hours(4)));

    const reports: PollReport[] = [];
    for (let n = 0; n < 20; n++) {
      reports.push(await poll());
      tenant.clock.advance(untilNextRun);
    }

    expect(throughOf(reports.at(-1) as PollReport)).toBeGreaterThan(plus(noon, hours(4)));
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });
});

/** A failed sign-in for each minute, each an hour and a half late. */
function publishLate(from: Instant, to: Instant): void {
  for (let time = from; time < to; time = plus(time, minutes(1))) {
    const record = failure({ id: `at-${time}`, time: formatInstant(time) });
    tenant.graph.publish([{ record, from: plus(time, minutes(90)) }]);
  }
}
