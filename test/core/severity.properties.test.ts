import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CloudTrailEvent, DetectorEvent } from '../../lambda/core/event.ts';
import type { Exclusion } from '../../lambda/core/exclusion.ts';
import { where } from '../../lambda/core/predicate.ts';
import { type EntraSide, eventCount, type Rule, type Severity, severities, temporal } from '../../lambda/core/rule.ts';
import type { Duration } from '../../lambda/core/time.ts';
import { rule as withoutMfa } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { rule as entraFailures } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { alertsAfter } from './detecting.ts';
import { at, failure, login } from './events.ts';

const lowering: Exclusion = {
  id: 'svc',
  rules: 'all',
  match: { user: ['svc'] },
  effect: 'lower',
  reason: 'test',
  owner: 'test',
};

/** On a clock of a few milliseconds: one rule of each kind, whose alerts hold events of any severity that it knows. */
const declared = fc
  .record({
    window: fc.integer({ min: 1, max: 8 }),
    period: fc.integer({ min: 1, max: 8 }),
    moreThan: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ window, period, moreThan }): readonly Rule[] => {
    const within = window as Duration;
    const shared = {
      period: period as Duration,
      groupBy: ['SourceAddress'],
      exclusions: [lowering],
    } as const;
    const { correlate, ...single } = entraFailures;
    const sides = correlate?.type === 'temporal' ? correlate.sides : [];
    const thinned = sides.map((side) => ({ ...(side as EntraSide), moreThan }));
    return [
      { ...withoutMfa, ...shared },
      { ...entraFailures, ...shared, correlate: temporal({ by: ['SourceAddress'], within, sides: thinned }) },
      {
        ...single,
        ...shared,
        id: 'count',
        where: [where('EventName').is('ConsoleLogin')],
        severityWhen: [
          { where: [where('SourceAddress').is('192.0.2.1')], severity: 'High', because: 'it is that one' },
        ],
        correlate: eventCount({ by: ['SourceAddress'], moreThan, within }),
      },
    ];
  });

const time = fc.integer({ min: 0, max: 24 });
const id = fc.integer({ min: 0, max: 9 }).map((n) => `id${n}`);
const address = fc.constantFrom('192.0.2.1', '192.0.2.2');
const someLogin = fc
  .record({
    name: id,
    when: time,
    from: address,
    MFAUsed: fc.constantFrom('Yes', 'No', ''),
    UserIdentityType: fc.constantFrom('Root', 'IAMUser', 'IAMUser'),
    User: fc.constantFrom('alice', 'svc'),
  })
  .map(({ name, when, from, ...fields }) => login(name, at(when), from, fields));
const someFailure = fc.tuple(id, time, address).map(([name, when, from]) => failure(name, at(when), from));
const history = fc.array(fc.oneof(someLogin, someFailure), { minLength: 5, maxLength: 50 });

/** What a match of the event is worth, said a second time and without the evaluator. */
function expectedOf(ruleId: string, { fields }: CloudTrailEvent): Severity {
  const step = (severity: Severity): number => severities.indexOf(severity);
  const raised = {
    [withoutMfa.id]: fields.UserIdentityType === 'Root' ? step('High') : step('Low'),
    [entraFailures.id]: fields.MFAUsed === 'Yes' ? step('Medium') : step('High'),
    count: fields.SourceAddress === '192.0.2.1' ? step('High') : step('Medium'),
  }[ruleId] as number;
  return severities[raised - (fields.User === 'svc' ? 1 : 0)] as Severity;
}

function highest(several: readonly Severity[]): Severity {
  return severities[Math.max(...several.map((severity) => severities.indexOf(severity)))] as Severity;
}

it('an alert is as severe as the most severe of its events, each by its own circumstances and exclusions', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(declared, history, async (rules, copies) => {
      const events = copies.map((event, index) => ({ ...event, id: `${event.id}-${index}`, eventId: `${index}` }));

      const alerts = await alertsAfter(rules, [[events]]);

      for (const { rule, severity, eventIds } of alerts) {
        const own = eventIds.map((eventId) => expectedOf(rule.id, events[Number(eventId)] as CloudTrailEvent));
        expect(severity).toBe(highest(own));
        seen.add(`${rule.id} ${severity}`);
      }
    }),
    { numRuns: 200 },
  );
  expect(seen.size).toBe(10); // four of rule 1, and three of each of the others
});

it('an alert is as severe in any order, repetition and split, thinned or not', async () => {
  const severitiesOf = (alerts: Awaited<ReturnType<typeof alertsAfter>>) =>
    alerts.map(({ alertId, severity }) => [alertId, severity] as const);
  await fc.assert(
    fc.asyncProperty(declared, history, fc.infiniteStream(fc.nat()), async (rules, events, random) => {
      const pick = (n: number): number => (random.next().value as number) % n;
      const shuffled = [...events, ...events.slice(pick(events.length))].toSorted(() => pick(3) - 1);
      const split = pick(shuffled.length);
      const calls: readonly (readonly (readonly DetectorEvent[])[])[] = [
        [shuffled.slice(0, split)],
        [shuffled.slice(split), []],
      ];

      const whole = await alertsAfter(rules, [[events]]);
      const pieces = await alertsAfter(rules, calls);
      const thinned = await alertsAfter(rules, calls, { thinning: true });

      expect(pieces).toEqual(whole);
      expect(severitiesOf(thinned)).toEqual(severitiesOf(whole));
    }),
    { numRuns: 300 },
  );
});
