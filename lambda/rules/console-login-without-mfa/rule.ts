import { where } from '../../core/predicate.ts';
import { defineRule } from '../../core/rule.ts';
import { hours } from '../../core/time.ts';

const notIdentityCenter = where('SessionIssuerUserName').notContains('AWSReservedSSO');

export const rule = defineRule({
  id: 'console-login-without-mfa',
  title: 'Login to AWS Management Console without MFA',
  description:
    'A console login that did not fail and for which AWS saw no multi-factor authentication. Logins through IAM Identity Center (AWSReservedSSO roles) are left out, as their second factor is checked before AWS sees them.',
  severity: 'Low',
  severityWhen: [
    {
      where: [where('UserIdentityType').is('Root')],
      severity: 'High',
      because: 'the root user signed in, whom no IAM policy of the account limits',
    },
  ],
  deliver: 'alert',
  attack: [
    { tactic: 'Initial Access', technique: 'T1078', name: 'Valid Accounts' },
    { tactic: 'Persistence', technique: 'T1078', name: 'Valid Accounts' },
    { tactic: 'Privilege Escalation', technique: 'T1078', name: 'Valid Accounts' },
    { tactic: 'Stealth', technique: 'T1078', name: 'Valid Accounts' },
  ],
  original: {
    platform: 'Microsoft Sentinel',
    id: '0ee2aafb-4500-4e36-bcb1-e90eec2f0b9b',
    title: 'NRT Login to AWS Management Console without MFA',
    version: '1.0.4',
    url: 'https://github.com/Azure/Azure-Sentinel/blob/master/Solutions/Amazon%20Web%20Services/Analytic%20Rules/NRT_AWS_ConsoleLogonWithoutMFA.yaml',
  },
  where: [
    where('EventName').is('ConsoleLogin'),
    where('MFAUsed').isNot('Yes'),
    where('LoginResult').isNot('Failure'),
    notIdentityCenter,
  ],
  groupBy: [
    'EventName',
    'EventTypeName',
    'LoginResult',
    'MFAUsed',
    'RecipientAccountId',
    'AccountName',
    'AccountUPNSuffix',
    'UserIdentityAccountId',
    'UserIdentityPrincipalid',
    'UserAgent',
    'UserIdentityUserName',
    'SessionMfaAuthenticated',
    'SourceIpAddress',
    'AWSRegion',
  ],
  timeColumns: [
    { name: 'StartTimeUtc', shows: 'startTime' },
    { name: 'EndTimeUtc', shows: 'endTime' },
  ],
  period: hours(1),
  entities: [
    {
      type: 'Account',
      identifiers: { Name: 'AccountName', UPNSuffix: 'AccountUPNSuffix', CloudAppAccountId: 'RecipientAccountId' },
    },
    { type: 'IP', identifiers: { Address: 'SourceIpAddress' } },
  ],
  tunable: {
    roleFromArn: { kind: 'switch', off: notIdentityCenter, on: where('SessionRole').notContains('AWSReservedSSO') },
  },
  falsePositives: [
    'Federated (SAML) logins: AWS always records MFAUsed "No", whatever the identity provider asked for.',
    'Break-glass users whose second factor is kept elsewhere on purpose.',
  ],
  triage: [
    'Who signed in: root, an IAM user or a federated role? Root without MFA is an incident until proven otherwise.',
    'Is the address known for this identity? Compare with its logins of the last 30 days.',
    'For a federated login, look up the sign-in at the identity provider within 5 minutes before, and whether it asked for a second factor.',
    'List what the session did in the hour after the login: CloudTrail events with the same principal and address.',
    'If nobody stands by the login: revoke the sessions, disable the password and the access keys, and enforce MFA by policy.',
  ],
});
