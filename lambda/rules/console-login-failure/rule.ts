import { where } from '../../core/predicate.ts';
import { defineRule } from '../../core/rule.ts';
import { hours } from '../../core/time.ts';
import { account, accountEntity, addressEntity, sourceIp, user } from '../columns.ts';

export const rule = defineRule({
  id: 'console-login-failure',
  title: 'Failed AWS console login',
  description:
    'A console login that failed, for whatever reason: a wrong password, a wrong user name, a policy that denies it.',
  severity: 'Low',
  deliver: 'signal',
  attack: [
    { tactic: 'Resource Development', technique: 'T1586.003', name: 'Compromise Accounts: Cloud Accounts' },
    { tactic: 'Credential Access', technique: 'T1110.001', name: 'Brute Force: Password Guessing' },
  ],
  original: {
    platform: 'Splunk',
    id: 'a19b354d-0d7f-47f3-8ea6-1a7c36434968',
    title: 'AWS Credential Access Failed Login',
    version: '9',
    url: 'https://research.splunk.com/cloud/a19b354d-0d7f-47f3-8ea6-1a7c36434968/',
  },
  where: [where('EventName').is('ConsoleLogin'), where('LoginResult').is('Failure')],
  groupBy: [account, user, sourceIp],
  timeColumns: [],
  period: hours(1),
  entities: [accountEntity, addressEntity],
  falsePositives: [
    'A user who mistypes the name or the password.',
    'A policy that keeps users out of the console from some networks, and does what it should.',
  ],
  triage: [
    'Why did it fail? Unknown user names mean that somebody guesses names; a denial by policy means that the password may be right.',
    'How many failures does the address have in the same hour, and over how many users? See the rules that count.',
    'Did a login from the address succeed within the hour after? Then start with that login.',
  ],
});
