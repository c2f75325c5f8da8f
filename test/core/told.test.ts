import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Match } from '../../lambda/core/alert.ts';
import { type Named, namedKinds } from '../../lambda/core/named.ts';
import { severities } from '../../lambda/core/rule.ts';
import { hours, type Instant, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { dueTo, type Told, toldOf } from '../../lambda/core/told.ts';
import { at } from './events.ts';

const now = at(hours(12));

function match(id: string, changes: Partial<Match> = {}): Match {
  return { time: at(0), id, version: '', eventId: id, object: '', severity: 'Low', ...changes };
}

/** So many events that name nothing. */
function events(count: number, changes: Partial<Match> = {}): readonly Match[] {
  return Array.from({ length: count }, (_, n) => match(`event-${n}`, changes));
}

function naming(...each: readonly Named[]): readonly Match[] {
  return each.map((named, n) => match(`event-${n}`, { named, time: at(n) }));
}

/** What an audience knows that was told these matches as new, and then as updates at these times. */
function told(matches: readonly Match[], updates: readonly Instant[] = []): Told {
  const first = toldOf({ matches }, undefined, at(0));
  return updates.reduce((before, time) => toldOf({ matches }, before, time), first);
}

function due(matches: readonly Match[], known: Told | undefined, { updatesPerHour = 4, time = now } = {}) {
  return dueTo({ matches }, known, { now: time, updatesPerHour });
}

describe('an alert is due to an audience', () => {
  it('at once, and without news, where nothing was told of it', () => {
    expect(due(events(1), undefined)).toEqual({ when: 'now' });
    expect(due(events(1), undefined, { updatesPerHour: 0 })).toEqual({ when: 'now' });
  });

  it('never while it has no event', () => {
    expect(due([], undefined)).toEqual({ when: 'never' });
  });

  it('never for what was told', () => {
    const matches = naming({ account: '111122223333', user: 'alice', region: 'us-east-1', address: '203.0.113.7' });

    expect(due(matches, told(matches))).toEqual({ when: 'never' });
  });

  it('never for more of the same', () => {
    const named = { user: 'alice', address: '203.0.113.7' };
    const before = naming(named, { user: 'bob' });
    const after = naming(named, { user: 'bob' }, named, named, { address: '203.0.113.7' }, {});

    expect(due(after, told(before))).toEqual({ when: 'never' });
  });

  it.each(namedKinds)('for a new %s', (kind) => {
    const before = naming({ [kind]: 'known' });
    const after = naming({ [kind]: 'known' }, { [kind]: 'new' });

    expect(due(after, told(before))).toEqual({
      when: 'now',
      news: { [kind]: { distinct: 1, values: ['new'] } },
    });
  });

  it('for the first value of a kind that nothing named before', () => {
    expect(due(naming({}, { user: 'alice' }), told(naming({})))).toMatchObject({
      news: { user: { values: ['alice'] } },
    });
  });

  it('for a value that is known as one of another kind', () => {
    const after = naming({ user: '203.0.113.7' }, { user: '203.0.113.7', address: '203.0.113.7' });

    expect(due(after, told(naming({ user: '203.0.113.7' })))).toMatchObject({
      news: { address: { distinct: 1, values: ['203.0.113.7'] } },
    });
  });

  it.each([
    { from: 'Low', to: 'Medium', news: { severity: { from: 'Low', to: 'Medium' } } },
    { from: 'Medium', to: 'High', news: { severity: { from: 'Medium', to: 'High' } } },
    { from: 'Medium', to: 'Medium', news: undefined },
    { from: 'Medium', to: 'Low', news: undefined },
  ] as const)('for a severity that rises, from $from to $to', ({ from, to, news }) => {
    const before = [match('a', { severity: from })];
    const after = [match('a', { severity: from }), match('b', { severity: to })];

    expect(due(after, told(before))).toEqual(news === undefined ? { when: 'never' } : { when: 'now', news });
  });

  it('never for a severity that fell', () => {
    expect(due([match('a', { severity: 'Low' })], told([match('a', { severity: 'High' })]))).toEqual({ when: 'never' });
  });

  it.each([
    { before: 1, after: 9, news: undefined },
    { before: 1, after: 10, news: { eventCount: { from: 1, to: 10 } } },
    { before: 3, after: 29, news: undefined },
    { before: 3, after: 30, news: { eventCount: { from: 3, to: 30 } } },
    { before: 10, after: 99, news: undefined },
    { before: 10, after: 100, news: { eventCount: { from: 10, to: 100 } } },
  ])('for ten times the events: $before, then $after', ({ before, after, news }) => {
    expect(due(events(after), told(events(before)))).toEqual(
      news === undefined ? { when: 'never' } : { when: 'now', news },
    );
  });

  it('by its events, not by their versions', () => {
    const versions = Array.from({ length: 10 }, (_, n) => match('same', { version: String(n) }));

    expect(due(versions, told([match('same')]))).toEqual({ when: 'never' });
  });

  it('with all of its news at once', () => {
    const after = [
      ...events(9),
      match('last', { severity: 'High', named: { account: '111122223333', user: 'alice' } }),
    ];

    expect(due(after, told(events(1)))).toEqual({
      when: 'now',
      news: {
        severity: { from: 'Low', to: 'High' },
        eventCount: { from: 1, to: 10 },
        account: { distinct: 1, values: ['111122223333'] },
        user: { distinct: 1, values: ['alice'] },
      },
    });
  });
});

describe('updates', () => {
  const before = naming({ user: 'alice' });
  const after = naming({ user: 'alice' }, { user: 'bob' });
  const ago = (...minutesAgo: readonly number[]) => minutesAgo.map((minute) => plus(now, minutes(-minute)));

  it('never come where none are allowed', () => {
    expect(due(after, told(before), { updatesPerHour: 0 })).toEqual({ when: 'never' });
  });

  it('come at once where the alert became High, however many there were', () => {
    const high = [...before, match('high', { severity: 'High' })];
    const busy = { ...told(before), updates: ago(4, 3, 2, 1) };

    for (const updatesPerHour of [0, 1, 4]) {
      expect(due(high, busy, { updatesPerHour })).toMatchObject({
        when: 'now',
        news: { severity: { from: 'Low', to: 'High' } },
      });
    }
    expect(due([...before, match('medium', { severity: 'Medium' })], busy, { updatesPerHour: 4 }).when).toBe('later');
  });

  it.each([
    { name: 'the first', updates: [], at: 0 },
    { name: 'the last of those allowed', updates: ago(50, 30), at: 0 },
    { name: 'one more than allowed', updates: ago(50, 30, 10), at: 10 },
    { name: 'one more, with some of them more than an hour ago', updates: ago(80, 70, 40, 30, 10), at: 20 },
    {
      name: 'one more, an hour after the earliest but a millisecond',
      updates: [plus(plus(now, minutes(-60)), seconds(0.001)), ...ago(30, 10)],
      at: 1 / 60_000,
    },
    { name: 'one more, exactly an hour after the earliest', updates: ago(60, 30, 10), at: 0 },
  ])('come when an hour holds no more than allowed: $name', ({ updates, at: minute }) => {
    const verdict = due(after, told(before, updates), { updatesPerHour: 3 });

    expect(verdict).toEqual(
      minute === 0
        ? { when: 'now', news: { user: { distinct: 1, values: ['bob'] } } }
        : { when: 'later', at: plus(now, minutes(minute)) },
    );
  });

  it('come at the time that was said, and not a millisecond before', () => {
    const known = told(before, ago(59, 58));
    const verdict = due(after, known, { updatesPerHour: 2 });
    const later = verdict.when === 'later' ? verdict.at : now;

    expect(later).toBe(plus(now, minutes(1)));
    expect(due(after, known, { updatesPerHour: 2, time: (later - 1) as Instant }).when).toBe('later');
    expect(due(after, known, { updatesPerHour: 2, time: later }).when).toBe('now');
  });

  it('do not count what was told as new', () => {
    const known = toldOf({ matches: before }, undefined, now);

    expect(due(after, known, { updatesPerHour: 1 }).when).toBe('now');
  });

  it('are never more than allowed in any hour, whenever there is news, and none is missed', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 4 }), (minutesBetween, updatesPerHour) => {
        const names = ['user-0'];
        let time = at(0);
        let known = toldOf({ matches: naming({ user: 'user-0' }) }, undefined, time);
        const updates: Instant[] = [];
        for (const gap of minutesBetween) {
          time = plus(time, minutes(gap));
          names.push(`user-${names.length}`);
          const matches = naming(...names.map((user) => ({ user })));
          const verdict = dueTo({ matches }, known, { now: time, updatesPerHour });
          const lastHour = updates.filter((update) => update > time - hours(1));
          expect(verdict.when).toBe(lastHour.length < updatesPerHour ? 'now' : 'later');
          if (verdict.when !== 'now') continue;
          known = toldOf({ matches }, known, time);
          updates.push(time);
        }
      }),
    );
  });
});

