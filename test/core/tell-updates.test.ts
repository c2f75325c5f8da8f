import { beforeEach, describe, expect, it } from 'vitest';
import { type MemoryAlerts, memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import type { Alert, Match } from '../../lambda/core/alert.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { CloudTrailEvent } from '../../lambda/core/event.ts';
import type { Alerts, Publisher } from '../../lambda/core/ports.ts';
import { sweep } from '../../lambda/core/sweep.ts';
import { type TellPorts, tell } from '../../lambda/core/tell.ts';
import { hours, type Instant, latestInstant, minus, minutes, plus } from '../../lambda/core/time.ts';
import { rule } from '../../lambda/rules/many-failed-logins-from-ip/rule.ts';
import { finding, match } from '../contracts/findings.ts';
import { alertIn, embeddedPorts, inTurn } from './detecting.ts';
import { at, login } from './events.ts';

const lease = minutes(5);

let alerts: MemoryAlerts;
let heard: { readonly audience: string; readonly alert: Alert }[];
let owners = 0;
beforeEach(() => {
  alerts = memoryAlerts();
  heard = [];
});

/** One invocation's ports at a time, on the store of the test; `changes` replaces any of them. */
function invocation(now: Instant, changes: Partial<TellPorts> = {}): TellPorts {
  owners += 1;
  const clock = { now: () => now, pause: async () => {} };
  const publishers = [noting('machines'), noting('people')];
  return embeddedPorts([rule], { alerts, publishers, clock, lease, owner: `owner-${owners}`, ...changes });
}

function noting(audience: string): Publisher {
  return { audience, publish: async (message) => void heard.push({ audience, alert: alertIn(message) }) };
}

/** An invocation that brings these events of the one alert. */
function bring(now: Instant, matches: readonly Match[], changes: Partial<TellPorts> = {}): Promise<void> {
  return tell({ type: 'single', rule }, { ...finding('alert', matches), rule }, invocation(now, changes));
}

async function sweepAt(now: Instant, changes: Partial<TellPorts> = {}): Promise<void> {
  await sweep({ ...invocation(now, changes), rules: [rule], deadline: latestInstant });
}

/** Events, numbered from `first`, by one user. */
function by(user: string, first = 0, count = 1): readonly Match[] {
  const named = { user };
  return Array.from({ length: count }, (_, n) => match({ id: `event-${first + n}`, time: at(first + n), named }));
}

/** What was told since the last look: the audience, the revision, the number of events and the new users. */
function told(): readonly string[] {
  return heard.splice(0).map(({ audience, alert: { kind, revision, eventCount, news } }) => {
    const users = news?.user?.values.join(' and ') ?? (news === undefined ? '' : 'more');
    return `${audience}: ${kind} ${revision}, ${eventCount} events${users === '' ? '' : `, ${users}`}`;
  });
}

const dueNow = async () => (await alerts.read('alert'))?.due;

describe('of an alert, everybody is told', () => {
  it('the first match at once, and nothing of more of the same, which is kept', async () => {
    await bring(at(0), by('alice'));
    const first = told();
    await bring(at(1), by('alice', 1, 8));
    await bring(at(2), by('alice', 0, 9));

    expect(first).toEqual(['machines: new 1, 1 events', 'people: new 1, 1 events']);
    expect(told()).toEqual([]);
    expect((await alerts.read('alert'))?.matches).toHaveLength(9);
    expect(await dueNow()).toBeUndefined();
  });

  it('what is new, and with it all that came since', async () => {
    await bring(at(0), by('alice'));
    await bring(at(1), by('alice', 1, 4));
    told();

    await bring(at(2), by('bob', 5));

    expect(told()).toEqual(['machines: update 2, 6 events, bob', 'people: update 2, 6 events, bob']);
    expect(await dueNow()).toBeUndefined();
  });

  it.each([
    { events: 9, updates: [] },
    { events: 10, updates: ['machines: update 2, 10 events, more', 'people: update 2, 10 events, more'] },
  ])('that events became ten times as many: $events', async ({ events, updates }) => {
    await bring(at(0), by('alice'));
    told();

    for (let n = 1; n < events; n++) await bring(at(n), by('alice', n));

    expect(told()).toEqual(updates);
  });

  it('what two invocations bring together, though it is news to neither', async () => {
    await bring(at(0), by('alice'));
    told();
    const noted: unknown[] = [];
    const noting: Alerts = {
      ...alerts,
      merge(found, more) {
        noted.push(more?.due);
        return alerts.merge(found, more);
      },
    };

    await Promise.allSettled([
      bring(at(1), by('alice', 1, 5), { alerts: noting }),
      bring(at(1), by('alice', 6, 4), { alerts: noting }),
    ]);

    expect(noted).toEqual([undefined, undefined]);
    expect(told()).toEqual(['machines: update 2, 10 events, more', 'people: update 2, 10 events, more']);
  });

  it('by what each audience itself was told', async () => {
    const failing: Publisher = { audience: 'people', publish: () => Promise.reject(new Error('the topic is away')) };
    await bring(at(0), by('alice'));
    told();

    const failed = bring(at(1), by('bob', 1), { publishers: [noting('machines'), failing] });
    await expect(failed).rejects.toThrow('the topic is away');
    const meanwhile = told();
    await bring(plus(at(1), lease), by('bob', 1));

    expect([meanwhile, told()]).toEqual([['machines: update 2, 2 events, bob'], ['people: update 2, 2 events, bob']]);
  });

  it('the same through all of detection, with what the rule leaves open', async () => {
    const failed = (n: number, user: string): CloudTrailEvent =>
      login(`login-${n}`, at(n), '203.0.113.7', { LoginResult: 'Failure', User: user, AWSRegion: 'us-east-1' });
    const run = (...events: readonly CloudTrailEvent[]) =>
      detect(inTurn([events]), { ...embeddedPorts([rule]), ...ports });
    const { timelines } = embeddedPorts([rule]);
    const ports = { alerts, timelines, publishers: [noting('people')] };

    await run(...Array.from({ length: 21 }, (_, n) => failed(n, 'alice')));
    await run(failed(21, 'alice'));
    await run(failed(22, 'bob'));

    expect(told()).toEqual(['people: new 1, 21 events', 'people: update 2, 23 events, bob']);
  });
});

describe('more updates than an hour may have', () => {
  const limited = { updatesPerHour: 2 };
  const second = at(minutes(1));
  const itsTime = plus(second, hours(1));

  beforeEach(async () => {
    await bring(at(0), by('alice'), limited);
    await bring(second, by('bob', 1), limited);
    await bring(at(minutes(2)), by('carol', 2), limited);
    told();
    await bring(at(minutes(3)), by('dave', 3), limited);
    await bring(at(minutes(4)), by('erin', 4), limited);
  });

  it('are not told, and noted for their time', async () => {
    expect(told()).toEqual([]);
    expect(await dueNow()).toBe(itsTime);
  });

  it('are told then by the sweeper, as one, and once', async () => {
    await sweepAt(minus(itsTime, minutes(1)), limited);
    const before = told();
    await sweepAt(itsTime, limited);
    const then = told();
    await sweepAt(plus(itsTime, minutes(5)), limited);
    await sweepAt(plus(itsTime, hours(3)), limited);

    expect(before).toEqual([]);
    expect(then).toEqual(['machines: update 4, 5 events, dave and erin', 'people: update 4, 5 events, dave and erin']);
    expect(told()).toEqual([]);
    expect(await dueNow()).toBeUndefined();
  });

  it('are told by who comes first, if that is no sweeper', async () => {
    await bring(itsTime, by('alice', 0), limited);
    await sweepAt(itsTime, limited);

    expect(told()).toHaveLength(2);
    expect(await dueNow()).toBeUndefined();
  });

  it('are never told where there are to be none', async () => {
    const none = { updatesPerHour: 0 };
    await bring(at(minutes(5)), by('frank', 5), none);
    await sweepAt(itsTime, none);

    expect(told()).toEqual([]);
    expect(await dueNow()).toBeUndefined();
  });
});

describe('an invocation that dies after its merge, and whose message never comes back,', () => {
  const dying: Partial<TellPorts> = {
    publishers: [noting('machines'), noting('people')],
    clock: { now: () => at(0), pause: async () => {} },
  };
  const dies = (matches: readonly Match[]) => {
    let merged = false;
    const mortal: Alerts = {
      ...alerts,
      async merge(found, more) {
        await alerts.merge(found, more);
        merged = true;
      },
      read: (alertId) => (merged ? Promise.reject(new Error('died')) : alerts.read(alertId)),
    };
    return expect(bring(at(0), matches, { ...dying, alerts: mortal })).rejects.toThrow('died');
  };

  it('leaves a new alert to the sweeper', async () => {
    await dies(by('alice'));

    await sweepAt(minus(plus(at(0), lease), minutes(1)));
    const before = told();
    await sweepAt(plus(at(0), lease));

    expect([before, told()]).toEqual([[], ['machines: new 1, 1 events', 'people: new 1, 1 events']]);
    expect(await dueNow()).toBeUndefined();
  });

  it('leaves an update to the sweeper', async () => {
    await bring(at(0), by('alice'));
    await dies(by('bob', 1));
    told();

    await sweepAt(plus(at(0), lease));

    expect(told()).toEqual(['machines: update 2, 2 events, bob', 'people: update 2, 2 events, bob']);
  });

  it('half-way through it, of which another one leaves word before it dies while it tells', async () => {
    await bring(at(0), by('alice'));
    await alerts.merge(finding('alert', by('bob', 1))); // the events, and no word of them
    told();

    const reading = { ...alerts, markTold: () => Promise.reject(new Error('died')) };
    await expect(bring(at(0), by('bob', 1), { alerts: reading })).rejects.toThrow('died');
    const unmarked = told();
    await sweepAt(plus(at(0), lease));

    expect(unmarked).toEqual(['machines: update 2, 2 events, bob', 'people: update 2, 2 events, bob']);
    expect(told()).toEqual(unmarked);
    expect(await dueNow()).toBeUndefined();
  });

  it('leaves nothing where it brought no news', async () => {
    await bring(at(0), by('alice'));
    await dies(by('alice', 1));

    expect(await dueNow()).toBeUndefined();
  });

  it('while another one tells what it read before, leaves its update to the sweeper', async () => {
    const slow: Publisher = {
      audience: 'people',
      publish: async (message) => {
        await dies(by('bob', 1));
        await noting('people').publish(message);
      },
    };

    await bring(at(0), by('alice'), { publishers: [slow] });
    const first = told();
    await sweepAt(plus(at(0), lease), { publishers: [noting('people')] });

    expect(first).toEqual(['people: new 1, 1 events']);
    expect(told()).toEqual(['people: update 2, 2 events, bob']);
    expect(await dueNow()).toBeUndefined();
  });
});
