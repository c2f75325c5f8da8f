import { where } from '../../core/predicate.ts';
import { defineRule, type EntraSide, temporal } from '../../core/rule.ts';
import { days, minutes } from '../../core/time.ts';

/** Which result codes are failures: all but what the original leaves out, or only credentials that were refused. */
const failed = {
  sentinel: where('ResultType').notIn('0', '50125', '50140'),
  credentials: where('ResultType').in('50126', '50053', '50034', '50055', '50056', '50057', '50064', '51004', '500121'),
};

/** More than five failed sign-ins in one table. */
function failedSignIns(table: string): EntraSide {
  return {
    name: table,
    source: 'entra',
    where: [
      where('Type').isExactly(table),
      failed.sentinel,
      where('SourceAddress').isPresent(),
      where('SourceAddress').notIn('127.0.0.1', '::1'),
    ],
    by: ['SourceAddress'],
    moreThan: 5,
    keep: ['UserPrincipalName', 'ResultType'],
  };
}

export const rule = defineRule({
  id: 'entra-failures-with-console-login',
  title: 'Failed Entra ID sign-ins but successful login to AWS Console',
  description:
    'A successful console login from an address that also failed to sign in to Entra ID more than five times, in one sign-in table, within one day of it. Either may come first.',
  severity: 'Medium',
  severityWhen: [
    {
      where: [where('MFAUsed').isNot('Yes')],
      severity: 'High',
      because: 'AWS saw no second factor at the login, as it never does of a federated one',
    },
  ],
  deliver: 'alert',
  attack: [
    { tactic: 'Initial Access', technique: 'T1078', name: 'Valid Accounts' },
    { tactic: 'Credential Access', technique: 'T1110', name: 'Brute Force' },
  ],
  original: {
    platform: 'Microsoft Sentinel',
    id: '643c2025-9604-47c5-833f-7b4b9378a1f5',
    title: 'Failed AzureAD logons but success logon to AWS Console',
    url: 'https://github.com/Azure/Azure-Sentinel/blob/master/Detections/MultipleDataSources/FailedAzureADLogonsbutSuccessLogontoAWSConsole.yaml',
  },
  where: [
    where('EventName').is('ConsoleLogin'),
    where('LoginResult').is('Success'),
    where('SourceAddress').isPresent(),
  ],
  correlate: temporal({
    by: ['SourceAddress'],
    within: days(1),
    sides: [failedSignIns('SigninLogs'), failedSignIns('AADNonInteractiveUserSignInLogs')],
  }),
  groupBy: [
    { name: 'Reason', constant: 'Multiple failed AAD logins from IP address' },
    'LoginResult',
    'EventTypeName',
    'UserIdentityType',
    'RecipientAccountId',
    'AccountName',
    'AccountUPNSuffix',
    'AWSRegion',
    'SourceIpAddress',
    'UserAgent',
    'MFAUsed',
  ],
  notifyBy: ['SourceIpAddress'],
  timeColumns: [
    { name: 'StartTime', shows: 'startTime' },
    { name: 'EndTime', shows: 'endTime' },
    { name: 'timestamp', shows: 'startTime' },
  ],
  period: days(1),
  entities: [
    {
      type: 'Account',
      identifiers: { Name: 'AccountName', UPNSuffix: 'AccountUPNSuffix', CloudAppAccountId: 'RecipientAccountId' },
    },
    { type: 'IP', identifiers: { Address: 'SourceIpAddress' } },
  ],
  tunable: {
    moreThan: { kind: 'moreThan', least: 1, most: 1_000 },
    within: { kind: 'within', least: minutes(1), most: days(1) },
    failureProfile: { kind: 'oneOf', options: failed },
    ignoreResultCodes: { kind: 'notIn', field: 'ResultType' },
  },
  falsePositives: [
    'A backup job or other service account that retries with an old password.',
    'An administrator who resets passwords, or a user who mistypes one.',
    'A shared or proxy egress address: the failures and the login are different people.',
    'Sign-ins blocked or interrupted by Conditional Access: the original counts these as failures.',
    'A legacy system that still tries to synchronise with old credentials.',
    'A federated login, by IAM Identity Center too, whose second factor AWS cannot see: it always records MFAUsed "No", whatever the identity provider asked for.',
  ],
  triage: [
    'Which accounts were tried from the address, and with what result codes? Many accounts and 50126 or 50053 is a spray.',
    'Is the identity that logged in to AWS among the accounts tried, or known to use this address in the last 30 days?',
    'If the login is federated, look up its sign-in at the identity provider within 5 minutes before: did it ask for a second factor, and was it given?',
    'Did any sign-in to Entra ID from the address succeed in the same day? That account is taken too.',
    'List what the console session did in the hour after the login: CloudTrail events with the same principal and address.',
    'If the login is not explained: revoke the sessions on both sides, reset the credentials, block the address.',
  ],
});