describe('what an audience knows', () => {
  it('is all of the alert, in the next revision', () => {
    const matches = naming({ user: 'alice' }, { user: 'alice', address: '203.0.113.7' });

    const first = toldOf({ matches }, undefined, at(0));
    const second = toldOf({ matches: [...matches, match('c', { severity: 'High' })] }, first, now);

    expect(first).toMatchObject({ revision: 1, eventCount: 2, severity: 'Low', updates: [] });
    expect(first.named).toHaveLength(2);
    expect(second).toEqual({ revision: 2, eventCount: 3, severity: 'High', named: first.named, updates: [now] });
  });

  it('never becomes less, whatever the alert is later', () => {
    const known = told([match('a', { severity: 'High', named: { user: 'alice' } }), match('b')]);

    const after = toldOf({ matches: [match('c', { named: { user: 'bob' } })] }, known, now);

    expect(after).toMatchObject({ eventCount: 2, severity: 'High' });
    expect(after.named).toEqual(expect.arrayContaining([...known.named]));
  });

  it('holds digests, not what an attacker wrote', () => {
    const { named } = told(naming({ user: '<script>'.repeat(1_000) }));

    expect(named).toEqual([expect.stringMatching(/^[a-z]+:[0-9a-f]{12}$/)]);
  });

  it('forgets updates after an hour', () => {
    const known = told(events(1), [at(0), at(minutes(30)), at(hours(1))]);

    expect(known.updates).toEqual([at(minutes(30)), at(hours(1))]);
  });

  const users = (count: number) => naming(...Array.from({ length: count }, (_, n) => ({ user: `user-${n}` })));

  it('keeps 200 names of a kind, beyond which no name of that kind is news any more', () => {
    const almost = told(users(199));
    const full = toldOf({ matches: users(300) }, almost, now);

    expect(almost.named).toHaveLength(199);
    expect(due(users(300), almost)).toMatchObject({ when: 'now', news: { user: { distinct: 101 } } });
    expect(full.named).toHaveLength(200);
    expect(due(users(400), full)).toEqual({ when: 'never' });
  });

  it('still hears of names of another kind then', () => {
    const elsewhere = match('elsewhere', { named: { user: 'user-0', region: 'eu-west-1' } });

    expect(due([...users(200), elsewhere], told(users(200)))).toMatchObject({
      news: { region: { distinct: 1, values: ['eu-west-1'] } },
    });
  });

  it('still hears of severity and counts then', () => {
    const full = told(users(500));

    expect(due(users(5_000), full)).toMatchObject({ news: { eventCount: { from: 500, to: 5_000 } } });
    expect(due([...users(500), match('high', { severity: 'High' })], full)).toMatchObject({
      news: { severity: { from: 'Low', to: 'High' } },
    });
  });

  it('lists the first 20 of many new names, by the time of their events, and counts all', () => {
    const shuffled = users(31).toSorted((a, b) => (a.id < b.id ? 1 : -1));

    const verdict = due(shuffled, told(users(1)));

    expect(verdict).toEqual({
      when: 'now',
      news: {
        eventCount: { from: 1, to: 31 },
        user: { distinct: 30, values: Array.from({ length: 20 }, (_, n) => `user-${n + 1}`) },
      },
    });
  });

  it('leaves nothing due, whatever was told before', () => {
    const someMatch = fc
      .record({
        id: fc.nat(30),
        severity: fc.constantFrom(...severities),
        named: fc.record(
          { user: fc.constantFrom('a', 'b', 'c'), address: fc.constantFrom('a', 'b') },
          { requiredKeys: [] },
        ),
      })
      .map(({ id, ...rest }) => match(`event-${id}`, rest));
    const some = fc.array(someMatch, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(some, some, (before, after) => {
        const known = toldOf({ matches: after }, told(before), now);

        expect(due(after, known, { time: plus(now, hours(2)) })).toEqual({ when: 'never' });
      }),
    );
  });
});
