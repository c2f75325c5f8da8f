import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GraphRefused, GraphUnavailable } from '../../lambda/adapters/graph/errors.ts';
import { type Duration, formatInstant, hours, minus, minutes, plus, seconds } from '../../lambda/core/time.ts';
import type { PollReport } from '../../lambda/sources/entra/graph/poll.ts';
import { exampleApp } from '../servers/graph.ts';
import { type Fault, secretExpired, serverError, throttled, unlicensed, unpermitted } from '../servers/graph-faults.ts';
import { interactive, pollUntil, untilNextRun } from './polling.ts';
import { errorsOf, failure, failuresBefore, newTenant, noon, type Tenant } from './tenant.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await newTenant();
});
afterEach(() => tenant.close());

describe('a fault that passes', () => {
  it.each<{ name: string; fault: Fault; waits: Duration }>([
    { name: '429 with seconds', fault: throttled('17'), waits: seconds(17) },
    { name: '429 with a date', fault: throttled('Fri, 20 Nov 2026 12:00:40 GMT'), waits: seconds(40) },
    { name: '429 without a word', fault: throttled(), waits: seconds(1) },
    { name: '500', fault: serverError(500), waits: seconds(1) },
    { name: '502', fault: serverError(502), waits: seconds(1) },
    { name: '503 with Retry-After', fault: serverError(503, '30'), waits: seconds(30) },
    { name: '504', fault: serverError(504), waits: seconds(1) },
    { name: 'a token that expires', fault: { kind: 'tokens expire' }, waits: seconds(0) },
    { name: 'a connection cut in the middle of a page', fault: { kind: 'cut' }, waits: seconds(1) },
    { name: 'a connection that is closed', fault: { kind: 'hang up' }, waits: seconds(1) },
    { name: "a proxy's page", fault: { kind: 'html' }, waits: seconds(1) },
  ])('in the middle of the reading costs only time: $name', async ({ fault, waits }) => {
    tenant.publish(failuresBefore(noon, 250));
    tenant.graph.plan(fault, 2);

    const report = await tenant.polling({ request: { feeds: [interactive] } }).poll();

    expect(errorsOf(report)).toEqual([]);
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
    expect(tenant.clock.now() - noon).toBe(waits);
  });

  it('and an answer that never comes', async () => {
    tenant.publish(failuresBefore(noon, 250));
    tenant.graph.plan({ kind: 'stall' }, 2);

    const report = await tenant.polling({ timeout: 200 as Duration }).poll();

    expect(errorsOf(report)).toEqual([]);
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });

  it.each<{ name: string; fault: Fault; times: number; lists: number }>([
    { name: 'Graph asks for more time than the run has', fault: throttled('200'), times: 1, lists: 2 },
    { name: 'Graph is down', fault: serverError(503), times: 5, lists: 1 },
    { name: 'every connection breaks', fault: { kind: 'cut' }, times: 5, lists: 1 },
  ])('later than the run is left to the next one: $name', async ({ fault, times, lists }) => {
    tenant.publish(failuresBefore(noon, 250));
    tenant.graph.plan(fault, ({ path, number }) => path.startsWith('/v1.0') && number >= 2, times);
    const { poll } = tenant.polling();

    const first = await poll();
    tenant.clock.advance(untilNextRun);
    const second = await poll();

    expect(errorsOf(first)).toEqual(Array.from({ length: lists }, () => expect.any(GraphUnavailable)));
    expect(errorsOf(second)).toEqual([]);
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });

  it('and is told to last an hour keeps every run of that hour from asking, for either list', async () => {
    tenant.publish(failuresBefore(noon, 250));
    tenant.graph.plan(throttled('3600'), 1);

    const reports = await pollUntil(plus(noon, minutes(61)), tenant.polling(), tenant.clock);

    const asked = tenant.graph.requests.filter(({ kind }) => kind === 'signIns').map(({ at }) => at - noon);
    expect(asked[0]).toBe(0);
    expect(asked[1]).toBeGreaterThanOrEqual(hours(1));
    expect(errorsOf(reports[5] as PollReport).map(String)).toEqual([
      expect.stringContaining('Graph wants no request before 2026-11-20T13:00:00Z'),
      expect.stringContaining('Graph wants no request before 2026-11-20T13:00:00Z'),
    ]);
    expect(errorsOf(reports.at(-1) as PollReport)).toEqual([]);
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });

  it.each<{ name: string; fault: Fault; costs: Duration }>([
    { name: 'hangs', fault: { kind: 'stall' }, costs: seconds(30) },
    { name: 'is throttled again and again', fault: throttled('20'), costs: seconds(0) },
  ])('of a list that $name leaves time for the other', async ({ fault, costs }) => {
    const { poll } = tenant.polling({ timeout: 50 as Duration, runs: seconds(105) });
    tenant.graph.plan(
      fault,
      ({ path }) => {
        if (!path.startsWith('/v1.0')) return false;
        tenant.clock.advance(costs);
        return true;
      },
      Infinity,
    );

    const reports: PollReport[] = [];
    for (let n = 0; n < 3; n++) {
      reports.push(await poll());
      tenant.clock.advance(untilNextRun);
    }

    for (const { feeds } of reports) {
      expect(feeds.map(({ pages }) => pages > 0)).toEqual([false, true]);
      expect(feeds.map(({ errors }) => errors)).toEqual([[expect.any(GraphUnavailable)], []]);
    }
  });

  it('of one list does not stop the other', async () => {
    tenant.publish(failure({ id: 'seen' }), failure({ id: 'hidden', table: 'AADNonInteractiveUserSignInLogs' }));
    tenant.graph.plan(serverError(500), ({ path }) => path.startsWith('/beta'), 15);
    const one = tenant.polling();

    const broken = await pollUntil(plus(noon, minutes(12)), one, tenant.clock);
    const whileBroken = await tenant.remembered();
    const whole = await one.poll();

    expect(broken.map(({ feeds }) => feeds.map(({ errors }) => errors.length))).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(whileBroken).toEqual([expect.stringContaining(' seen ')]);
    expect(whole.feeds.map(({ errors }) => errors)).toEqual([[], []]);
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });
});

