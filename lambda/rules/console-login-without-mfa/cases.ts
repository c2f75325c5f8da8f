import type { CaseRecord, RuleCase } from '../../core/rule-case.ts';

const login = (changes: Readonly<Record<string, unknown>> = {}): CaseRecord => ({ kind: 'console login', changes });
const identity = (changes: Readonly<Record<string, unknown>>): CaseRecord => login({ userIdentity: changes });
const root = {
  type: 'Root',
  principalId: '111122223333',
  arn: 'arn:aws:iam::111122223333:root',
  accountId: '111122223333',
};
const issuedBy = (userName: string): CaseRecord =>
  identity({
    type: 'AssumedRole',
    principalId: 'EXAMPLEROLEID:alice@example.com',
    arn: `arn:aws:sts::111122223333:assumed-role/${userName}/alice@example.com`,
    accountId: '111122223333',
    sessionContext: { sessionIssuer: { type: 'Role', userName }, attributes: { mfaAuthenticated: 'false' } },
  });

export const cases: readonly RuleCase[] = [
  {
    it: 'a login by an IAM user without MFA fires',
    records: [login()],
    alerts: 1,
    severity: 'Low',
    columns: {
      EventName: 'ConsoleLogin',
      EventTypeName: 'AwsConsoleSignIn',
      LoginResult: 'Success',
      MFAUsed: 'No',
      RecipientAccountId: '111122223333',
      AccountName: 'alice',
      AccountUPNSuffix: '',
      UserIdentityAccountId: '111122223333',
      UserIdentityPrincipalid: 'EXAMPLEPRINCIPALALICE',
      UserAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      UserIdentityUserName: 'alice',
      SessionMfaAuthenticated: null,
      SourceIpAddress: '203.0.113.7',
      AWSRegion: 'us-east-1',
      StartTimeUtc: '2026-11-20T10:00:00Z',
      EndTimeUtc: '2026-11-20T10:00:00Z',
    },
  },
  { it: 'a login with MFA does not fire', records: [login({ additionalEventData: { MFAUsed: 'Yes' } })], alerts: 0 },
  {
    it: 'a login with MFA in capitals does not fire',
    records: [login({ additionalEventData: { MFAUsed: 'YES' } })],
    alerts: 0,
  },
  {
    it: 'a login that says nothing of MFA fires',
    records: [login({ additionalEventData: null })],
    alerts: 1,
    columns: { MFAUsed: '' },
  },
  {
    it: 'a login whose details are JSON in a string fires',
    records: [login({ additionalEventData: '{"MFAUsed":"No"}' })],
    alerts: 1,
    columns: { MFAUsed: 'No' },
  },
  {
    it: 'a login with MFA whose details are JSON in a string does not fire',
    records: [login({ additionalEventData: '{"MFAUsed":"Yes"}' })],
    alerts: 0,
  },
  {
    it: 'a failed login does not fire',
    records: [login({ responseElements: { ConsoleLogin: 'Failure' } })],
    alerts: 0,
  },
  {
    it: 'a failed login in small letters does not fire',
    records: [login({ responseElements: { ConsoleLogin: 'failure' } })],
    alerts: 0,
  },
  {
    it: 'a login without a result fires',
    records: [login({ responseElements: null })],
    alerts: 1,
    columns: { LoginResult: '' },
  },
  { it: 'another event does not fire', records: [login({ eventName: 'CheckMfa' })], alerts: 0 },
  {
    it: 'the event name in another case fires',
    records: [login({ eventName: 'CONSOLELOGIN' })],
    alerts: 1,
    columns: { EventName: 'CONSOLELOGIN' },
  },
  {
    it: 'another event source does not matter: it fires',
    records: [login({ eventSource: 'other.example.com' })],
    alerts: 1,
  },
  {
    it: 'an IAM Identity Center session does not fire',
    records: [issuedBy('AWSReservedSSO_Admin_0123456789abcdef')],
    alerts: 0,
  },
  {
    it: 'an IAM Identity Center session in small letters does not fire',
    records: [issuedBy('awsreservedsso_admin')],
    alerts: 0,
  },
  {
    it: 'a session of another role fires',
    records: [issuedBy('Admin')],
    alerts: 1,
    severity: 'Low',
    columns: { AccountName: 'alice', AccountUPNSuffix: 'example.com', SessionMfaAuthenticated: false },
  },
  {
    it: 'an IAM Identity Center role that is only in the ARN fires, as in the original',
    records: [
      identity({
        type: 'AssumedRole',
        arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice',
      }),
    ],
    alerts: 1,
    columns: { AccountName: 'alice' },
  },
  {
    it: 'root without MFA fires, as High, under its whole ARN',
    records: [identity(root)],
    alerts: 1,
    severity: 'High',
    columns: { AccountName: 'arn:aws:iam::111122223333:root', AccountUPNSuffix: '', UserIdentityUserName: '' },
  },
  {
    it: 'root with MFA does not fire',
    records: [login({ userIdentity: root, additionalEventData: { MFAUsed: 'Yes' } })],
    alerts: 0,
  },
  {
    it: 'a user who is called root is no root user: it fires',
    records: [
      identity({
        type: 'IAMUser',
        userName: 'root',
        arn: 'arn:aws:iam::111122223333:user/root',
        accountId: '111122223333',
      }),
    ],
    alerts: 1,
    severity: 'Low',
    columns: { AccountName: 'root' },
  },
  {
    it: 'an anonymous principal fires as Anonymous, whatever its user name',
    records: [identity({ principalId: 'Anonymous', userName: 'alice', arn: 'arn:aws:iam::111122223333:user/alice' })],
    alerts: 1,
    columns: { AccountName: 'Anonymous', UserIdentityUserName: 'alice' },
  },
  {
    it: 'a name with two @ fires with its first and second part, both of the value before the split',
    records: [identity({ type: 'IAMUser', userName: 'a@b@c' })],
    alerts: 1,
    columns: { AccountName: 'a', AccountUPNSuffix: 'b' },
  },
  {
    it: 'a login without an ARN takes the first resource and fires',
    records: [
      login({
        userIdentity: { type: 'AssumedRole' },
        resources: [{ ARN: 'arn:aws:iam::111122223333:role/x/bob@example.com' }],
      }),
    ],
    alerts: 1,
    columns: { AccountName: 'bob', AccountUPNSuffix: 'example.com' },
  },
  {
    it: 'two logins in one hour are one alert that fires',
    records: [login(), login({ eventID: 'second', eventTime: '2026-11-20T10:59:59Z' })],
    alerts: 1,
    columns: { StartTimeUtc: '2026-11-20T10:00:00Z', EndTimeUtc: '2026-11-20T10:59:59Z' },
  },
  {
    it: 'logins on both sides of the hour are two alerts that fire',
    records: [
      login({ eventTime: '2026-11-20T10:59:59Z' }),
      login({ eventID: 'second', eventTime: '2026-11-20T11:00:00Z' }),
    ],
    alerts: 2,
  },
  {
    it: 'logins that differ in one group column are two alerts that fire',
    records: [login(), login({ eventID: 'second', awsRegion: 'eu-north-1' })],
    alerts: 2,
  },
  { it: 'one login that two trails delivered is one alert that fires', records: [login(), login()], alerts: 1 },
  {
    it: 'a login from what is no address fires, with the text as it came',
    records: [login({ sourceIPAddress: 'AWS Internal' })],
    alerts: 1,
    columns: { SourceIpAddress: 'AWS Internal' },
  },
  {
    it: 'a login over IPv6 fires with the canonical address',
    records: [login({ sourceIPAddress: '2001:DB8:0::1' })],
    alerts: 1,
    columns: { SourceIpAddress: '2001:db8::1' },
  },
];
