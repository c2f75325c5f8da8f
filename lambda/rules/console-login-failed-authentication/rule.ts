import { where } from '../../core/predicate.ts';
import { defineRule } from '../../core/rule.ts';
import { hours } from '../../core/time.ts';
import { account, accountEntity, addressEntity, sourceIp, user } from '../columns.ts';

export const rule = defineRule({
  id: 'console-login-failed-authentication',
  title: 'AWS console login failed authentication',
  description:
    'A console login of an existing user that failed for a wrong password or a wrong second factor. One is a typing error; many are a guess.',
  severity: 'Medium',
  deliver: 'signal',
  attack: [{ tactic: 'Credential Access', technique: 'T1110', name: 'Brute Force' }],
  original: {
    platform: 'Sigma',
    id: '6393e346-1977-46ef-8987-ad414a145fad',
    title: 'AWS ConsoleLogin Failed Authentication',
    url: 'https://github.com/SigmaHQ/sigma/blob/master/rules/cloud/aws/cloudtrail/aws_cloudtrail_console_login_failed_authentication.yml',
  },
  where: [where('EventName').is('ConsoleLogin'), where('ErrorMessage').is('Failed authentication')],
  groupBy: [account, user, sourceIp],
  timeColumns: [],
  period: hours(1),
  entities: [accountEntity, addressEntity],
  falsePositives: [
    'A user who mistypes the password, or has forgotten a new one.',
    'A password manager that fills in an old password.',
  ],
  triage: [
    'How many, and did a login of the same user succeed within 10 minutes after, from the same address? Then it was a typing error.',
    'Is the address usual for this user? Compare with the logins of the last 30 days.',
    'Did other users fail from the same address in the same hour? Then it is a spray: see the rules that count.',
    'A success from this address that the user does not know: end the sessions, change the password, list what was done in the hour after.',
  ],
});
