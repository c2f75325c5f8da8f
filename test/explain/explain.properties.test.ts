import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import type { Exclusion } from '../../lambda/core/exclusion.ts';
import { explainer } from '../../lambda/core/explain.ts';
import { plan } from '../../lambda/core/plan.ts';
import { where } from '../../lambda/core/predicate.ts';
import { type EntraSide, eventCount, type Rule, temporal } from '../../lambda/core/rule.ts';
import type { Duration } from '../../lambda/core/time.ts';
import { rule as withoutMfa } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { rule as entraFailures } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { embeddedPorts, inTurn } from '../core/detecting.ts';
import { at, failure, login } from '../core/events.ts';
import { droppedOf } from './explaining.ts';

const small = fc.record({
  window: fc.integer({ min: 1, max: 8 }),
  period: fc.integer({ min: 1, max: 8 }),
  moreThan: fc.integer({ min: 0, max: 3 }),
  effect: fc.constantFrom('drop', 'lower', 'none'),
});
const time = fc.integer({ min: 0, max: 24 });
const id = fc.integer({ min: 0, max: 9 }).map((n) => `id${n}`);
const address = fc.constantFrom('192.0.2.1', '192.0.2.2');
const logins = fc
  .record({
    name: id,
    when: time,
    from: address,
    MFAUsed: fc.constantFrom('Yes', 'No', ''),
    UserAgent: fc.constantFrom('browser', 'robot'),
    LoginResult: fc.constantFrom('Success', 'Failure'),
  })
  .map(({ name, when, from, ...fields }) => login(name, at(when), from, fields));
const failures = fc
  .record({
    name: id,
    when: time,
    from: address,
    Type: fc.constantFrom('SigninLogs', 'AADNonInteractiveUserSignInLogs'),
    ResultType: fc.constantFrom('0', '50126', '50126'),
    UserAgent: fc.constantFrom('browser', 'robot'),
  })
  .map(({ name, when, from, ...fields }) => failure(name, at(when), from, fields));
const histories = fc.array(fc.oneof(logins, failures), { minLength: 1, maxLength: 30 });

type Small = typeof small extends fc.Arbitrary<infer Value> ? Value : never;

/** Two correlating rules and one that does not, all with an exclusion that touches half of the events. */
function rulesOf({ window, period, moreThan, effect }: Small): readonly Rule[] {
  const robots: readonly Exclusion[] =
    effect === 'none'
      ? []
      : [{ id: 'robots', rules: 'all', match: { userAgent: ['robot'] }, effect, reason: 'known', owner: 'us' }];
  const sides = entraFailures.correlate?.type === 'temporal' ? entraFailures.correlate.sides : [];
  const { correlate: _, ...plain } = entraFailures;
  const within = window as Duration;
  const shared = { period: period as Duration, exclusions: robots };
  return [
    { ...withoutMfa, ...shared },
    {
      ...entraFailures,
      ...shared,
      correlate: temporal({
        by: ['SourceAddress'],
        within,
        sides: sides.map((side) => ({ ...(side as EntraSide), moreThan })),
      }),
    },
    {
      ...plain,
      ...shared,
      id: 'count',
      where: [where('EventName').is('ConsoleLogin')],
      groupBy: ['SourceAddress'],
      severityWhen: [{ where: [where('SourceAddress').is('192.0.2.1')], severity: 'High', because: 'it is that one' }],
      correlate: eventCount({ by: ['SourceAddress'], moreThan, within }),
    },
  ];
}

