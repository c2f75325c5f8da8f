import { beforeEach, describe, expect, it } from 'vitest';
import { days, hours, type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { at, failure, login, midnight } from './events.ts';
import { newWorld, programs, readers, type World } from './gathering-world.ts';

const address = '203.0.113.7';
const digestTime = plus(midnight, hours(32));
const next = (time: Instant) => plus(time, minutes(5));

let world: World;
beforeEach(() => {
  world = newWorld();
});

/** Of rule 1: Low, and High where it is root's under the same columns. */
const withoutMfa = (id: string, time: Instant, fields = {}) =>
  login(id, time, '192.0.2.1', { MFAUsed: 'No', UserIdentityUserName: id, ...fields });
const failures = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(n), address));
const entering = (id: string, fields = {}) => login(id, at(60_000), address, { AccountName: id, ...fields });

const revisionsOf = (audience: string) => world.bulletinsOf(audience).map(({ revision }) => revision);

describe('alerts of one group that are handed over at once', () => {
  it('by one invocation are one message', async () => {
    await world.arrive(...failures, entering('bob'), entering('eve'), entering('mallory'));
    await world.sweepAt(plus(midnight, minutes(10)));

    expect(world.heardBy('people')).toEqual([expect.objectContaining({ revision: 1, alertCount: 3, freshCount: 3 })]);
  });

  it('by two are all told, each revision once', async () => {
    await world.arrive(...failures);
    // Each may find the other one's login, and fail where that is just being told.
    await Promise.allSettled([world.arrive(entering('bob')), world.arrive(entering('eve'))]);
    world.now = plus(midnight, minutes(12));
    await world.arrive(entering('bob'), entering('eve'));
    await world.sweepAt(plus(midnight, minutes(20)));

    expect(world.bulletinsOf('people').at(-1)?.alertCount).toBe(2);
    expect(new Set(revisionsOf('people')).size).toBe(world.heardBy('people').length);
  });

  it('while it is being told, are told by the sweeper', async () => {
    world.meanwhile = () => world.arrive(entering('eve'));
    await world.arrive(...failures, entering('bob'));
    const before = world.bulletinsOf('people').map(({ alertCount }) => alertCount);

    await world.sweepAt(plus(midnight, minutes(10)));

    expect(before).toEqual([1]);
    expect(world.bulletinsOf('people').at(-1)).toMatchObject({ revision: 2, alertCount: 2, freshCount: 1 });
  });
});

describe('a group that was told as often as it may be', () => {
  beforeEach(async () => {
    await world.arrive(...failures, entering('first'));
    for (const n of [1, 2, 3, 4]) await world.arrive(entering(`later-${n}`));
  });

  it('waits with more of the same', async () => {
    await world.arrive(entering('one more'));

    expect(revisionsOf('people')).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    { what: 'an alert of High severity', fields: { MFAUsed: 'No' } },
    { what: "root's", fields: { UserIdentityType: 'Root', AccountName: 'arn:aws:iam::111122223333:root' } },
  ])('does not wait with $what', async ({ fields }) => {
    await world.arrive(entering('urgent', fields));

    expect(revisionsOf('people').at(-1)).toBe(6);
  });
});

it('where no updates are wanted, what a group gets is told all the same, once an hour', async () => {
  world.updatesPerHour = 0;
  await world.arrive(...failures, entering('bob'));
  await world.arrive(entering('eve'));
  await world.arrive(entering('mallory'));
  const before = world.bulletinsOf('people').map(({ alertCount }) => alertCount);

  await world.sweepAt(plus(midnight, minutes(60)));

  expect(before).toEqual([1, 2]);
  expect(world.bulletinsOf('people').at(-1)?.alertCount).toBe(3);
});

