import { beforeEach, describe, expect, it } from 'vitest';
import { days, hours, type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { at, failure, login, midnight } from './events.ts';
import { newWorld, programs, type World } from './gathering-world.ts';

const address = '203.0.113.7';
let world: World;
beforeEach(() => {
  world = newWorld();
});

describe('less severe alerts', () => {
  const withoutMfa = (id: string, time: Instant) =>
    login(id, time, address, { MFAUsed: 'No', UserIdentityUserName: id });

  it('are told to programs at once, and to people in one digest, the morning after', async () => {
    await world.arrive(withoutMfa('a', at(0)), withoutMfa('b', at(1)));
    const atOnce = world.heardBy('machines').length;

    await world.sweepAt(plus(midnight, hours(31)));
    const early = world.heardBy('people');
    await world.sweepAt(plus(midnight, hours(32)));
    await world.sweepAt(plus(midnight, hours(33)));

    expect([atOnce, early]).toEqual([2, []]);
    expect(world.bulletinsOf('people')).toEqual([
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
    await world.sweepAt(plus(midnight, hours(32)));
    world.now = plus(midnight, hours(40));
    await world.arrive(withoutMfa('late', at(5)));

    await world.sweepAt(plus(midnight, hours(55)));
    await world.sweepAt(plus(midnight, hours(56)));

    const [first, second, ...more] = world.bulletinsOf('people');
    expect(more).toEqual([]);
    expect([first?.alertCount, second?.alertCount, second?.freshCount, second?.revision]).toEqual([1, 2, 1, 2]);
    expect(second?.alerts[0]?.columns['UserIdentityUserName']).toBe('late');
  });

  it('stay what they are where nobody wants a digest', async () => {
    world = newWorld({ people: programs });

    await world.arrive(withoutMfa('a', at(0)));

    expect(world.heardBy('people')).toEqual(world.heardBy('machines'));
  });
});

describe('logins from an address with failed sign-ins', () => {
  const failures = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(n), address));
  const entering = (id: string, time: Instant) => login(id, time, address, { AccountName: id });

  it('are told to people as one, at once, and later ones as an update', async () => {
    await world.arrive(...failures, entering('bob', at(60_000)));
    await world.arrive(entering('eve', at(120_000)));

    expect(world.heardBy('machines')).toHaveLength(2);
    expect(world.bulletinsOf('people')).toEqual([
      expect.objectContaining({ about: 'group', kind: 'new', revision: 1, alertCount: 1 }),
      expect.objectContaining({ about: 'group', kind: 'update', revision: 2, alertCount: 2, freshCount: 1 }),
    ]);
    expect(world.heardBy('people')).toHaveLength(2);
  });

  it('of another address are told apart', async () => {
    const elsewhere = Array.from({ length: 6 }, (_, n) => failure(`g${n}`, at(n), '198.51.100.1'));

    await world.arrive(...failures, ...elsewhere, entering('bob', at(9)), login('x', at(9), '198.51.100.1'));

    expect(world.bulletinsOf('people').map(({ alertCount }) => alertCount)).toEqual([1, 1]);
  });

  it('are not updated more often than wanted; what had to wait, the sweeper tells', async () => {
    await world.arrive(...failures, entering('first', at(10)));
    for (const n of [1, 2, 3, 4, 5, 6]) {
      world.now = plus(world.now, minutes(1));
      await world.arrive(entering(`later-${n}`, at(100 + n)));
    }
    const before = world.bulletinsOf('people').length;

    await world.sweepAt(plus(midnight, minutes(62)));

    expect(before).toBe(1 + 4);
    expect(world.bulletinsOf('people').at(-1)).toMatchObject({ revision: 6, alertCount: 7 });
  });

  it('are told again where the first telling failed, and as the same', async () => {
    world.deaf = 'people';
    await world.arrive(...failures, entering('bob', at(9))).catch(() => {});
    world.deaf = undefined;

    await world.sweepAt(plus(midnight, minutes(10)));

    expect(world.bulletinsOf('people')).toEqual([expect.objectContaining({ revision: 1, alertCount: 1 })]);
  });
});

describe('a storm', () => {
  const fromMany = (count: number, fields = {}) =>
    Array.from({ length: count }, (_, n) =>
      login(`l${n}`, at(n), `192.0.2.${n}`, { MFAUsed: 'No', UserIdentityUserName: `u${n}`, ...fields }),
    );

  it('is told as a summary beyond the first alerts, and goes on as one', async () => {
    await world.arrive(...fromMany(10));
    const oneByOne = world.alertsOf('machines').length;
    await world.sweepAt(plus(midnight, minutes(14)));
    const early = world.bulletinsOf('machines');
    await world.sweepAt(plus(midnight, minutes(15)));
    await world.arrive(...fromMany(12));
    await world.sweepAt(plus(midnight, minutes(30)));

    expect([oneByOne, early]).toEqual([3, []]);
    expect(world.bulletinsOf('machines')).toEqual([
      expect.objectContaining({ about: 'storm', kind: 'summary', revision: 1, alertCount: 7, freshCount: 7 }),
      expect.objectContaining({ about: 'storm', kind: 'summary', revision: 2, alertCount: 9, freshCount: 2 }),
    ]);
  });

  it('never holds back what is severe', async () => {
    const root = { UserIdentityType: 'Root', AccountName: 'arn:aws:iam::111122223333:root' };

    await world.arrive(...fromMany(10, root));

    expect(world.alertsOf('machines')).toHaveLength(10);
  });

  it('counts an alert once, however often it comes', async () => {
    for (let n = 0; n < 5; n++) await world.arrive(...fromMany(3));
    await world.sweepAt(plus(midnight, days(1)));

    expect(world.alertsOf('machines')).toHaveLength(3);
    expect(world.bulletinsOf('machines')).toEqual([]);
  });
});
