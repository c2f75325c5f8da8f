import type { Context, Finding, Match } from '../../lambda/core/alert.ts';
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