describe('an alert that waits for a digest', () => {
  it('and is handed over while that is told, is told in another one', async () => {
    await world.arrive(withoutMfa('a', at(0)));
    world.meanwhile = () => world.arrive(withoutMfa('b', at(1)));
    await world.sweepAt(digestTime);
    await world.sweepAt(next(digestTime));
    await world.sweepAt(plus(digestTime, days(1)));

    expect(world.bulletinsOf('people')).toEqual([
      expect.objectContaining({ revision: 1, alertCount: 1 }),
      expect.objectContaining({ revision: 2, alertCount: 2, freshCount: 1 }),
    ]);
  });

  it('and becomes High is told at once, and counted once', async () => {
    await world.arrive(withoutMfa('a', at(0)));
    const before = world.heardBy('people').length;
    await world.arrive(withoutMfa('a', at(0)), withoutMfa('b', at(0)));
    await world.arrive({ ...withoutMfa('a', at(1), { UserIdentityType: 'Root' }), id: 'again' });
    const atOnce = world.alertsOf('people');
    await world.sweepAt(digestTime);

    expect(before).toBe(0);
    expect(atOnce).toEqual([expect.objectContaining({ severity: 'High', revision: 2, eventCount: 2 })]);
    expect(world.bulletinsOf('people')).toEqual([expect.objectContaining({ about: 'digest', alertCount: 2 })]);
  });

  it('is told of what it grew by before anybody knew that it was handed over', async () => {
    world.forgets = true;
    await world.arrive(withoutMfa('a', at(0))).catch(() => {});
    await world.sweepAt(digestTime).catch(() => {});
    world.forgets = false;
    const grown = Array.from({ length: 9 }, (_, n) => ({ ...withoutMfa('a', at(n + 1)), id: `a-${n}` }));
    await world.arrive(...grown).catch(() => {});
    for (const hour of [1, 24, 48]) await world.sweepAt(plus(digestTime, hours(hour)));

    expect(world.bulletinsOf('people').map(({ alerts }) => alerts[0]?.eventCount)).toEqual([1, 10]);
    expect(world.bulletinsOf('people').at(-1)).toMatchObject({ alertCount: 1, freshCount: 1 });
  });

  it.each([6, 10])('is told once where the hour is changed to %i meanwhile', async (digestHour) => {
    await world.arrive(withoutMfa('a', at(0)));
    world.policies = { ...world.policies, people: { ...readers, digestHour } };
    await world.arrive(withoutMfa('b', at(1)));
    for (let hour = 24; hour < 60; hour++) await world.sweepAt(plus(midnight, hours(hour)));

    expect(world.bulletinsOf('people').map(({ alertCount }) => alertCount)).toEqual([2]);
  });
});

describe('an audience that loses its topic and gets one again', () => {
  const { machines } = newWorld().policies;
  const both = newWorld().policies;

  it('before the digest is due, hears of all', async () => {
    await world.arrive(withoutMfa('a', at(0)));
    world.policies = { ...(machines !== undefined && { machines }) };
    await world.sweepAt(plus(midnight, hours(20)));
    world.policies = both;
    await world.sweepAt(digestTime);

    expect(world.bulletinsOf('people')).toEqual([expect.objectContaining({ alertCount: 1 })]);
  });

  it('after that, hears of it with what comes later of that day', async () => {
    await world.arrive(withoutMfa('a', at(0)));
    world.policies = { ...(machines !== undefined && { machines }) };
    await world.sweepAt(digestTime);
    world.policies = both;
    await world.arrive(withoutMfa('b', at(1)));
    await world.sweepAt(plus(digestTime, days(1)));

    expect(world.bulletinsOf('people')).toEqual([expect.objectContaining({ alertCount: 2, freshCount: 2 })]);
  });
});

describe('in a storm', () => {
  const user = (n: number, time: Instant, fields = {}) =>
    login(`l${n}-${time}`, time, `192.0.2.${n}`, { MFAUsed: 'No', UserIdentityUserName: `u${n}`, ...fields });

  beforeEach(async () => {
    world = newWorld({ people: programs });
    for (let n = 0; n < 8; n++) await world.arrive(user(n, at(n)));
  });

  it('an alert that was handed over and becomes High is told at once', async () => {
    const before = world.alertsOf('people').length;
    await world.arrive(user(7, at(100), { UserIdentityType: 'Root' }));

    expect(before).toBe(3);
    expect(world.alertsOf('people').at(-1)).toMatchObject({ severity: 'High', kind: 'update', revision: 2 });
  });

  it('an alert that was told by itself goes on so', async () => {
    await world.arrive(...Array.from({ length: 9 }, (_, n) => user(0, at(100 + n))));

    expect(world.alertsOf('people')).toHaveLength(4);
    expect(world.alertsOf('people').at(-1)).toMatchObject({ kind: 'update', revision: 2, eventCount: 10 });
  });

  it('an alert that was handed over goes on so', async () => {
    await world.arrive(...Array.from({ length: 9 }, (_, n) => user(7, at(100 + n))));
    await world.sweepAt(plus(midnight, minutes(15)));

    expect(world.alertsOf('people')).toHaveLength(3);
    expect(world.bulletinsOf('people')).toEqual([expect.objectContaining({ about: 'storm', alertCount: 5 })]);
  });

  it('no more are told one by one, in whatever order they come again', async () => {
    const last = Array.from({ length: 8 }, (_, n) => user(n, at(n)));
    for (const each of last.reverse()) await world.arrive(each);

    expect(world.alertsOf('people')).toHaveLength(3);
  });

  it('no more are told one by one by an invocation whose clock is behind', async () => {
    world.now = plus(midnight, minutes(-1));
    for (let n = 20; n < 30; n++) await world.arrive(user(n, at(n)));

    expect(world.alertsOf('people')).toHaveLength(3);
  });
});
