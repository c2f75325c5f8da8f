import { beforeEach, describe, expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import type { Bulletin } from '../../lambda/core/bulletin.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { type GatheringPolicy, gathered } from '../../lambda/core/gathering.ts';
import type { Message, Publisher } from '../../lambda/core/ports.ts';
import { type SweepReport, sweep } from '../../lambda/core/sweep.ts';
import { days, hours, type Instant, latestInstant, minutes, plus } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { embeddedPorts, inTurn } from './detecting.ts';
import { at, failure, login, midnight } from './events.ts';

const address = '203.0.113.7';
const readers: GatheringPolicy = { digestBelow: 'Medium', digestHour: 8, groups: true, stormAbove: 3 };
const programs: GatheringPolicy = { digestHour: 8, groups: false, stormAbove: 3 };

/** A deployment: what happens at a time, and who heard what. */
interface World {
  readonly heard: { readonly audience: string; readonly message: Message }[];
  now: Instant;
  /** Publishing to this audience fails. */
  deaf: string | undefined;
  arrive(...events: readonly DetectorEvent[]): Promise<void>;
  sweep(): Promise<SweepReport>;
}

let world: World;
beforeEach(() => {
  world = newWorld();
});

describe('less severe alerts', () => {
  const withoutMfa = (id: string, time: Instant) =>
    login(id, time, address, { MFAUsed: 'No', UserIdentityUserName: id });

  it('are told to programs at once, and to people in one digest, the morning after', async () => {
    await world.arrive(withoutMfa('a', at(0)), withoutMfa('b', at(1)));
    const atOnce = heardBy('machines').length;

    await sweepAt(plus(midnight, hours(31)));
    const early = heardBy('people');
    await sweepAt(plus(midnight, hours(32)));
    await sweepAt(plus(midnight, hours(33)));

    expect([atOnce, early]).toEqual([2, []]);
    expect(bulletinsOf('people')).toEqual([
      expect.objectContaining({
        about: 'digest',
        kind: 'summary',
        revision: 1,
        alertCount: 2,
        freshCount: 2,
        severity: 'Low',
      }),
    ]);
  });

  it('that come late are in the next digest, and there alone', async () => {
    await world.arrive(withoutMfa('a', at(0)));
    await sweepAt(plus(midnight, hours(32)));
    world.now = plus(midnight, hours(40));
    await world.arrive(withoutMfa('late', at(5)));

    await sweepAt(plus(midnight, hours(55)));
    await sweepAt(plus(midnight, hours(56)));

    const [first, second, ...more] = bulletinsOf('people');
    expect(more).toEqual([]);
    expect([first?.alertCount, second?.alertCount, second?.freshCount, second?.revision]).toEqual([1, 2, 1, 2]);
    expect(second?.alerts[0]?.columns['UserIdentityUserName']).toBe('late');
  });

  it('stay what they are where nobody wants a digest', async () => {
    world = newWorld({ people: programs });

    await world.arrive(withoutMfa('a', at(0)));

    expect(heardBy('people')).toEqual(heardBy('machines'));
  });
});

describe('logins from an address with failed sign-ins', () => {
  const failures = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(n), address));
  const entering = (id: string, time: Instant) => login(id, time, address, { AccountName: id });

  it('are told to people as one, at once, and later ones as an update', async () => {
    await world.arrive(...failures, entering('bob', at(60_000)));
    await world.arrive(entering('eve', at(120_000)));

    expect(heardBy('machines')).toHaveLength(2);
    expect(bulletinsOf('people')).toEqual([
      expect.objectContaining({ about: 'group', kind: 'new', revision: 1, alertCount: 1 }),
      expect.objectContaining({ about: 'group', kind: 'update', revision: 2, alertCount: 2, freshCount: 1 }),
    ]);
    expect(heardBy('people')).toHaveLength(2);
  });

  it('of another address are told apart', async () => {
    const elsewhere = Array.from({ length: 6 }, (_, n) => failure(`g${n}`, at(n), '198.51.100.1'));

    await world.arrive(...failures, ...elsewhere, entering('bob', at(9)), login('x', at(9), '198.51.100.1'));

    expect(bulletinsOf('people').map(({ alertCount }) => alertCount)).toEqual([1, 1]);
  });

  it('are not updated more often than wanted; what had to wait, the sweeper tells', async () => {
    await world.arrive(...failures, entering('first', at(10)));
    for (const n of [1, 2, 3, 4, 5, 6]) {
      world.now = plus(world.now, minutes(1));
      await world.arrive(entering(`later-${n}`, at(100 + n)));
    }
    const before = bulletinsOf('people').length;

    await sweepAt(plus(midnight, minutes(62)));

    expect(before).toBe(1 + 4);
    expect(bulletinsOf('people').at(-1)).toMatchObject({ revision: 6, alertCount: 7 });
  });

  it('are told again where the first telling failed, and as the same', async () => {
    world.deaf = 'people';
    await world.arrive(...failures, entering('bob', at(9))).catch(() => {});
    world.deaf = undefined;

    await sweepAt(plus(midnight, minutes(10)));

    expect(bulletinsOf('people')).toEqual([expect.objectContaining({ revision: 1, alertCount: 1 })]);
  });
});

