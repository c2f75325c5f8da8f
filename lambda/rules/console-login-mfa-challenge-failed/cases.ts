import type { RuleCase } from '../../core/rule-case.ts';
import { failedLogin, iamUser, login, withMfa } from '../case-records.ts';

export const cases: readonly RuleCase[] = [
  {
    it: 'a login that failed with a second factor fires, though it has no ARN',
    records: [failedLogin(withMfa)],
    alerts: 1,
    columns: { account: '111122223333', user: 'alice', sourceIp: '203.0.113.7' },
    eventCounts: [1],
  },
  {
    it: 'a login that failed without a second factor does not fire',
    records: [failedLogin({ additionalEventData: { MFAUsed: 'No' } })],
    alerts: 0,
  },
  {
    it: 'a failed login that says nothing of MFA does not fire',
    records: [failedLogin({ additionalEventData: null })],
    alerts: 0,
  },
  { it: 'a successful login with MFA does not fire', records: [login(withMfa)], alerts: 0 },
  {
    it: 'a login that failed for another reason does not fire',
    records: [failedLogin({ ...withMfa, errorMessage: 'No username found in supplied account' })],
    alerts: 0,
  },
  {
    it: 'a failed login without a reason does not fire',
    records: [failedLogin({ ...withMfa, errorMessage: undefined })],
    alerts: 0,
  },
  {
    it: 'a reason that only contains the words does not fire',
    records: [failedLogin({ ...withMfa, errorMessage: 'Failed authentication, again' })],
    alerts: 0,
  },
  {
    it: 'reason, event name and MFA in another case fire',
    records: [
      failedLogin({
        eventName: 'CONSOLELOGIN',
        errorMessage: 'FAILED AUTHENTICATION',
        additionalEventData: { MFAUsed: 'YES' },
      }),
    ],
    alerts: 1,
  },
  {
    it: 'details that are JSON in a string fire',
    records: [failedLogin({ additionalEventData: '{"MFAUsed":"Yes"}' })],
    alerts: 1,
  },
  {
    it: 'the reason decides, not the result: it fires without one',
    records: [failedLogin({ ...withMfa, responseElements: null })],
    alerts: 1,
  },
  { it: 'another event does not fire', records: [failedLogin({ ...withMfa, eventName: 'CheckMfa' })], alerts: 0 },
  {
    it: 'two failures in one hour are one alert that fires, and in the next hour another',
    records: ['10:00:00', '10:59:59', '11:00:00'].map((clock) =>
      failedLogin({ ...withMfa, eventID: clock, eventTime: `2026-11-20T${clock}Z` }),
    ),
    alerts: 2,
    eventCounts: [2, 1],
  },
  {
    it: 'failures of two users are two alerts that fire',
    records: [failedLogin(withMfa), failedLogin({ ...withMfa, eventID: 'second', userIdentity: iamUser('bob') })],
    alerts: 2,
  },
  {
    it: 'one failure that two trails delivered counts once and fires',
    records: [failedLogin(withMfa), failedLogin(withMfa)],
    alerts: 1,
    eventCounts: [1],
  },
];
