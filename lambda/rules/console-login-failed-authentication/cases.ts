import type { RuleCase } from '../../core/rule-case.ts';
import { failedLogin, login, unknownUser, withMfa } from '../case-records.ts';

export const cases: readonly RuleCase[] = [
  {
    it: 'a login with a wrong password fires',
    records: [failedLogin()],
    alerts: 1,
    columns: { account: '111122223333', user: 'alice', sourceIp: '203.0.113.7' },
    eventCounts: [1],
  },
  { it: 'a login with a wrong second factor fires', records: [failedLogin(withMfa)], alerts: 1 },
  { it: 'a successful login does not fire', records: [login()], alerts: 0 },
  {
    it: 'an unknown user name does not fire: its message is another',
    records: [failedLogin(unknownUser)],
    alerts: 0,
  },
  {
    it: 'a denial by policy does not fire',
    records: [
      failedLogin({
        errorCode: 'AccessDenied',
        errorMessage: 'Authorization denied because of a resource-based policy',
      }),
    ],
    alerts: 0,
  },
  { it: 'a failure without a message does not fire', records: [failedLogin({ errorMessage: null })], alerts: 0 },
  {
    it: 'event name and message in another case fire',
    records: [failedLogin({ eventName: 'CONSOLELOGIN', errorMessage: 'failed Authentication' })],
    alerts: 1,
  },
  {
    it: 'a message that only contains the words does not fire',
    records: [failedLogin({ errorMessage: 'Failed authentication, again' })],
    alerts: 0,
  },
  {
    it: 'the message decides, not the result: it fires without one',
    records: [failedLogin({ responseElements: undefined })],
    alerts: 1,
  },
  {
    it: 'the same message of another event does not fire',
    records: [failedLogin({ eventName: 'GetSigninToken' })],
    alerts: 0,
  },
  {
    it: 'failures of one hour are one signal that fires, those of the next hour another',
    records: ['10:00:00', '10:59:59', '11:00:00'].map((clock) =>
      failedLogin({ eventID: clock, eventTime: `2026-11-20T${clock}Z` }),
    ),
    alerts: 2,
    eventCounts: [2, 1],
  },
  {
    it: 'failures from two addresses are two signals that fire',
    records: [failedLogin(), failedLogin({ eventID: 'second', sourceIPAddress: '198.51.100.1' })],
    alerts: 2,
  },
  {
    it: 'one failure that two trails delivered counts once and fires',
    records: [failedLogin(), failedLogin()],
    alerts: 1,
    eventCounts: [1],
  },
];
