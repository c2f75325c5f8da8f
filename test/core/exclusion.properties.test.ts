import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudTrailEvent, DetectorEvent } from '../../lambda/core/event.ts';
import { type Exclusion, treatmentOf } from '../../lambda/core/exclusion.ts';
import { type ExclusionTally, newExclusionTally } from '../../lambda/core/exclusion-tally.ts';
import { where } from '../../lambda/core/predicate.ts';
import { type EntraSide, eventCount, type Rule, temporal } from '../../lambda/core/rule.ts';
import type { Duration } from '../../lambda/core/time.ts';
import { rule as withoutMfa } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { rule as entraFailures } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { effort } from '../effort.ts';
import { alertsAfter } from './detecting.ts';
import { at, failure, login } from './events.ts';

/** Rules on a clock of a few milliseconds: one of each kind of correlation. */
const small = fc
  .record({
    window: fc.integer({ min: 1, max: 8 }),
    period: fc.integer({ min: 1, max: 8 }),
    moreThan: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ window, period, moreThan }): readonly Rule[] => {
    const { correlate, ...single } = entraFailures;
    const sides = correlate?.type === 'temporal' ? correlate.sides : [];
    const base = { ...single, period: period as Duration, groupBy: ['SourceAddress'] as const };
    const within = window as Duration;
    return [
      { ...withoutMfa, period: period as Duration, groupBy: ['SourceAddress'] },
      {
        ...base,
        correlate: temporal({
          by: ['SourceAddress'],
          within,
          sides: sides.map((side) => ({ ...(side as EntraSide), moreThan })),
        }),
      },
      {
        ...base,
        id: 'count',
        where: [where('EventName').is('ConsoleLogin')],
        severityWhen: [
          { where: [where('SourceAddress').is('192.0.2.1')], severity: 'High', because: 'it is that one' },
        ],
        correlate: eventCount({ by: ['SourceAddress'], moreThan, within }),
      },
    ];
  });

const user = fc.constantFrom('alice', 'bob', 'svc');
const time = fc.integer({ min: 0, max: 24 });
const id = fc.integer({ min: 0, max: 9 }).map((n) => `id${n}`);
const address = fc.constantFrom('192.0.2.1', '192.0.2.2');
const someLogin = fc
  .tuple(id, time, address, user)
  .map(([name, when, from, User]) => login(name, at(when), from, { User, MFAUsed: 'No' }));
const someFailure = fc
  .tuple(id, time, address, user, fc.constantFrom('50126', '53003'))
  .map(([name, when, from, UserPrincipalName, ResultType]) =>
    failure(name, at(when), from, { UserPrincipalName, ResultType }),
  );
const history = fc.array(fc.oneof(someLogin, someFailure), { minLength: 5, maxLength: 60 });

const someExclusions = fc.array(
  fc.record({
    match: fc.constantFrom<Exclusion['match'][]>(
      { user: ['svc'] },
      { user: ['a*'], sourceIp: ['192.0.2.1'] },
      { sourceIp: ['192.0.2.2/31'] },
      { resultCode: ['53003'] },
      { operation: ['ConsoleLogin'], user: ['bob'] },
    ),
    effect: fc.constantFrom('drop', 'lower'),
    expires: fc.option(time.map(at), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 3 },
);

function named(
  some: readonly { match: Exclusion['match']; effect: 'drop' | 'lower'; expires: Exclusion['expires'] | undefined }[],
) {
  return some.map(({ expires, ...rest }, index): Exclusion => {
    const exclusion = { ...rest, id: `x${index}`, rules: 'all' as const, reason: 'test', owner: 'test' };
    return expires === undefined ? exclusion : { ...exclusion, expires };
  });
}

const excluding = (rules: readonly Rule[], exclusions: readonly Exclusion[]): readonly Rule[] =>
  rules.map((rule) => ({ ...rule, exclusions }));

const oneLess: Readonly<Record<string, string>> = { High: 'Medium', Medium: 'Low', Low: 'Informational' };

/** What alerts decide: who, which events, how serious. */
const decided = (alerts: Awaited<ReturnType<typeof alertsAfter>>) =>
  alerts.map(({ alertId, eventIds, severity }) => ({ alertId, eventIds: [...eventIds].sort(), severity }));

const counts = ({ effects }: ExclusionTally) =>
  [...effects].map(([key, { effect, ids }]) => [key, effect, [...ids].sort()] as const).sort();

const severities = (alerts: Awaited<ReturnType<typeof alertsAfter>>) =>
  alerts.map(({ alertId, severity }) => [alertId, severity] as const);

const tally = () => newExclusionTally({ limit: Infinity, keep: false });

describe('exclusions', () => {
  it('that drop leave the alerts of the other events, as if those that they drop had not come', async () => {
    let dropped = 0;
    await fc.assert(
      fc.asyncProperty(small, history, someExclusions, async (rules, events, some) => {
        const exclusions = named(some.map((each) => ({ ...each, effect: 'drop' })));
        const others = events.filter((event) => treatmentOf(exclusions, event) === undefined);
        dropped += events.length - others.length;

        const alerts = await alertsAfter(excluding(rules, exclusions), [[events]]);

        expect(decided(alerts)).toEqual(decided(await alertsAfter(rules, [[others]])));
      }),
      { numRuns: effort(300) },
    );
    expect(dropped).toBeGreaterThan(0);
  });

  it('that lower change no alert but its severity, which goes down where every event is lowered', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(small, history, someExclusions, async (rules, copies, some) => {
        const exclusions = named(some.map((each) => ({ ...each, effect: 'lower' })));
        const events = copies.map((event, index) => ({ ...event, id: `${event.id}-${index}`, eventId: `${index}` }));
        const lowered = (eventId: string) => treatmentOf(exclusions, events[Number(eventId)] as DetectorEvent);

        const alerts = await alertsAfter(excluding(rules, exclusions), [[events]]);

        const plain = await alertsAfter(rules, [[events]]);
        const expected = plain.map((alert) => {
          const { severity, eventIds } = alert; // the events of one alert are all of one severity here
          return { ...alert, severity: eventIds.every(lowered) ? oneLess[severity] : severity };
        });
        expect(alerts).toEqual(expected);
        for (const { rule, severity } of alerts) seen.add(`${rule.id} ${severity}`);
      }),
      { numRuns: effort(200) },
    );
    expect([...seen].toSorted()).toEqual([
      'console-login-without-mfa Informational',
      'console-login-without-mfa Low',
      'count High',
      'count Low',
      'count Medium',
      'entra-failures-with-console-login High',
      'entra-failures-with-console-login Medium',
    ]);
  });

  it('do the same in any order, repetition and split, thinned or not, and count the same', async () => {
    let lowered = 0;
    await fc.assert(
      fc.asyncProperty(
        small,
        history,
        someExclusions,
        fc.infiniteStream(fc.nat()),
        async (declared, events, some, random) => {
          const rules = excluding(declared, named(some));
          const pick = (n: number): number => (random.next().value as number) % n;
          const shuffled = [...events, ...events.slice(pick(events.length))].toSorted(() => pick(3) - 1);
          const split = pick(shuffled.length);
          const [once, pieces] = [tally(), tally()];

          const whole = await alertsAfter(rules, [[events]], { excluded: once });
          const inPieces = await alertsAfter(rules, [[shuffled.slice(0, split)], [shuffled.slice(split)]], {
            excluded: pieces,
            thinning: true,
            countLimit: 1_000,
          });

          expect(severities(inPieces)).toEqual(severities(whole));
          expect(counts(pieces)).toEqual(counts(once));
          lowered += whole.filter(({ severity }) => severity === 'Informational').length;
        },
      ),
      { numRuns: effort(500) },
    );
    expect(lowered).toBeGreaterThan(0);
  });
});

