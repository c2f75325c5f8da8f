import { describe, expect, it } from 'vitest';
import { assemble, findingOf } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { hours, minutes } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, cloudTrailEvent } from './events.ts';

const counting = {
  ...(rules.find(({ correlate }) => correlate?.type === 'event_count') as Rule),
  groupBy: ['SourceIpAddress'],
  period: hours(1),
} as const satisfies Rule;

const fields = { User: 'alice', AWSRegion: 'us-east-1', RecipientAccountId: '', SourceIpAddress: '203.0.113.7' };
const event = (id: string, minute: number, changes = {}) =>
  cloudTrailEvent(id, at(minutes(minute)), { ...fields, ...changes });

function contextOf(rule: Rule, events: readonly ReturnType<typeof event>[]) {
  const findings = events.map((each) => findingOf(rule, each));
  const [{ alertId, columns, periodStart }] = findings as [(typeof findings)[number]];
  const matches = findings.flatMap((finding) => finding.matches);
  const record = { alertId, ruleId: rule.id, columns, periodStart, matches, told: {} };
  return assemble(rule, record, { revision: 1 }).context;
}

describe("what an alert's own events name", () => {
  it('is counted by field, the most frequent first, without what the columns name already or nobody does', () => {
    const events = [event('a', 0), event('b', 1, { User: 'bob' }), event('c', 2, { User: 'bob' })];

    expect(contextOf(counting, events)).toEqual({
      values: {
        User: {
          distinct: 2,
          top: [
            { value: 'bob', count: 2 },
            { value: 'alice', count: 1 },
          ],
        },
        AWSRegion: { distinct: 1, top: [{ value: 'us-east-1', count: 3 }] },
      },
    });
  });

  it('counts an event once, whose versions differ', () => {
    const events = [event('a', 0), event('a', 1, { User: 'bob' })];

    expect(contextOf(counting, events).values?.['User']).toEqual({ distinct: 1, top: [{ value: 'alice', count: 1 }] });
  });

  it('lists five values, and says how many there are', () => {
    const events = Array.from({ length: 9 }, (_, n) => event(`${n}`, n, { User: `user-${n}` }));

    const { distinct, top = [] } = contextOf(counting, events).values?.['User'] ?? {};

    expect([distinct, top.map(({ value }) => value)]).toEqual([9, [0, 1, 2, 3, 4].map((n) => `user-${n}`)]);
  });

  it('is nothing under a temporal rule, whose context is of its sides', () => {
    const temporal = { ...counting, correlate: { type: 'temporal', by: [], within: hours(1), sides: [] } } as const;

    expect(contextOf(temporal, [event('a', 0)])).toEqual({});
  });
});
