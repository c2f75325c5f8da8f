import type { RuleCase } from '../../core/rule-case.ts';
import { failedLogin, iamUser, login } from '../case-records.ts';

export const cases: readonly RuleCase[] = [
  {
    it: 'a successful login fires',
    records: [login()],
    alerts: 1,
    columns: { account: '111122223333', user: 'alice', sourceIp: '203.0.113.7' },
    eventCounts: [1],
  },
  { it: 'a failed login fires', records: [failedLogin()], alerts: 1, columns: { user: 'alice' } },
  { it: 'a login without a result fires', records: [login({ responseElements: null })], alerts: 1 },
  {
    it: 'the event name in another case does not fire: here case matters',
    records: [login({ eventName: 'consoleLogin' })],
    alerts: 0,
  },
  { it: 'another sign-in event does not fire', records: [login({ eventName: 'CheckMfa' })], alerts: 0 },
  { it: 'a record without a name does not fire', records: [login({ eventName: undefined })], alerts: 0 },
  {
    it: 'a session of a role fires under the name of the role',
    records: [
      login({
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice@example.com',
          sessionContext: { sessionIssuer: { type: 'Role', userName: 'Admin' } },
        },
      }),
    ],
    alerts: 1,
    columns: { user: 'Admin' },
  },
  {
    it: 'a session without an issuer fires under the end of its ARN',
    records: [
      login({
        userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice@example.com' },
      }),
    ],
    alerts: 1,
    columns: { user: 'alice@example.com' },
  },
  {
    it: 'root fires as root, the end of its ARN',
    records: [
      login({ userIdentity: { type: 'Root', principalId: '111122223333', arn: 'arn:aws:iam::111122223333:root' } }),
    ],
    alerts: 1,
    columns: { user: 'root' },
  },
  {
    it: 'a login of which almost nothing is known fires with empty columns',
    records: [login({ userIdentity: undefined, recipientAccountId: undefined, sourceIPAddress: undefined })],
    alerts: 1,
    columns: { account: '', user: '', sourceIp: '' },
  },
  {
    it: 'a login from what is no address fires, with the text as it came',
    records: [login({ sourceIPAddress: 'AWS Internal' })],
    alerts: 1,
    columns: { sourceIp: 'AWS Internal' },
  },
  {
    it: 'two logins in one hour are one signal that fires, success and failure together',
    records: [login(), failedLogin({ eventID: 'second', eventTime: '2026-11-20T10:59:59Z' })],
    alerts: 1,
    eventCounts: [2],
  },
  {
    it: 'logins on both sides of the hour are two signals that fire',
    records: [
      login({ eventTime: '2026-11-20T10:59:59Z' }),
      login({ eventID: 'second', eventTime: '2026-11-20T11:00:00Z' }),
    ],
    alerts: 2,
    eventCounts: [1, 1],
  },
  {
    it: 'logins of two users, accounts or addresses are a signal each that fires',
    records: [
      login(),
      login({ eventID: 'user', userIdentity: iamUser('bob') }),
      login({ eventID: 'account', recipientAccountId: '444455556666' }),
      login({ eventID: 'address', sourceIPAddress: '198.51.100.1' }),
    ],
    alerts: 4,
    eventCounts: [1, 1, 1, 1],
  },
  {
    it: 'another Region or browser is still the same signal that fires',
    records: [login(), login({ eventID: 'second', awsRegion: 'eu-north-1', userAgent: 'curl/8.0' })],
    alerts: 1,
    eventCounts: [2],
  },
  {
    it: 'one login that two trails delivered counts once and fires',
    records: [login(), login()],
    alerts: 1,
    eventCounts: [1],
  },
];
