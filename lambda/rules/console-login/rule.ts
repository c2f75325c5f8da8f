import { where } from '../../core/predicate.ts';
import { defineRule } from '../../core/rule.ts';
import { hours } from '../../core/time.ts';
import { account, accountEntity, addressEntity, sourceIp, user } from '../columns.ts';

export const rule = defineRule({
  id: 'console-login',
  title: 'AWS console login',
  description:
    'Somebody tried to enter the AWS console, whether it succeeded or not. Nothing bad by itself: it tells who came, from where and when, beside what other rules find.',
  severity: 'Informational',
  deliver: 'signal',
  attack: [],
  original: {
    platform: 'Panther',
    id: 'AWS.Console.Login',
    title: 'AWS Console Login',
    url: 'https://github.com/panther-labs/panther-analysis/blob/main/rules/aws_cloudtrail_rules/aws_console_login.yml',
  },
  where: [where('EventName').isExactly('ConsoleLogin')],
  groupBy: [account, user, sourceIp],
  timeColumns: [],
  period: hours(1),
  entities: [accountEntity, addressEntity],
  falsePositives: ['Every usual login: this rule is a record of them, not a suspicion.'],
  triage: [
    'Nothing to do for a login by itself. Read these beside an alert of the same user or address.',
    'Does another rule name the user or the address in the hour before or after? Start there.',
    'Is this the first login of the user from the address in 30 days? Then ask the user.',
  ],
});
