import { where } from '../../core/predicate.ts';
import { defineRule, eventCount } from '../../core/rule.ts';
import { hours, minutes } from '../../core/time.ts';
import { account, accountEntity, user } from '../columns.ts';

export const rule = defineRule({
  id: 'many-failed-logins-for-user',
  title: 'Many failed AWS console logins of one user',
  description:
    'More than 20 failed console logins of one user of an account within ten minutes, from whatever address. Names that do not exist are hidden by AWS and count together, as unknown user names.',
  severity: 'Medium',
  deliver: 'alert',
  attack: [{ tactic: 'Discovery', technique: 'T1201', name: 'Password Policy Discovery' }],
  original: {
    platform: 'Splunk',
    id: 'e3236f49-daf3-4b70-b808-9290912ac64d',
    title: 'AWS High Number Of Failed Authentications For User',
    version: '10',
    url: 'https://research.splunk.com/cloud/e3236f49-daf3-4b70-b808-9290912ac64d/',
  },
  where: [where('EventName').is('ConsoleLogin'), where('LoginResult').is('Failure')],
  correlate: eventCount({ by: ['RecipientAccountId', 'User'], moreThan: 20, within: minutes(10) }),
  groupBy: [account, user],
  timeColumns: [],
  period: hours(1),
  entities: [accountEntity],
  tunable: {
    moreThan: { kind: 'moreThan', least: 1, most: 1_000 },
    within: { kind: 'within', least: minutes(1), most: hours(1) },
  },
  falsePositives: [
    'A script or a monitor that logs in to the console with an old password.',
    'For unknown user names: a scanner that meets the sign-in page of every account.',
  ],
  triage: [
    'Did a login of the user succeed after the first failure, or up to a day later? Then the password is guessed: start with that login.',
    'From how many addresses did the failures come? One is a script; many are a botnet that avoids counts by address.',
    'For unknown user names: did any real user fail from the same addresses in the same hour?',
    'Is the user still needed in the console? If not, delete the login profile; else change the password and demand MFA.',
    'Block the addresses, where they are few and not your own.',
  ],
});
