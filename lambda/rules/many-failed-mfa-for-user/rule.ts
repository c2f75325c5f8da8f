import { where } from '../../core/predicate.ts';
import { defineRule, eventCount } from '../../core/rule.ts';
import { hours, minutes } from '../../core/time.ts';
import { account, accountEntity, user } from '../columns.ts';

export const rule = defineRule({
  id: 'many-failed-mfa-for-user',
  title: 'Many failed MFA challenges of one AWS user',
  description:
    'More than 10 console logins of one user of an account that failed with a second factor, within five minutes. Somebody has the password and works on the second factor.',
  severity: 'High',
  deliver: 'alert',
  attack: [
    { tactic: 'Resource Development', technique: 'T1586.003', name: 'Compromise Accounts: Cloud Accounts' },
    { tactic: 'Credential Access', technique: 'T1621', name: 'Multi-Factor Authentication Request Generation' },
  ],
  original: {
    platform: 'Splunk',
    id: '1fece617-e614-4329-9e61-3ba228c0f353',
    title: 'AWS Multiple Failed MFA Requests For User',
    version: '11',
    url: 'https://research.splunk.com/cloud/1fece617-e614-4329-9e61-3ba228c0f353/',
  },
  where: [
    where('EventName').is('ConsoleLogin'),
    where('ErrorMessage').is('Failed authentication'),
    where('MFAUsed').is('Yes'),
  ],
  correlate: eventCount({ by: ['RecipientAccountId', 'User'], moreThan: 10, within: minutes(5) }),
  groupBy: [account, user],
  timeColumns: [],
  period: hours(1),
  entities: [accountEntity],
  tunable: {
    moreThan: { kind: 'moreThan', least: 1, most: 1_000 },
    within: { kind: 'within', least: minutes(1), most: hours(1) },
  },
  falsePositives: ['A device whose clock is wrong, and a patient user.', 'A test of the login by your own automation.'],
  triage: [
    'Did a login of the user succeed with MFA in the hour after the first failure? Then it is an incident: end the sessions first.',
    'Ask the user by another way than mail whether these attempts are theirs.',
    'From which addresses did they come, and what did these do in the day before?',
    'Not theirs: the password is known. Change it, and look for the same password elsewhere, Entra ID first.',
    'List the changes to the MFA devices of the user in the last day: CreateVirtualMFADevice, EnableMFADevice, DeactivateMFADevice.',
  ],
});
