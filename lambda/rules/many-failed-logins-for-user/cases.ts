import type { RuleCase } from '../../core/rule-case.ts';
import { failedLogin, failedLoginAt, failedLogins, iamUser, login, unknownUser } from '../case-records.ts';

export const cases: readonly RuleCase[] = [
  {
    it: 'twenty-one failures of one user fire',
    records: failedLogins(21),
    alerts: 1,
    columns: { account: '111122223333', user: 'alice' },
    eventCounts: [21],
  },
  { it: 'twenty failures do not fire', records: failedLogins(20), alerts: 0 },
  {
    it: 'the twenty-first exactly ten minutes after the first does not fire',
    records: [...failedLogins(20), failedLoginAt('10:10:00')],
    alerts: 0,
  },
  {
    it: 'the twenty-first a millisecond less than ten minutes after the first fires',
    records: [...failedLogins(20), failedLoginAt('10:09:59.999')],
    alerts: 1,
    eventCounts: [21],
  },
  {
    it: 'a window slides: failures on both sides of full ten minutes fire',
    records: failedLogins(21, { from: '10:05:00', every: 29 }),
    alerts: 1,
  },
  {
    it: 'any number of failures, one every half minute, does not fire',
    records: failedLogins(60, { every: 30 }),
    alerts: 0,
  },
  {
    it: 'failures of one millisecond fire',
    records: failedLogins(21, { every: 0 }),
    alerts: 1,
    eventCounts: [21],
  },
  {
    it: 'failures of two users do not add up: they do not fire',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { userIdentity: iamUser('bob') })],
    alerts: 0,
  },
  {
    it: 'user names in another case are other users: they do not fire',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { userIdentity: iamUser('Alice') })],
    alerts: 0,
  },
  {
    it: 'failures of one user name in two accounts do not fire',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { recipientAccountId: '444455556666' })],
    alerts: 0,
  },
  {
    it: 'failures over addresses, Regions and sign-in pages fire, unlike in the original',
    records: [
      ...failedLogins(10, { changes: { sourceIPAddress: '198.51.100.1', awsRegion: 'us-east-1' } }),
      ...failedLogins(11, {
        from: '10:01:00',
        changes: {
          sourceIPAddress: '198.51.100.2',
          awsRegion: 'eu-north-1',
          additionalEventData: { LoginTo: 'https://console.aws.amazon.com/other', MFAUsed: 'No' },
        },
      }),
    ],
    alerts: 1,
    eventCounts: [21],
  },
  {
    it: 'unknown user names count together and fire, under the name that AWS puts in their place',
    records: failedLogins(21, { changes: unknownUser }),
    alerts: 1,
    columns: { account: '111122223333', user: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  },
  {
    it: 'failures without any user count together and fire',
    records: failedLogins(21, { changes: { userIdentity: undefined } }),
    alerts: 1,
    columns: { user: '' },
  },
  {
    it: 'failures for whatever reason fire',
    records: [
      ...failedLogins(19),
      failedLoginAt('10:01:00', { errorMessage: undefined }),
      failedLoginAt('10:01:01', { errorMessage: 'Authorization denied because of a resource-based policy' }),
    ],
    alerts: 1,
  },
  {
    it: 'event name and result in another case fire',
    records: failedLogins(21, {
      changes: { eventName: 'consolelogin', responseElements: { ConsoleLogin: 'FAILURE' } },
    }),
    alerts: 1,
  },
  {
    it: 'successes do not count: does not fire',
    records: [...failedLogins(20), login({ eventTime: '2026-11-20T10:01:00Z' })],
    alerts: 0,
  },
  {
    it: 'a login without a result does not count: does not fire',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { responseElements: null })],
    alerts: 0,
  },
  {
    it: 'another event does not count: does not fire',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { eventName: 'GetSigninToken' })],
    alerts: 0,
  },
  {
    it: 'a failure that several trails delivered counts once: does not fire',
    records: [...failedLogins(20), ...failedLogins(20), ...failedLogins(1)],
    alerts: 0,
  },
  {
    it: 'a failure that was published again with another time counts once: does not fire',
    records: [...failedLogins(20), failedLogin({ eventID: 'failure 10:00:00 0', eventTime: '2026-11-20T10:01:00Z' })],
    alerts: 0,
  },
  {
    it: 'a window over the full hour fires in the hour of its latest event, with all of its events',
    records: failedLogins(21, { from: '10:59:50' }),
    alerts: 1,
    eventCounts: [21],
  },
  {
    it: 'windows that end on both sides of the full hour are two alerts that fire',
    records: failedLogins(30, { from: '10:59:35' }),
    alerts: 2,
    eventCounts: [25, 30],
  },
  {
    it: 'two bursts of one hour are one alert that fires, without what lies between them',
    records: [...failedLogins(21), failedLoginAt('10:20:00'), ...failedLogins(22, { from: '10:40:00' })],
    alerts: 1,
    eventCounts: [43],
  },
];
