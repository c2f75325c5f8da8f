import { where } from '../../core/predicate.ts';
import { defineRule } from '../../core/rule.ts';
import { hours } from '../../core/time.ts';
import { account, accountEntity, addressEntity, sourceIp, user } from '../columns.ts';

export const rule = defineRule({
  id: 'console-login-mfa-challenge-failed',
  title: 'AWS console login failed during MFA challenge',
  description:
    'A console login that failed although a second factor was asked for and given. Who fails there may know the password already.',
  severity: 'Medium',
  deliver: 'alert',
  attack: [
    { tactic: 'Resource Development', technique: 'T1586.003', name: 'Compromise Accounts: Cloud Accounts' },
    { tactic: 'Credential Access', technique: 'T1621', name: 'Multi-Factor Authentication Request Generation' },
  ],
  original: {
    platform: 'Splunk',
    id: '55349868-5583-466f-98ab-d3beb321961e',
    title: 'AWS Console Login Failed During MFA Challenge',
    version: '11',
    url: 'https://research.splunk.com/cloud/55349868-5583-466f-98ab-d3beb321961e/',
  },
  where: [
    where('EventName').is('ConsoleLogin'),
    where('ErrorMessage').is('Failed authentication'),
    where('MFAUsed').is('Yes'),
  ],
  groupBy: [account, user, sourceIp],
  timeColumns: [],
  period: hours(1),
  entities: [accountEntity, addressEntity],
  falsePositives: [
    'A mistyped or expired code, or a device whose clock is wrong.',
    'A new phone or security key that is not registered yet.',
  ],
  triage: [
    'Did the user log in from the same address within 10 minutes after? Then it was most likely a mistyped code.',
    'Is the address usual for this user? Compare with the logins of the last 30 days.',
    'Look for other failures of the user or the address in the hour before: a password that was guessed first is worse.',
    'Ask the user by another way than mail. If it was somebody else, the password is known: change it, and list the access keys of the user.',
  ],
});
