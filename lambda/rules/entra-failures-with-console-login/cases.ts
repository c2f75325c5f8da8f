import type { CaseRecord, RuleCase } from '../../core/rule-case.ts';

type SignInChanges = NonNullable<Extract<CaseRecord, { kind: 'sign-in' }>['changes']>;

const login = (changes: Readonly<Record<string, unknown>> = {}): CaseRecord => ({ kind: 'console login', changes });

/** Failed sign-ins from the login's address, one a minute before 10:00, each with an id of its own. */
const failures = (count: number, changes: SignInChanges = {}): readonly CaseRecord[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: 'sign-in',
    changes: {
      id: `${changes.table ?? ''}${changes.time ?? ''}${n}`,
      time: `2026-11-20T09:${String(10 + n)}:00Z`,
      ...changes,
    },
  }));

const nonInteractive = 'AADNonInteractiveUserSignInLogs';

export const cases: readonly RuleCase[] = [
  {
    it: 'a login after six failures from its address fires',
    records: [...failures(6), login()],
    alerts: 1,
    severity: 'High',
    columns: {
      Reason: 'Multiple failed AAD logins from IP address',
      LoginResult: 'Success',
      EventTypeName: 'AwsConsoleSignIn',
      UserIdentityType: 'IAMUser',
      RecipientAccountId: '111122223333',
      AccountName: 'alice',
      AccountUPNSuffix: '',
      AWSRegion: 'us-east-1',
      SourceIpAddress: '203.0.113.7',
      UserAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      MFAUsed: 'No',
      StartTime: '2026-11-20T10:00:00Z',
      EndTime: '2026-11-20T10:00:00Z',
      timestamp: '2026-11-20T10:00:00Z',
    },
  },
  { it: 'a login after five failures does not fire', records: [...failures(5), login()], alerts: 0 },
  {
    it: 'a login before six failures fires',
    records: [login({ eventTime: '2026-11-20T01:00:00Z' }), ...failures(6)],
    alerts: 1,
  },
  {
    it: 'four failures in one table and four in the other do not fire',
    records: [...failures(4), ...failures(4, { table: nonInteractive }), login()],
    alerts: 0,
  },
  {
    it: 'six failures in the other table fire',
    records: [...failures(6, { table: nonInteractive }), login()],
    alerts: 1,
  },
  { it: 'six rows of five sign-ins do not fire', records: [...failures(5), ...failures(1), login()], alerts: 0 },
  {
    it: 'a sign-in that was published again with another time counts once: does not fire',
    records: [...failures(5), { kind: 'sign-in', changes: { id: '0', time: '2026-11-20T09:50:00Z' } }, login()],
    alerts: 0,
  },
  {
    it: 'a sign-in counts if one of its versions failed: it fires',
    records: [
      ...failures(6),
      { kind: 'sign-in', changes: { id: '0', time: '2026-11-20T09:10:00Z', code: '0' } },
      login(),
    ],
    alerts: 1,
  },
  {
    it: 'a login exactly a day after the first of six failures does not fire',
    records: [...failures(6), login({ eventTime: '2026-11-21T09:10:00Z' })],
    alerts: 0,
  },
  {
    it: 'a login one second less than a day after the first of six failures fires',
    records: [...failures(6), login({ eventTime: '2026-11-21T09:09:59Z' })],
    alerts: 1,
  },
  {
    it: 'failures up to a day after the login fire',
    records: [login({ eventTime: '2026-11-19T09:15:01Z' }), ...failures(6)],
    alerts: 1,
  },
  {
    it: 'failures of which the sixth is a day after the login do not fire',
    records: [login({ eventTime: '2026-11-19T09:15:00Z' }), ...failures(6)],
    alerts: 0,
  },
  {
    it: 'failures on both sides of the login count together where one window holds them: it fires',
    records: [login({ eventTime: '2026-11-20T09:12:30Z' }), ...failures(6)],
    alerts: 1,
  },
  {
    it: 'failures on both sides that no one day holds do not fire',
    records: [
      ...failures(3, { time: '2026-11-19T11:00:00Z' }),
      ...failures(3, { time: '2026-11-20T11:00:00Z' }),
      login(),
    ],
    alerts: 0,
  },
  {
    it: 'successes and harmless interrupts do not count: does not fire',
    records: [
      ...failures(5),
      ...failures(1, { code: '0', id: 'a' }),
      ...failures(1, { code: '50125', id: 'b' }),
      ...failures(1, { code: '50140', id: 'c' }),
      login(),
    ],
    alerts: 0,
  },
  {
    it: 'other interrupts count, as in the original: it fires',
    records: [...failures(6, { code: '50074' }), login()],
    alerts: 1,
  },
  {
    it: 'failures from another address do not fire',
    records: [...failures(6, { address: '198.51.100.1' }), login()],
    alerts: 0,
  },
  {
    it: 'another spelling of the same IPv6 address fires',
    records: [...failures(6, { address: '2001:DB8:0::1' }), login({ sourceIPAddress: '2001:db8::0:1' })],
    alerts: 1,
  },
  {
    it: 'an IPv4 address mapped into IPv6 fires',
    records: [...failures(6, { address: '::ffff:203.0.113.7' }), login()],
    alerts: 1,
  },
  {
    it: 'what is no address never joins: empty does not fire',
    records: [...failures(6, { address: '' }), login({ sourceIPAddress: '' })],
    alerts: 0,
  },
  {
    it: 'what is no address never joins: a service does not fire',
    records: [...failures(6, { address: 'AWS Internal' }), login({ sourceIPAddress: 'AWS Internal' })],
    alerts: 0,
  },
  {
    it: 'what is no address never joins: 0.0.0.0 does not fire',
    records: [...failures(6, { address: '0.0.0.0' }), login({ sourceIPAddress: '0.0.0.0' })],
    alerts: 0,
  },
  {
    it: 'a loopback address does not fire',
    records: [...failures(6, { address: '127.0.0.1' }), login({ sourceIPAddress: '127.0.0.1' })],
    alerts: 0,
  },
  {
    it: 'a loopback address in IPv6 does not fire',
    records: [...failures(6, { address: '::1' }), login({ sourceIPAddress: '::1' })],
    alerts: 0,
  },
  {
    it: 'a failed login does not fire',
    records: [...failures(6), login({ responseElements: { ConsoleLogin: 'Failure' } })],
    alerts: 0,
  },
  {
    it: 'a login without a result does not fire',
    records: [...failures(6), login({ responseElements: null })],
    alerts: 0,
  },
  {
    it: 'a login with MFA fires, as Medium',
    records: [...failures(6), login({ additionalEventData: { MFAUsed: 'Yes' } })],
    alerts: 1,
    severity: 'Medium',
    columns: { MFAUsed: 'Yes' },
  },
  {
    it: 'a login with MFA in capitals fires, as Medium',
    records: [...failures(6), login({ additionalEventData: { MFAUsed: 'YES' } })],
    alerts: 1,
    severity: 'Medium',
  },
  {
    it: 'a login that says nothing of MFA fires, as High',
    records: [...failures(6), login({ additionalEventData: null })],
    alerts: 1,
    severity: 'High',
    columns: { MFAUsed: '' },
  },
  {
    it: 'a federated login fires, as High: AWS sees no second factor of it',
    records: [
      ...failures(6),
      login({
        userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/ReadOnly/alice@example.com' },
        additionalEventData: {
          MFAUsed: 'No',
          SamlProviderArn: 'arn:aws:iam::111122223333:saml-provider/ExampleIdP',
        },
      }),
    ],
    alerts: 1,
    severity: 'High',
  },
  {
    it: 'an IAM Identity Center login fires: those are its target',
    records: [
      ...failures(6),
      login({
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com',
          sessionContext: { sessionIssuer: { userName: 'AWSReservedSSO_Admin_0123456789abcdef' } },
        },
      }),
    ],
    alerts: 1,
    columns: { AccountName: 'alice', AccountUPNSuffix: 'example.com' },
  },
  {
    it: 'two logins of one day are one alert that fires',
    records: [...failures(6), login(), login({ eventID: 'second', eventTime: '2026-11-20T12:00:00Z' })],
    alerts: 1,
    columns: { StartTime: '2026-11-20T10:00:00Z', EndTime: '2026-11-20T12:00:00Z', timestamp: '2026-11-20T10:00:00Z' },
  },
  {
    it: 'logins of two days are two alerts that fire',
    records: [...failures(6), login(), login({ eventID: 'second', eventTime: '2026-11-21T00:00:00Z' })],
    alerts: 2,
  },
];
