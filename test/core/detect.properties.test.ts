import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify } from '../../lambda/core/alert.ts';
import type { CloudTrailEvent, DetectorEvent, SignIn } from '../../lambda/core/event.ts';
import { where } from '../../lambda/core/predicate.ts';
import { type EntraSide, eventCount, type Rule, temporal } from '../../lambda/core/rule.ts';
import type { Duration, Instant } from '../../lambda/core/time.ts';
import { rule as entraFailures } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { effort } from '../effort.ts';
import { alertsAfter } from './detecting.ts';
import { at, failure, login } from './events.ts';

/** A clock of a few milliseconds, so that every window can be tried one by one. */
interface Small {
  readonly window: number;
  readonly period: number;
  readonly moreThan: number;
}

const small = fc.record({
  window: fc.integer({ min: 1, max: 8 }),
  period: fc.integer({ min: 1, max: 8 }),
  moreThan: fc.integer({ min: 0, max: 3 }),
});
const time = fc.integer({ min: 0, max: 24 });
const id = fc.integer({ min: 0, max: 9 }).map((n) => `id${n}`);
const address = fc.constantFrom('192.0.2.1', '192.0.2.2');
const table = fc.constantFrom('SigninLogs', 'AADNonInteractiveUserSignInLogs', 'AnotherTable');
const logins = fc.tuple(id, time, address).map(([name, when, from]) => login(name, at(when), from));
const failures = fc
  .tuple(id, time, address, table)
  .map(([name, when, from, Type]) => failure(name, at(when), from, { Type }));

/** A history, split at random into calls of batches, with repetitions. */
const calls = (event: fc.Arbitrary<DetectorEvent>) =>
  fc
    .array(fc.array(fc.array(event, { maxLength: 8 }), { maxLength: 4 }), { minLength: 1, maxLength: 5 })
    .chain((history) => fc.tuple(fc.constant(history), fc.subarray(history)))
    .map(([history, repeated]) => [...history, ...repeated]);

const bounds = fc.record({
  thinning: fc.boolean(),
  countLimit: fc.constantFrom(1, 3, 1_000),
  contextLimit: fc.constantFrom(1, 1_000),
});

const temporalRule = ({ window, period, moreThan }: Small): Rule => ({
  ...entraFailures,
  period: period as Duration,
  correlate: temporal({
    by: ['SourceAddress'],
    within: window as Duration,
    sides: (entraFailures.correlate?.type === 'temporal' ? entraFailures.correlate.sides : []).map((side) => ({
      ...(side as EntraSide),
      moreThan,
    })),
  }),
});

const countRule = ({ window, period, moreThan }: Small): Rule => {
  const { correlate: _, ...rest } = entraFailures;
  return {
    ...rest,
    id: 'count',
    where: [where('EventName').is('ConsoleLogin')],
    groupBy: ['SourceAddress'],
    severityWhen: [{ where: [where('SourceAddress').is('192.0.2.1')], severity: 'High', because: 'it is that one' }],
    period: period as Duration,
    correlate: eventCount({ by: ['SourceAddress'], moreThan, within: window as Duration }),
  };
};

/** Every alert id with the ids of its events, as tried window by window. */
type Expected = Map<string, Set<string>>;

function windowsHolding(when: Instant, window: number): readonly Instant[] {
  return Array.from({ length: window }, (_, n) => (when - n) as Instant);
}

function bruteTemporal(rule: Rule, { window, moreThan }: Small, events: readonly DetectorEvent[]): Expected {
  const expected: Expected = new Map();
  const failed = events.filter((event): event is SignIn => event.source === 'entra');
  for (const event of events.filter((each): each is CloudTrailEvent => each.source === 'cloudtrail')) {
    const matches = windowsHolding(event.time, window).some((start) =>
      ['SigninLogs', 'AADNonInteractiveUserSignInLogs'].some((name) => {
        const inside = failed.filter(
          ({ fields, time: when }) =>
            fields.Type === name &&
            fields.SourceAddress === event.fields.SourceAddress &&
            when >= start &&
            when < start + window,
        );
        return new Set(inside.map((each) => each.id)).size > moreThan;
      }),
    );
    if (matches) note(expected, rule, event, event.time);
  }
  return expected;
}