describe('a fault that a person must act on', () => {
  it.each<{ name: string; fault: Fault; tells: string }>([
    { name: 'no licence', fault: unlicensed, tells: 'P1 or P2 licence' },
    { name: 'no consent', fault: unpermitted, tells: 'AuditLog.Read.All' },
  ])('is told in a sentence, and the cursor waits: $name', async ({ fault, tells }) => {
    tenant.publish(failure({ id: 'kept' }));
    tenant.graph.plan(fault, ({ kind }) => kind === 'signIns', 2);
    const { poll } = tenant.polling();

    const refused = await poll();
    tenant.clock.advance(hours(1));
    const repaired = await poll();

    expect(errorsOf(refused)).toEqual([expect.any(GraphRefused), expect.any(GraphRefused)]);
    expect(String(errorsOf(refused)[0])).toContain(tells);
    expect(errorsOf(repaired)).toEqual([]);
    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });

  it('is told for the authority, too', async () => {
    tenant.graph.plan(secretExpired, ({ kind }) => kind === 'token', Infinity);

    const report = await tenant.polling().poll();

    expect(errorsOf(report)).toHaveLength(2);
    for (const error of errorsOf(report)) {
      expect(error).toMatchObject({ name: 'GraphRefused', code: 'AADSTS7000222' });
      expect(String(error)).not.toContain(exampleApp.credential.secret);
    }
  });

  it('of long ago does not lose what happened meanwhile', async () => {
    const { poll } = tenant.polling();
    await poll();
    tenant.graph.plan(unpermitted, ({ kind }) => kind === 'signIns', 2 * 12 * 10);
    for (let n = 0; n < 12 * 10; n++) {
      tenant.clock.advance(untilNextRun);
      tenant.publish(failure({ id: `during-${n}`, time: formatInstant(minus(tenant.clock.now(), minutes(1))) }));
      await poll();
    }

    expect(await tenant.remembered()).toEqual([]);
    tenant.clock.advance(untilNextRun);
    await poll();

    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
  });
});