describe('thinning', () => {
  /** One address, crowded: many logins of a service that is lowered, and a few others among them. */
  const crowd = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 16 }), fc.constantFrom('svc', 'svc', 'svc', 'svc', 'bob')),
    {
      minLength: 10,
      maxLength: 60,
    },
  );

  it('keeps the severity of an event count exact, and reads that are bounded make it no less', async () => {
    const lowering = named([{ match: { user: ['svc'] }, effect: 'lower', expires: undefined }]);
    const batchSize = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(small, crowd, batchSize, fc.constantFrom(1, 4), async (all, some, size, countLimit) => {
        const rules = excluding(all, lowering).filter(({ id: ruleId }) => ruleId === 'count');
        const events = some.map(([when, User], n) => login(`id${n}`, at(when), '192.0.2.1', { User }));
        const calls = events.flatMap((_, n) => (n % size === 0 ? [[events.slice(n, n + size)]] : []));

        const exact = severities(await alertsAfter(rules, [[events]]));
        const thinned = severities(await alertsAfter(rules, calls, { thinning: true, countLimit: 1_000 }));
        const bounded = severities(await alertsAfter(rules, [[events]], { thinning: true, countLimit }));

        expect(thinned).toEqual(exact);
        expect(bounded.map(([alertId]) => alertId)).toEqual(exact.map(([alertId]) => alertId));
        for (const [index, [, severity]] of exact.entries()) {
          if (severity === 'High') expect(bounded[index]?.[1]).toBe('High');
        }
      }),
      { numRuns: effort(700) },
    );
  });
});

describe('the count of what was excluded', () => {
  const dropAll = named([{ match: { user: ['*'] }, effect: 'drop', expires: undefined }]);
  const rule: Rule = { ...withoutMfa, exclusions: dropAll };
  const logins = (n: number): readonly DetectorEvent[] =>
    Array.from(
      { length: n },
      (_, index): CloudTrailEvent => login(`id${index}`, at(index), '192.0.2.1', { User: 'alice', MFAUsed: 'No' }),
    );

  it('tells distinct events apart up to its limit, and says when there were more', async () => {
    const [below, above] = [newExclusionTally({ limit: 3, keep: false }), newExclusionTally({ limit: 3, keep: false })];

    await alertsAfter([rule], [[logins(3), logins(3)]], { excluded: below });
    await alertsAfter([rule], [[logins(4), logins(4)]], { excluded: above });

    const [three, four] = [below, above].map(({ effects }) => [...effects.values()][0]);
    expect([three?.ids.size, three?.more]).toEqual([3, false]);
    expect([four?.ids.size, four?.more]).toEqual([3, true]);
  });

  it('is made although a rule fails', async () => {
    const excluded = tally();
    const broken: Rule = {
      ...withoutMfa,
      id: 'broken',
      get where(): never {
        throw new Error('broken');
      },
    };

    await expect(alertsAfter([broken, rule], [[logins(2)]], { excluded })).rejects.toThrow('broken');

    expect([...excluded.effects.keys()]).toEqual(['x0/console-login-without-mfa']);
  });
});
