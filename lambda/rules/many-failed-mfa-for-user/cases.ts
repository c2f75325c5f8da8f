import type { RuleCase } from '../../core/rule-case.ts';
import { failedLoginAt, failedLogins, iamUser, login, withMfa } from '../case-records.ts';

/** Challenges that failed, one a second from 10:00:00 on. */
const failedChallenges = (count: number, changes: Readonly<Record<string, unknown>> = {}) =>
  failedLogins(count, { changes: { ...withMfa, ...changes } });

const failedChallengeAt = (clock: string, changes: Readonly<Record<string, unknown>> = {}) =>
  failedLoginAt(clock, { ...withMfa, ...changes });

export const cases: readonly RuleCase[] = [
  {
    it: 'eleven failed challenges of one user fire',
    records: failedChallenges(11),
    alerts: 1,
    columns: { account: '111122223333', user: 'alice' },
    eventCounts: [11],
  },
  { it: 'ten failed challenges do not fire', records: failedChallenges(10), alerts: 0 },
  {
    it: 'the eleventh exactly five minutes after the first does not fire',
    records: [...failedChallenges(10), failedChallengeAt('10:05:00')],
    alerts: 0,
  },
  {
    it: 'the eleventh a millisecond less than five minutes after the first fires',
    records: [...failedChallenges(10), failedChallengeAt('10:04:59.999')],
    alerts: 1,
    eventCounts: [11],
  },
  {
    it: 'a window slides: challenges on both sides of full five minutes fire',
    records: failedLogins(11, { from: '10:03:00', every: 29, changes: withMfa }),
    alerts: 1,
  },
  { it: 'failures without a second factor do not fire', records: failedLogins(11), alerts: 0 },
  {
    it: 'failures that say nothing of MFA do not count: does not fire',
    records: [...failedChallenges(10), failedChallengeAt('10:01:00', { additionalEventData: null })],
    alerts: 0,
  },
  {
    it: 'failures for another reason do not count: does not fire',
    records: [
      ...failedChallenges(10),
      failedChallengeAt('10:01:00', { errorMessage: 'No username found in supplied account' }),
    ],
    alerts: 0,
  },
  {
    it: 'failures without a reason do not count: does not fire',
    records: [...failedChallenges(10), failedChallengeAt('10:01:00', { errorMessage: undefined })],
    alerts: 0,
  },
  {
    it: 'successes do not count: does not fire',
    records: [...failedChallenges(10), login({ ...withMfa, eventTime: '2026-11-20T10:01:00Z' })],
    alerts: 0,
  },
  {
    it: 'a reason that only contains the words does not count: does not fire',
    records: [...failedChallenges(10), failedChallengeAt('10:01:00', { errorMessage: 'Failed authentication, again' })],
    alerts: 0,
  },
  {
    it: 'another event does not count: does not fire',
    records: [...failedChallenges(10), failedChallengeAt('10:01:00', { eventName: 'CheckMfa' })],
    alerts: 0,
  },
  {
    it: 'event name, reason and MFA in another case fire',
    records: failedChallenges(11, {
      eventName: 'CONSOLELOGIN',
      errorMessage: 'failed authentication',
      additionalEventData: { MFAUsed: 'YES' },
    }),
    alerts: 1,
  },
  {
    it: 'challenges of two users do not add up: they do not fire',
    records: [...failedChallenges(10), failedChallengeAt('10:01:00', { userIdentity: iamUser('bob') })],
    alerts: 0,
  },
  {
    it: 'challenges of one user name in two accounts do not fire',
    records: [...failedChallenges(10), failedChallengeAt('10:01:00', { recipientAccountId: '444455556666' })],
    alerts: 0,
  },
  {
    it: 'challenges over addresses and Regions fire, unlike in the original',
    records: [
      ...failedChallenges(10),
      failedChallengeAt('10:01:00', { sourceIPAddress: '198.51.100.1', awsRegion: 'eu-north-1' }),
    ],
    alerts: 1,
    eventCounts: [11],
  },
  {
    it: 'a challenge that two trails delivered counts once: does not fire',
    records: [...failedChallenges(10), ...failedChallenges(10)],
    alerts: 0,
  },
  {
    it: 'a window over the full hour fires in the hour of its latest event',
    records: failedLogins(11, { from: '10:59:55', changes: withMfa }),
    alerts: 1,
    eventCounts: [11],
  },
];
