import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambda/core/alert.ts';
import { newActivity, note } from '../../lambda/render/report/activity.ts';
import { type Report, reportOf } from '../../lambda/render/report/report.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, failure, login } from '../core/events.ts';
import { anAlert, aSprayAlert } from '../render/an-alert.ts';
import { hostileText, longText, manyAlerts, reportInput } from './made-up.ts';

function of(name: string, address: string, changes: Partial<Alert> = {}): Alert {
  return anAlert({
    alertId: `${name}/${address}`,
    entities: [
      { type: 'Account', Name: name, CloudAppAccountId: '111122223333' },
      { type: 'IP', Address: address },
    ],
    ...changes,
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe('the data of a report', () => {
  it('counts alerts by severity, and signals apart', () => {
    const alerts = [anAlert(), anAlert({ severity: 'High' }), aSprayAlert(), anAlert({ signal: true })];

    const report = reportOf(reportInput({ alerts }));

    expect(report.alertsBySeverity).toEqual([0, 1, 1, 1]); // Informational to High
    expect(report.signals).toBe(1);
  });

  it('has each alert once on the timeline, in the bin of its first event', () => {
    const alerts = manyAlerts(1_000);

    const { timeline, rules: shown } = reportOf(reportInput({ alerts }));

    const cells = timeline?.lanes.flatMap((lane) => lane.cells) ?? [];
    expect(cells.reduce((sum, cell) => sum + cell.alerts, 0)).toBe(1_000);
    expect(shown.map(({ id }) => id)).toEqual(timeline?.lanes.map(({ ruleId }) => ruleId));
    expect(timeline?.bins.count).toBeLessThanOrEqual(96);
  });

  it('puts the worst first: alerts, rows of the timeline, and signals last', () => {
    const alerts = manyAlerts(20);

    const { alerts: entries, timeline } = reportOf(reportInput({ alerts }));

    expect(entries.map(({ severity }) => severity)).toEqual(
      entries.map(({ severity }) => severity).toSorted((a, b) => b - a),
    );
    const signals = timeline?.lanes.map(({ signal }) => signal) ?? [];
    expect(signals).toEqual(signals.toSorted());
  });

  it('ranks accounts and addresses by their worst alerts, then by how many', () => {
    const alerts = [
      of('one-high', '203.0.113.1', { severity: 'High' }),
      ...['a', 'b', 'c'].map((id) => of('three-low', '203.0.113.2', { alertId: id })),
      of('two-low', '203.0.113.3'),
      of('two-low', '203.0.113.3'),
      ...['a', 'b', 'c', 'd'].map((id) => of('signals', '203.0.113.4', { alertId: id, signal: true })),
    ];

    const { accounts, addresses } = reportOf(reportInput({ alerts }));

    expect(accounts.top.map(({ who }) => who)).toEqual(['one-high', 'three-low', 'two-low', 'signals']);
    expect(addresses.top.map(({ address }) => address)).toEqual([
      '203.0.113.1',
      '203.0.113.2',
      '203.0.113.3',
      '203.0.113.4',
    ]);
  });

  it('charts addresses without alerts, too, behind those with some', () => {
    const activity = newActivity(rules);
    for (let index = 0; index < 9; index++) note(activity, failure(`a${index}`, at(index), '198.51.100.9'));
    note(activity, failure('b', at(1), '203.0.113.7'));
    note(activity, login('c', at(2), '203.0.113.7', { FullAccountName: 'carol' }));

    const { failureCharts } = reportOf(reportInput({ activity }));

    expect(failureCharts.map(({ address }) => address)).toEqual(['203.0.113.7', '198.51.100.9']);
    expect(failureCharts.map(({ kinds }) => kinds.map(({ count }) => count))).toEqual([
      [1, 0, 0],
      [9, 0, 0],
    ]);
    expect(failureCharts[0]?.logins).toEqual([{ at: at(2), who: 'carol', account: '', mfa: 'Yes' }]);
  });

  it('charts the eight most concerned of many addresses, and says how many there are', () => {
    const activity = newActivity(rules);
    for (let index = 1; index <= 200; index++) note(activity, failure(`id${index}`, at(index), `198.51.100.${index}`));

    const { failureCharts, failingAddresses } = reportOf(reportInput({ activity }));

    expect([failureCharts.length, failingAddresses]).toEqual([8, 200]);
  });

  it('is small and whole without any alert', () => {
    const report = reportOf(reportInput({ alerts: [] }));

    expect(report).toMatchObject({ alerts: [], rules: [], signals: 0, failureCharts: [] });
    expect(report.timeline).toBeUndefined();
  });

  it('refuses alerts of a rule that it is not told of', () => {
    expect(() => reportOf(reportInput({ rules: [] }))).toThrow(/console-login-without-mfa has alerts/);
  });

  it('makes every text from a log safe to show, and short enough', () => {
    const hostile = hostileText + longText.repeat(4);
    const activity = newActivity(rules);
    note(activity, failure('a', at(0), '203.0.113.7', { UserPrincipalName: hostile }));
    note(activity, login('b', at(0), '203.0.113.7', { FullAccountName: hostile, MFAUsed: hostile }));
    const alert = aSprayAlert({
      columns: { UserAgent: hostile },
      evidence: [{ object: hostile, eventId: hostile }],
      entities: [{ type: 'Account', Name: hostile, CloudAppAccountId: hostile }],
      context: {
        sides: [{ name: 'SigninLogs', count: 6, atLeast: false }],
        values: { UserPrincipalName: { distinct: 1, top: [{ value: hostile, count: 6 }] } },
      },
    });
    const { reading } = reportInput();
    const lists = { failures: [hostile], unreadable: [hostile], brokenRules: [hostile] };

    const report = reportOf(reportInput({ alerts: [alert], activity, reading: { ...reading, ...lists } }));

    const texts = textsFromLogs(report).flatMap(textsIn);
    expect(texts.filter((text) => text.includes('</script>')).length).toBeGreaterThan(5);
    for (const text of texts) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect([...text].length).toBeLessThanOrEqual(1_024 + 16);
    }
  });
});

function textsFromLogs({ alerts, texts, failureCharts, accounts, reading }: Report): readonly unknown[] {
  return [alerts, texts, failureCharts, accounts.top, reading];
}
