import type { RuleCase } from '../../core/rule-case.ts';
import { failedLogin, login, unknownUser } from '../case-records.ts';

export const cases: readonly RuleCase[] = [
  {
    it: 'a login with a wrong password fires',
    records: [failedLogin()],
    alerts: 1,
    columns: { account: '111122223333', user: 'alice', sourceIp: '203.0.113.7' },
    eventCounts: [1],
  },
  {
    it: 'a login with an unknown user name fires, under the name that AWS puts in its place',
    records: [failedLogin(unknownUser)],
    alerts: 1,
    columns: { user: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  },
  {
    it: 'a login that a policy denied fires',
    records: [
      failedLogin({
        errorCode: 'AccessDenied',
        errorMessage: 'Authorization denied because of a resource-based policy',
      }),
    ],
    alerts: 1,
  },
  { it: 'a failure without a message fires', records: [failedLogin({ errorMessage: undefined })], alerts: 1 },
  {
    it: 'event name and result in another case fire',
    records: [failedLogin({ eventName: 'CONSOLELOGIN', responseElements: { ConsoleLogin: 'FAILURE' } })],
    alerts: 1,
  },
  {
    it: 'a result that is JSON in a string fires',
    records: [failedLogin({ responseElements: '{"ConsoleLogin":"Failure"}' })],
    alerts: 1,
  },
  { it: 'a successful login does not fire', records: [login()], alerts: 0 },
  {
    it: 'a login with an error message but no result does not fire',
    records: [failedLogin({ responseElements: null })],
    alerts: 0,
  },
  { it: 'another event does not fire', records: [failedLogin({ eventName: 'GetSigninToken' })], alerts: 0 },
  {
    it: 'failures of one hour are one signal that fires, those of the next hour another',
    records: ['10:00:00', '10:59:59', '11:00:00'].map((clock) =>
      failedLogin({ eventID: clock, eventTime: `2026-11-20T${clock}Z` }),
    ),
    alerts: 2,
    eventCounts: [2, 1],
  },
  {
    it: 'failures in two accounts are two signals that fire',
    records: [failedLogin(), failedLogin({ eventID: 'second', recipientAccountId: '444455556666' })],
    alerts: 2,
  },
  {
    it: 'one failure that two trails delivered counts once and fires',
    records: [failedLogin(), failedLogin()],
    alerts: 1,
    eventCounts: [1],
  },
];