function bruteCount(rule: Rule, { window, moreThan }: Small, events: readonly CloudTrailEvent[]): Expected {
  const expected: Expected = new Map();
  for (const { fields, time: when } of events) {
    for (const start of windowsHolding(when, window)) {
      const inside = events.filter(
        (event) =>
          event.fields.SourceAddress === fields.SourceAddress && event.time >= start && event.time < start + window,
      );
      if (new Set(inside.map((event) => event.id)).size <= moreThan) continue;
      const latest = Math.max(...inside.map((event) => event.time)) as Instant;
      for (const event of inside) note(expected, rule, event, latest);
    }
  }
  return expected;
}

function note(expected: Expected, rule: Rule, event: CloudTrailEvent, when: Instant): void {
  const columns = Object.fromEntries(
    rule.groupBy.map((column) => {
      if (typeof column === 'string') return [column, event.fields[column]];
      return [column.name, 'constant' in column ? column.constant : event.fields[column.field]];
    }),
  );
  const { alertId } = identify(rule, columns, when);
  expected.set(alertId, (expected.get(alertId) ?? new Set()).add(event.id));
}

const idsOf = (alerts: Awaited<ReturnType<typeof alertsAfter>>) =>
  alerts.map(({ alertId, eventIds }) => [alertId, [...eventIds].sort()]);
const inOrder = (expected: Expected) =>
  [...expected].map(([alertId, ids]) => [alertId, [...ids].sort()] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('a temporal correlation', () => {
  it('finds the logins of every sliding window, whatever the order, repetition, batching, thinning and bounds', async () => {
    await fc.assert(
      fc.asyncProperty(small, calls(fc.oneof(logins, failures)), bounds, async (tiny, history, limits) => {
        const rule = temporalRule(tiny);

        const alerts = await alertsAfter([rule], history, limits);

        expect(idsOf(alerts)).toEqual(inOrder(bruteTemporal(rule, tiny, history.flat(2))));
      }),
      { numRuns: effort(700) },
    );
  });
});

describe('an event count', () => {
  it('finds the events of every sliding window, whatever the order, repetition and batching', async () => {
    await fc.assert(
      fc.asyncProperty(small, calls(logins), async (tiny, history) => {
        const rule = countRule(tiny);

        const alerts = await alertsAfter([rule], history);

        expect(idsOf(alerts)).toEqual(inOrder(bruteCount(rule, tiny, history.flat(2) as CloudTrailEvent[])));
      }),
      { numRuns: effort(700) },
    );
  });

  it('finds the same alerts with thinning and bounded reads, and never more events than there are', async () => {
    await fc.assert(
      fc.asyncProperty(small, calls(logins), bounds, async (tiny, history, limits) => {
        const rule = countRule(tiny);

        const alerts = await alertsAfter([rule], history, limits);

        const expected = bruteCount(rule, tiny, history.flat(2) as CloudTrailEvent[]);
        expect(alerts.map(({ alertId }) => alertId)).toEqual([...expected.keys()].toSorted());
        for (const { alertId, eventIds } of alerts) {
          const really = expected.get(alertId) ?? new Set();
          expect(eventIds.filter((eventId) => !really.has(eventId))).toEqual([]);
        }
      }),
      { numRuns: effort(700) },
    );
  });
});

describe('the same input', () => {
  it('in any order, split and repetition gives the same alerts, word for word', async () => {
    const events = fc.array(fc.oneof(logins, failures), { minLength: 5, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(small, events, fc.infiniteStream(fc.nat()), async (tiny, history, random) => {
        const rules = [temporalRule(tiny), countRule(tiny)];
        const pick = (n: number): number => (random.next().value as number) % n;
        const shuffled = [...history, ...history.slice(pick(history.length))].toSorted(() => pick(3) - 1);
        const split = pick(shuffled.length);

        const whole = await alertsAfter(rules, [[history]]);
        const pieces = await alertsAfter(rules, [[shuffled.slice(0, split)], [shuffled.slice(split), []]]);

        expect(pieces).toEqual(whole);
      }),
      { numRuns: effort(500) },
    );
  });
});
