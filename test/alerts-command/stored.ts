import type { AlertQuery } from '../../bin/commands/alerts/stored-alerts.ts';
import { type AlertRecord, findingOf } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { days, type Instant, plus } from '../../lambda/core/time.ts';
import type { Told } from '../../lambda/core/told.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, login, midnight } from '../core/events.ts';

export const withoutMfa = ruleNamed('console-login-without-mfa');
export const everyLogin = ruleNamed('console-login');
export const entraFailures = ruleNamed('entra-failures-with-console-login');

export function ruleNamed(id: string): Rule {
  return rules.find((rule) => rule.id === id) as Rule;
}

/** What is kept of one login without MFA, under a rule. */
export function recordOf(rule: Rule, id: string, time: Instant, changes: Partial<AlertRecord> = {}): AlertRecord {
  const found = findingOf(rule, loginOf(id, time));
  const { alertId, columns, periodStart, matches } = found;
  return { alertId, ruleId: rule.id, columns, periodStart, matches, told: {}, ...changes };
}

/** A login of a user of this name: each has alerts of their own. */
export function loginOf(user: string, time: Instant) {
  const who = { User: user, AccountName: user, RecipientAccountId: '111122223333', UserIdentityType: 'IAMUser' };
  return login(user, time, '203.0.113.7', { ...who, MFAUsed: 'No', AWSRegion: 'us-east-1' });
}

/** That an audience was told an alert so often. */
export function toldTimes(revision: number): Told {
  return { revision, eventCount: 1, severity: 'Low', named: [], updates: [] };
}

/** All alerts of 2026-11-20, but for what `changes` says. */
export function queryOf(changes: Partial<AlertQuery> = {}): AlertQuery {
  return {
    span: { from: midnight, to: plus(midnight, days(1)), toTheLatest: false },
    rules,
    ruleIds: undefined,
    severity: 'Informational',
    signals: true,
    most: 1_000,
    ...changes,
  };
}

export const noon = at(12 * 3_600_000);
