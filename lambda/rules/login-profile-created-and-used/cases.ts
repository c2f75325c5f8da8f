import type { CaseRecord, RuleCase } from '../../core/rule-case.ts';
import { iamUser, login } from '../case-records.ts';

/** mallory gives alice a login profile at 09:50:00, from 203.0.113.7. */
const created = (changes: Readonly<Record<string, unknown>> = {}): CaseRecord => ({ kind: 'login profile', changes });

/** alice logs in from there, at a time of the same day. */
const loginAt = (clock: string): CaseRecord => login({ eventID: clock, eventTime: `2026-11-20T${clock}Z` });

export const cases: readonly RuleCase[] = [
  {
    it: 'a login of the user ten minutes after the creation fires',
    records: [created(), login()],
    alerts: 1,
    columns: { account: '111122223333', user: 'alice', sourceIp: '203.0.113.7' },
    eventCounts: [1],
  },
  {
    it: 'a login ten minutes before the creation fires',
    records: [loginAt('09:40:00'), created()],
    alerts: 1,
    eventCounts: [1],
  },
  { it: 'a creation alone does not fire', records: [created()], alerts: 0 },
  { it: 'a login alone does not fire', records: [login()], alerts: 0 },
  {
    it: 'a login exactly an hour after the creation does not fire',
    records: [created(), loginAt('10:50:00')],
    alerts: 0,
  },
  {
    it: 'a login a millisecond less than an hour after the creation fires',
    records: [created(), loginAt('10:49:59.999')],
    alerts: 1,
  },
  {
    it: 'a login exactly an hour before the creation does not fire',
    records: [loginAt('08:50:00'), created()],
    alerts: 0,
  },
  {
    it: 'a login a millisecond less than an hour before the creation fires',
    records: [loginAt('08:50:00.001'), created()],
    alerts: 1,
  },
  {
    it: 'a login and a creation in the same millisecond fire',
    records: [created(), loginAt('09:50:00')],
    alerts: 1,
  },
  {
    it: 'a creation that failed fires: it need not have succeeded',
    records: [created({ errorCode: 'EntityAlreadyExistsException', responseElements: null }), login()],
    alerts: 1,
  },
  {
    it: 'a failed login does not fire',
    records: [created(), login({ responseElements: { ConsoleLogin: 'Failure' } })],
    alerts: 0,
  },
  {
    it: 'a login without a result does not fire',
    records: [created(), login({ responseElements: null })],
    alerts: 0,
  },
  {
    it: 'another sign-in event does not fire, whatever its result',
    records: [created(), login({ eventName: 'SwitchRole' })],
    alerts: 0,
  },
  {
    it: 'a login of another user does not fire',
    records: [created(), login({ userIdentity: iamUser('bob') })],
    alerts: 0,
  },
  {
    it: 'a login of the creator does not fire',
    records: [created(), login({ userIdentity: iamUser('mallory') })],
    alerts: 0,
  },
  {
    it: 'a user name in another case does not fire: it compares exactly',
    records: [created({ requestParameters: { userName: 'Alice' } }), login()],
    alerts: 0,
  },
  {
    it: 'a login in another account does not fire',
    records: [created(), login({ recipientAccountId: '444455556666' })],
    alerts: 0,
  },
  {
    it: 'a login from another address does not fire',
    records: [created(), login({ sourceIPAddress: '198.51.100.1' })],
    alerts: 0,
  },
  {
    it: 'a session of a role that is called like the user does not fire: only userIdentity.userName counts',
    records: [
      created(),
      login({ userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: 'alice' } } } }),
    ],
    alerts: 0,
  },
  {
    it: 'names that are absent on both sides never join: does not fire',
    records: [created({ requestParameters: null }), login({ userIdentity: {} })],
    alerts: 0,
  },
  {
    it: 'names that are empty on both sides never join: does not fire',
    records: [created({ requestParameters: { userName: '' } }), login({ userIdentity: iamUser('') })],
    alerts: 0,
  },
  {
    it: 'what is no address never joins: does not fire',
    records: [created({ sourceIPAddress: 'AWS Internal' }), login({ sourceIPAddress: 'AWS Internal' })],
    alerts: 0,
  },
  {
    it: 'no address never joins: does not fire',
    records: [created({ sourceIPAddress: undefined }), login({ sourceIPAddress: undefined })],
    alerts: 0,
  },
  {
    it: 'another spelling of the same IPv6 address fires',
    records: [created({ sourceIPAddress: '2001:DB8:0::1' }), login({ sourceIPAddress: '2001:db8::0:1' })],
    alerts: 1,
    columns: { sourceIp: '2001:db8::1' },
  },
  {
    it: 'request parameters that are JSON in a string fire',
    records: [created({ requestParameters: '{"userName":"alice"}' }), login()],
    alerts: 1,
  },
  {
    it: 'the event names in another case fire',
    records: [created({ eventName: 'createloginprofile' }), login({ eventName: 'consolelogin' })],
    alerts: 1,
  },
  {
    it: 'a changed login profile does not fire',
    records: [created({ eventName: 'UpdateLoginProfile' }), login()],
    alerts: 0,
  },
  {
    it: 'a creation and a login in other Regions fire',
    records: [created({ awsRegion: 'us-east-1' }), login({ awsRegion: 'eu-north-1' })],
    alerts: 1,
  },
  {
    it: 'two creations and one login are one alert that fires, and counts the login only',
    records: [created(), created({ eventID: 'second', eventTime: '2026-11-20T09:55:00Z' }), login()],
    alerts: 1,
    eventCounts: [1],
  },
  {
    it: 'two logins in one hour are one alert that fires',
    records: [created(), loginAt('10:00:00'), loginAt('10:30:00')],
    alerts: 1,
    eventCounts: [2],
  },
  {
    it: 'the period is the login’s: logins on both sides of the hour are two alerts that fire',
    records: [loginAt('09:40:00'), created(), loginAt('09:59:59'), loginAt('10:00:00')],
    alerts: 2,
    eventCounts: [2, 1],
  },
  {
    it: 'a login that two trails delivered counts once and fires',
    records: [created(), created(), login(), login()],
    alerts: 1,
    eventCounts: [1],
  },
];
