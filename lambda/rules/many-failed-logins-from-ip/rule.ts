import { where } from '../../core/predicate.ts';
import { defineRule, eventCount } from '../../core/rule.ts';
import { hours, minutes } from '../../core/time.ts';
import { addressEntity, sourceIp } from '../columns.ts';

export const rule = defineRule({
  id: 'many-failed-logins-from-ip',
  title: 'Many failed AWS console logins from one address',
  description:
    'More than 20 failed console logins from one address within ten minutes, over all users and accounts: a spray of one password, or a list of stolen ones.',
  severity: 'Medium',
  deliver: 'alert',
  attack: [
    { tactic: 'Credential Access', technique: 'T1110.003', name: 'Brute Force: Password Spraying' },
    { tactic: 'Credential Access', technique: 'T1110.004', name: 'Brute Force: Credential Stuffing' },
  ],
  original: {
    platform: 'Splunk',
    id: 'f75b7f1a-b8eb-4975-a214-ff3e0a944757',
    title: 'AWS High Number Of Failed Authentications From Ip',
    version: '11',
    url: 'https://research.splunk.com/cloud/f75b7f1a-b8eb-4975-a214-ff3e0a944757/',
  },
  where: [
    where('EventName').is('ConsoleLogin'),
    where('LoginResult').is('Failure'),
    where('SourceAddress').isPresent(),
  ],
  correlate: eventCount({ by: ['SourceAddress'], moreThan: 20, within: minutes(10) }),
  groupBy: [sourceIp],
  timeColumns: [],
  period: hours(1),
  entities: [addressEntity],
  tunable: {
    moreThan: { kind: 'moreThan', least: 1, most: 1_000 },
    within: { kind: 'within', least: minutes(1), most: hours(1) },
  },
  falsePositives: [
    'A shared address (a proxy, an office, a training room) in a bad hour, above all on the day when passwords expire.',
    'A penetration test that was announced.',
    'A script that logs in to the console with an old password.',
  ],
  triage: [
    'Did any login from the address succeed within a day before or after? That user is taken: start there.',
    'How many users and accounts were tried? Many users with few failures each are a spray; one user is a guess.',
    'Are the names real ones? Then somebody has a list of your users: look where it may come from.',
    'Is the address yours, or a known scanner? Who else saw it: Entra ID, VPN, mail?',
    'Block the address, and demand MFA of the users that were tried.',
  ],
});
