import type { AlertRecord, Context, Finding, Match } from '../../lambda/core/alert.ts';
import { positionOfObservation } from '../../lambda/core/observation.ts';
import type { Alerts, DueChange } from '../../lambda/core/ports.ts';
import type { Told } from '../../lambda/core/told.ts';
import { rule } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { at } from './observations.ts';

let alerts = 0;

/** The id of an alert that no other test uses. */
export function newAlertId(): string {
  alerts += 1;
  return `alert-${alerts}`;
}

export function finding(alertId: string, matches: readonly Match[]): Finding {
  const columns = { EventName: 'ConsoleLogin', AccountName: 'alice', SessionMfaAuthenticated: null };
  return { alertId, rule, columns, periodStart: at(0), matches };
}

export function match(changes: Partial<Match> = {}): Match {
  return {
    time: at(0),
    id: '111122223333/login-1',
    version: 'aaaaaaaaaaaa',
    eventId: 'login-1',
    object: 's3://example-logs/a.json.gz',
    severity: 'Low',
    ...changes,
  };
}

/** A context that tells of `count` failures. */
export function contextOf(count: number): Context {
  return {
    sides: [{ name: 'SigninLogs', count, atLeast: false }],
    first: at(-count),
    last: at(-1),
    values: { ResultType: { distinct: 1, top: [{ value: '50126', count }] } },
  };
}

/** What an audience knows after this revision of an alert. */
export function toldAs(revision: number): Told {
  return {
    revision,
    eventCount: 3 * revision,
    severity: 'Low',
    named: ['0123456789ab', 'ba9876543210'],
    updates: Array.from({ length: revision - 1 }, (_, update) => at(update)),
  };
}

/** Matches of the logins from `first` on, so many. */
export function manyMatches(first: number, count: number): readonly Match[] {
  return Array.from({ length: count }, (_, index) => match({ id: `login-${first + index}`, time: at(first + index) }));
}

/** The record with its matches in order: the port promises none. */
export async function readSorted(alerts: Alerts, alertId: string): Promise<AlertRecord | undefined> {
  const record = await alerts.read(alertId);
  if (record === undefined) return undefined;
  const byPosition = record.matches.map((one) => [positionOfObservation(one), one] as const);
  return { ...record, matches: byPosition.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one) };
}

/** What is noted of when to look at an alert. */
export function dueIn(record: AlertRecord | undefined): DueChange['instead'] {
  const { due, notes } = record ?? {};
  return { ...(due !== undefined && { due }), ...(notes !== undefined && { notes }) };
}
