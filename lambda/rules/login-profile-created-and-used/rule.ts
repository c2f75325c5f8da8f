import { where } from '../../core/predicate.ts';
import { defineRule, temporal } from '../../core/rule.ts';
import { hours, minutes } from '../../core/time.ts';
import { account, accountEntity, addressEntity, sourceIp } from '../columns.ts';

export const rule = defineRule({
  id: 'login-profile-created-and-used',
  title: 'Login profile created and used from one address',
  description:
    'Somebody gave a user a console password, and within an hour that user logged in to the console from the same address. Who holds a stolen access key makes a way in for himself like this. Either may come first in the log.',
  severity: 'High',
  deliver: 'alert',
  attack: [{ tactic: 'Persistence', technique: 'T1136.003', name: 'Create Account: Cloud Account' }],
  original: {
    platform: 'Splunk',
    id: '2a9b80d3-6340-4345-11ad-212bf444d111',
    title: 'AWS CreateLoginProfile',
    version: '12',
    url: 'https://research.splunk.com/cloud/2a9b80d3-6340-4345-11ad-212bf444d111/',
  },
  where: [
    where('EventName').is('ConsoleLogin'),
    where('LoginResult').is('Success'),
    where('UserIdentityUserName').isPresent(),
    where('SourceAddress').isPresent(),
  ],
  correlate: temporal({
    by: ['RecipientAccountId', 'UserIdentityUserName', 'SourceAddress'],
    within: minutes(60),
    sides: [
      {
        name: 'CreateLoginProfile',
        source: 'cloudtrail',
        where: [
          where('EventName').is('CreateLoginProfile'),
          where('RequestUserName').isPresent(),
          where('SourceAddress').isPresent(),
        ],
        by: ['RecipientAccountId', 'RequestUserName', 'SourceAddress'],
        moreThan: 0,
        keep: ['User'],
      },
    ],
  }),
  groupBy: [account, { name: 'user', field: 'UserIdentityUserName' }, sourceIp],
  timeColumns: [],
  period: hours(1),
  entities: [accountEntity, addressEntity],
  tunable: { within: { kind: 'within', least: minutes(1), most: hours(1) } },
  falsePositives: [
    'An administrator who creates a user and tries the login, from the same desk.',
    'A new colleague who gets the password at the desk, or behind the same office address.',
    'Automation that creates users and tests them.',
  ],
  triage: [
    'Who created the login profile, and with what: a person in the console, or an access key? Is the creation in a ticket?',
    'Did the user exist before, for programs only? A service user that gets a password is hardly ever meant well.',
    'What did the creator do in the hour before, and the user in the hour after? Look for AttachUserPolicy, CreateAccessKey, AddUserToGroup, StopLogging.',
    'Is the address usual for the creator? Compare with the last 30 days.',
    'Not explained: delete the login profile, end the sessions of both, and deactivate the access keys of both.',
  ],
});