it('says that an event fires exactly when detect has an alert that holds it, and names exactly these alerts', async () => {
  await fc.assert(
    fc.asyncProperty(small, histories, async (tiny, history) => {
      const rules = rulesOf(tiny);
      const [timelines, alerts] = [memoryTimelines(), memoryAlerts()];
      await detect(inTurn([history]), embeddedPorts(rules, { timelines, alerts }));

      for (const rule of rules) {
        const explain = explainer([plan(rule)], timelines);
        for (const event of history) {
          const judgements = await explain(event);

          const held = alerts
            .all()
            .filter(({ ruleId, matches }) => ruleId === rule.id && matches.some((match) => isOf(match, event)));
          const fires = judgements.filter(({ verdict }) => verdict === 'fires');
          expect(fires.length).toBe(held.length > 0 ? 1 : 0);
          expect(fires.flatMap(({ alerts: named }) => named.map(({ alertId }) => alertId)).toSorted()).toEqual(
            held.map(({ alertId }) => alertId).toSorted(),
          );
        }
      }
    }),
    { numRuns: 150 },
  );
});

it('says how severe an event is as its match in the alert is', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(small, histories, async (tiny, history) => {
      const rules = rulesOf(tiny);
      const [timelines, alerts] = [memoryTimelines(), memoryAlerts()];
      await detect(inTurn([history]), embeddedPorts(rules, { timelines, alerts }));

      for (const rule of rules) {
        const explain = explainer([plan(rule)], timelines);
        const matches = alerts.all().flatMap((alert) => (alert.ruleId === rule.id ? alert.matches : []));
        for (const event of history) {
          const firing = (await explain(event)).filter(({ verdict }) => verdict === 'fires');

          for (const { severity } of firing) {
            const ofEvent = matches.filter((match) => isOf(match, event));
            expect([...new Set(ofEvent.map((match) => match.severity))]).toEqual([severity?.effective]);
            seen.add(`${rule.id} ${severity?.effective}`);
          }
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(seen.size).toBeGreaterThan(5); // most of: each rule raised, lowered, or neither
});

it('gives reasons that agree with its verdict: every predicate, no drop, and nothing missing on some side', async () => {
  await fc.assert(
    fc.asyncProperty(small, histories, async (tiny, history) => {
      const rules = rulesOf(tiny);
      const timelines = memoryTimelines();
      await detect(inTurn([history]), embeddedPorts(rules, { timelines }));

      for (const rule of rules) {
        const explain = explainer([plan(rule)], timelines);
        for (const event of history.filter(({ source }) => source === 'cloudtrail')) {
          const [judgement] = await explain(event);

          const { checks = [], treatment, correlation, verdict } = judgement ?? {};
          const fits = checks.every(({ holds }) => holds) && treatment?.effect !== 'drop';
          const enough = rule.correlate === undefined || correlation?.counts.some(({ missing }) => missing === 0);
          expect(verdict).toBe(fits && enough === true ? 'fires' : 'no');
        }
      }
    }),
    { numRuns: 150 },
  );
});

it('tells of what exclusions left out what the rule without them would count', async () => {
  await fc.assert(
    fc.asyncProperty(small, histories, async (tiny, history) => {
      for (const rule of rulesOf({ ...tiny, effect: 'drop' })) {
        const excluding = await explainerAfter(rule, history);
        const { exclusions: _, ...whole } = rule;
        const counting = await explainerAfter(whole, history);

        for (const event of history) {
          const [judgements, withThem] = [await excluding(event), await counting(event)];

          for (const [part, { correlation }] of judgements.entries()) {
            const missing = correlation?.counts.map((count) => count.leftOut?.missing ?? count.missing);
            if (missing === undefined) continue;
            expect(missing).toEqual(withThem[part]?.correlation?.counts.map((count) => count.missing));
          }
        }
      }
    }),
    { numRuns: 100 },
  );
});

async function explainerAfter(rule: Rule, history: readonly DetectorEvent[]) {
  const timelines = memoryTimelines();
  await detect(inTurn([history]), embeddedPorts([rule], { timelines }));
  return explainer([plan(rule)], timelines, droppedOf(rule, history));
}

function isOf(match: { readonly id: string; readonly version: string }, event: DetectorEvent): boolean {
  return match.id === event.id && match.version === event.version;
}
