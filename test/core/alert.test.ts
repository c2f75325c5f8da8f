import { describe, expect, it } from 'vitest';
import { findingOf, identify } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { hours, minutes } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertsAfter } from './detecting.ts';
import { at, cloudTrailEvent, login } from './events.ts';

const withoutMfa = rules[0] as Rule;
const plain = (id: string, time: number, fields = {}) =>
  login(id, at(time), '203.0.113.7', { MFAUsed: 'No', ...fields });

describe("an alert's identity", () => {
  const identityOf = (rule: Rule, event = plain('a', 0)) => findingOf(rule, event).alertId;

  it('is the same for any event of the same rule, group columns and period', () => {
    expect(identityOf(withoutMfa, plain('other', minutes(59), { ErrorMessage: 'not a group column' }))).toBe(
      identityOf(withoutMfa),
    );
  });

  it.each([
    ['rule', { ...withoutMfa, id: 'another' }, plain('a', 0)],
    ['group column', withoutMfa, plain('a', 0, { UserAgent: 'another' })],
    ['case of a group column', withoutMfa, plain('a', 0, { MFAUsed: 'NO' })],
    ['period', withoutMfa, plain('a', hours(1))],
    ['kind of SessionMfaAuthenticated', withoutMfa, plain('a', 0, { SessionMfaAuthenticated: null })],
  ])('differs with the %s', (_, rule, event) => {
    expect(identityOf(rule, event)).not.toBe(identityOf(withoutMfa));
  });

  it('does not change with what a rule says of itself', () => {
    expect(identityOf({ ...withoutMfa, title: 'Another title', severity: 'High' })).toBe(identityOf(withoutMfa));
  });

  it('does not run neighbouring columns together', () => {
    const columns = (first: string, second: string) => identify(withoutMfa, { first, second }, at(0)).alertId;

    expect(columns('a', 'bc')).not.toBe(columns('ab', 'c'));
  });

  it('stays what it was when it was first published', () => {
    // Alerts are kept for 400 days: a change of this value tells everybody everything again.
    expect(identify(withoutMfa, { EventName: 'ConsoleLogin' }, at(0)).alertId).toBe('1a0ce9836a9e374bd4e99bfbb7d4ed17');
  });
});

describe('an alert', () => {
  it('lists the earliest hundred events by time and id, says so, and counts all', async () => {
    const events = Array.from({ length: 150 }, (_, n) =>
      plain(`e${String(n % 75).padStart(3, '0')}-${n}`, Math.floor(n / 2)),
    );

    const [alert] = await alertsAfter([withoutMfa], [[events.toReversed()]]);

    expect(alert?.eventCount).toBe(150);
    expect(alert?.truncated).toBe(true);
    expect(alert?.eventIds).toHaveLength(100);
    const byTimeAndId = events.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
    expect(alert?.eventIds).toEqual(byTimeAndId.slice(0, 100));
    expect(alert?.evidence.map(({ eventId }) => eventId)).toEqual(alert?.eventIds);
  });

  it('counts versions of one event once, and spans the times of all that match', async () => {
    const versions = [plain('e', 1_000), plain('e', 3_000), plain('e', 2_000, { MFAUsed: 'Yes' })];

    const [alert] = await alertsAfter([withoutMfa], [[versions]]);

    expect(alert).toMatchObject({ eventCount: 1, startTime: '2026-11-20T00:00:01Z', endTime: '2026-11-20T00:00:03Z' });
  });

  it('has the severity that the configuration gives, beside the one that the rule declares', async () => {
    const [alert] = await alertsAfter([{ ...withoutMfa, alertSeverity: 'High' }], [[[plain('e', 0)]]]);

    expect(alert?.severity).toBe('High');
    expect(alert?.rule.severity).toBe('Low');
  });

  it('maps its entities from the columns, and leaves out what is empty', async () => {
    const fields = {
      EventName: 'ConsoleLogin',
      AccountName: 'alice',
      AccountUPNSuffix: 'example.com',
      RecipientAccountId: '111122223333',
    };

    const [alert] = await alertsAfter([withoutMfa], [[[cloudTrailEvent('e', at(0), fields)]]]);

    expect(alert?.entities).toEqual([
      { type: 'Account', Name: 'alice', UPNSuffix: 'example.com', CloudAppAccountId: '111122223333' },
    ]);
  });

  it('shows its period', async () => {
    const [alert] = await alertsAfter([withoutMfa], [[[plain('e', minutes(90))]]]);

    expect(alert?.period).toEqual({ start: '2026-11-20T01:00:00Z', end: '2026-11-20T02:00:00Z' });
  });
});
