import type { RuleCase } from '../../core/rule-case.ts';
import { failedLoginAt, failedLogins, iamUser, login, unknownUser } from '../case-records.ts';

const from = (sourceIPAddress: string | undefined) => ({ changes: { sourceIPAddress } });

export const cases: readonly RuleCase[] = [
  {
    it: 'twenty-one failures from one address fire',
    records: failedLogins(21),
    alerts: 1,
    columns: { sourceIp: '203.0.113.7' },
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
  },
  {
    it: 'failures over users and accounts fire: a sprayer does not stay in one',
    records: [
      ...failedLogins(7),
      ...failedLogins(7, { from: '10:01:00', changes: { userIdentity: iamUser('bob') } }),
      ...failedLogins(7, { from: '10:02:00', changes: { ...unknownUser, recipientAccountId: '444455556666' } }),
    ],
    alerts: 1,
    eventCounts: [21],
  },
  {
    it: 'failures from two addresses do not add up: they do not fire',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { sourceIPAddress: '198.51.100.1' })],
    alerts: 0,
  },
  {
    it: 'other spellings of the same IPv6 address count together and fire',
    records: [
      ...failedLogins(20, from('2001:db8::1')),
      failedLoginAt('10:01:00', { sourceIPAddress: '2001:DB8:0:0::0001' }),
    ],
    alerts: 1,
    columns: { sourceIp: '2001:db8::1' },
  },
  {
    it: 'an IPv4 address mapped into IPv6 counts as itself and fires',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { sourceIPAddress: '::ffff:203.0.113.7' })],
    alerts: 1,
    columns: { sourceIp: '203.0.113.7' },
  },
  { it: 'no address is never counted: does not fire', records: failedLogins(21, from(undefined)), alerts: 0 },
  { it: 'an empty address is never counted: does not fire', records: failedLogins(21, from('')), alerts: 0 },
  { it: 'a service is never counted: does not fire', records: failedLogins(21, from('AWS Internal')), alerts: 0 },
  { it: '0.0.0.0 is never counted: does not fire', records: failedLogins(21, from('0.0.0.0')), alerts: 0 },
  {
    it: 'a redacted address is never counted: does not fire',
    records: failedLogins(21, from('203.0.113.XXX')),
    alerts: 0,
  },
  {
    it: 'event name and result in another case fire',
    records: failedLogins(21, {
      changes: { eventName: 'consolelogin', responseElements: { ConsoleLogin: 'FAILURE' } },
    }),
    alerts: 1,
  },
  {
    it: 'another event does not count: does not fire',
    records: [...failedLogins(20), failedLoginAt('10:01:00', { eventName: 'GetSigninToken' })],
    alerts: 0,
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
    it: 'a failure that two trails delivered counts once: does not fire',
    records: [...failedLogins(20), ...failedLogins(20)],
    alerts: 0,
  },
  {
    it: 'one event id in two accounts is two events: it fires',
    records: [
      ...failedLogins(20),
      failedLoginAt('10:01:00', { eventID: 'failure 10:00:00 0', recipientAccountId: '444455556666' }),
    ],
    alerts: 1,
    eventCounts: [21],
  },
  {
    it: 'a window over the full hour fires in the hour of its latest event',
    records: failedLogins(21, { from: '10:59:50' }),
    alerts: 1,
    eventCounts: [21],
  },
  {
    it: 'bursts in two hours are two alerts that fire',
    records: [...failedLogins(21), ...failedLogins(21, { from: '11:30:00' })],
    alerts: 2,
    eventCounts: [21, 21],
  },
];