describe('a storm', () => {
  const fromMany = (count: number, fields = {}) =>
    Array.from({ length: count }, (_, n) =>
      login(`l${n}`, at(n), `192.0.2.${n}`, { MFAUsed: 'No', UserIdentityUserName: `u${n}`, ...fields }),
    );

  it('is told as a summary beyond the first alerts, and goes on as one', async () => {
    await world.arrive(...fromMany(10));
    const oneByOne = alertsOf('machines').length;
    await sweepAt(plus(midnight, minutes(14)));
    const early = bulletinsOf('machines');
    await sweepAt(plus(midnight, minutes(15)));
    await world.arrive(...fromMany(12));
    await sweepAt(plus(midnight, minutes(30)));

    expect([oneByOne, early]).toEqual([3, []]);
    expect(bulletinsOf('machines')).toEqual([
      expect.objectContaining({ about: 'storm', kind: 'summary', revision: 1, alertCount: 7, freshCount: 7 }),
      expect.objectContaining({ about: 'storm', kind: 'summary', revision: 2, alertCount: 9, freshCount: 2 }),
    ]);
  });

  it('never holds back what is severe', async () => {
    const root = { UserIdentityType: 'Root', AccountName: 'arn:aws:iam::111122223333:root' };

    await world.arrive(...fromMany(10, root));

    expect(alertsOf('machines')).toHaveLength(10);
  });

  it('counts an alert once, however often it comes', async () => {
    for (let n = 0; n < 5; n++) await world.arrive(...fromMany(3));
    await sweepAt(plus(midnight, days(1)));

    expect(alertsOf('machines')).toHaveLength(3);
    expect(bulletinsOf('machines')).toEqual([]);
  });
});

function newWorld(policies: Partial<Record<'machines' | 'people', GatheringPolicy>> = {}): World {
  const stores = { timelines: memoryTimelines(), alerts: memoryAlerts() };
  const created: World = {
    heard: [],
    now: midnight,
    deaf: undefined,
    async arrive(...events) {
      await detect(inTurn([events]), ports());
    },
    sweep: () => sweep({ ...ports(), deadline: latestInstant }),
  };
  let owners = 0;
  const ports = () => {
    owners += 1;
    const clock = { now: () => created.now, pause: async () => {} };
    const base = embeddedPorts(rules, { ...stores, clock, owner: `owner-${owners}`, updatesPerHour: 4 });
    const publishers = [
      gathered(hearing('machines'), policies.machines ?? programs, base),
      gathered(hearing('people'), policies.people ?? readers, base),
    ];
    return { ...base, publishers };
  };
  const hearing = (audience: string): Publisher => ({
    audience,
    async publish(message) {
      if (created.deaf === audience) throw new Error('the topic is away');
      created.heard.push({ audience, message });
    },
  });
  return created;
}

async function sweepAt(now: Instant): Promise<void> {
  world.now = now;
  const { failed } = await world.sweep();
  expect(failed).toEqual([]);
}

function heardBy(audience: string): readonly Message[] {
  return world.heard.filter((each) => each.audience === audience).map(({ message }) => message);
}

function alertsOf(audience: string): readonly Alert[] {
  return heardBy(audience).filter((message) => message.schema === 'gatewarden.alert/1');
}

function bulletinsOf(audience: string): readonly Bulletin[] {
  return heardBy(audience).filter((message) => message.schema === 'gatewarden.bulletin/1');
}
