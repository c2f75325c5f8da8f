import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatInstant, hours, minus, minutes, plus, seconds } from '../../lambda/core/time.ts';
import type { PollReport } from '../../lambda/sources/entra/graph/poll.ts';
import { login } from '../core/events.ts';
import { consoleLogin, type Json } from '../records.ts';
import type { GraphServer } from '../servers/graph.ts';
import { serverError } from '../servers/graph-faults.ts';
import { failuresAmong } from './failures.ts';
import { interactive, nonInteractive, pollUntil, untilNextRun } from './polling.ts';
import {
  address,
  errorsOf,
  failure,
  failuresBefore,
  newTenant,
  noon,
  otherAddress,
  type Tenant,
  throughOf,
} from './tenant.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await newTenant();
});
afterEach(() => tenant.close());

describe('a run', () => {
  it('reads every page of what is new, and asks for each once', async () => {
    tenant.publish(failuresBefore(noon, 250));

    const report = await tenant.polling().poll();

    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
    expect(countsOf(report)).toEqual({
      interactiveUser: { records: 250, fresh: 250, errors: [] },
      nonInteractiveUser: { records: 0, fresh: 0, errors: [] },
    });
    const targets = signInRequests().map(({ target }) => target);
    expect(new Set(targets).size).toBe(targets.length);
    expect(targets.filter((target) => target.includes('$skiptoken='))).toHaveLength(2);
  });

  it('keeps to 5 requests in 10 seconds, so that Graph never has to ask for it', async () => {
    tenant.publish(failuresBefore(noon, 1_200));

    await tenant.polling().poll();

    const statuses = signInRequests().map(({ status }) => status);
    expect(statuses.length).toBeGreaterThan(12);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(tenant.clock.now() - noon).toBe(seconds(10) * Math.floor((statuses.length - 1) / 5));
  });

  it('counts what it leaves aside, and what it cannot read', async () => {
    tenant.publish(failure({ id: 'failed' }), failure({ id: 'succeeded', code: '0' }), {
      ...failure({ id: 'no-address' }),
      ipAddress: '203.0.113.XXX',
    });

    const { feeds } = await tenant.polling().poll();

    expect(feeds[0]).toMatchObject({ tally: { records: 3, events: 3, failed: 0 }, events: 3, fresh: 1 });
    expect(await tenant.remembered()).toEqual([expect.stringContaining(' failed ')]);
  });

  it('takes no record of another source, whoever answers in the place of Graph', async () => {
    tenant.publish(failure({ id: 'failed' }), { ...failure({ id: 'made-up' }), ...consoleLogin() });

    const { feeds } = await tenant.polling().poll();

    const reason = 'a record of another source than is judged here';
    expect(feeds[0]?.tally).toMatchObject({ records: 2, events: 1, failed: 1, failures: [{ reason }] });
  });

  it('finds nothing in an empty tenant, and moves on', async () => {
    const { poll } = tenant.polling();

    const first = await poll();
    tenant.clock.advance(untilNextRun);
    const second = await poll();

    expect([first, second].map(throughOf)).toEqual([noon, plus(noon, untilNextRun)]);
    expect([first, second].map(errorsOf)).toEqual([[], []]);
  });

  it('leaves the cursor to a run that has it', async () => {
    const { poll } = tenant.polling();
    await poll();

    const early = await poll();
    tenant.clock.advance(untilNextRun);
    const later = await poll();

    expect([early.state, later.state]).toEqual(['busy', 'done']);
  });

  it('completes the alert of a login that came before, and is completed by one that comes after', async () => {
    tenant.publish(failuresBefore(noon, 6), failuresBefore(noon, 6, { address: otherAddress }));
    const early = tenant.polling();

    await early.detect(login('before', noon, address));
    await early.poll();
    await early.detect(login('after', noon, otherAddress));

    expect(early.published.flatMap(({ eventIds }) => eventIds)).toEqual(['before', 'after']);
  });
});

describe('a sign-in', () => {
  it('that arrives late, within the overlap, is found', async () => {
    const record = failure({ id: 'late', time: formatInstant(minus(noon, minutes(30))) });
    tenant.graph.publish([{ record, from: plus(noon, minutes(89)) }]);

    await pollUntil(plus(noon, hours(2)), tenant.polling(), tenant.clock);

    expect(await tenant.remembered()).toEqual(failuresAmong([record]));
  });

  it('that arrives later than the overlap is not', async () => {
    const record = failure({ id: 'too-late', time: formatInstant(minus(noon, minutes(30))) });
    tenant.graph.publish([{ record, from: plus(noon, minutes(96)) }]);

    await pollUntil(plus(noon, hours(4)), tenant.polling(), tenant.clock);

    expect(await tenant.remembered()).toEqual([]);
  });

  it('that is listed twice counts once', async () => {
    for (const [index, record] of failuresBefore(noon, 5).entries()) {
      tenant.graph.publish([{ record, from: noon, copies: index + 2 }]);
    }
    const { poll, detect, published } = tenant.polling();

    await detect(login('login', noon, address));
    await poll();

    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
    expect(published).toEqual([]);
  });

  it('that is published again with another result or time is remembered in both versions, and counts once', async () => {
    const records = failuresBefore(noon, 5);
    const [first] = records as [Json];
    tenant.publish(records);
    const { poll, detect, published } = tenant.polling();
    await detect(login('login', noon, address));
    await poll();

    const again = { ...first, createdDateTime: formatInstant(minus(noon, minutes(20))) };
    tenant.graph.publish([{ record: again, from: plus(noon, minutes(4)) }]);
    tenant.clock.advance(untilNextRun);
    const report = await poll();

    expect(await tenant.remembered()).toEqual(failuresAmong([...records, again]));
    expect(report.feeds[0]?.fresh).toBe(1);
    expect(published).toEqual([]);
  });

  it('that turns out to have failed is remembered from then on', async () => {
    tenant.publish(failure({ id: 'a', code: '0' }));
    const { poll } = tenant.polling();
    await poll();

    tenant.graph.publish([{ record: failure({ id: 'a', code: '50126' }), from: noon }]);
    tenant.clock.advance(untilNextRun);
    await poll();

    expect(await tenant.remembered()).toEqual(failuresAmong([failure({ id: 'a' })]));
  });
});

describe('the two lists', () => {
  it('are each remembered in their own table, with a cursor of their own', async () => {
    tenant.publish(failure({ id: 'seen' }), failure({ id: 'silent', table: 'AADNonInteractiveUserSignInLogs' }));
    tenant.graph.plan(serverError(500), ({ path }) => path.startsWith('/beta'), 5);
    const { poll } = tenant.polling();

    const { feeds } = await poll();
    tenant.clock.advance(untilNextRun);
    const later = await poll();

    expect(await tenant.remembered()).toEqual(tenant.everyFailure());
    expect(feeds.map(({ feed }) => feed)).toEqual([interactive, nonInteractive]);
    expect(later.feeds.map(({ progress }) => progress.through)).toEqual([tenant.clock.now(), tenant.clock.now()]);
  });
});

function signInRequests(): GraphServer['requests'] {
  return tenant.graph.requests.filter(({ kind }) => kind === 'signIns');
}

function countsOf({ feeds }: PollReport) {
  const entries = feeds.map(({ feed, tally: { records }, fresh, errors }) => {
    return [feed.id, { records, fresh, errors }] as const;
  });
  return Object.fromEntries(entries);
}
