/** Synthetic records as the services write them: TEST-NET addresses, example.com, account 111122223333. */

export type Json = Record<string, unknown>;

/** A CloudTrail record of a successful console login by an IAM user without MFA. */
export function consoleLogin(changes: Json = {}): Json {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'EXAMPLEPRINCIPALALICE',
      arn: 'arn:aws:iam::111122223333:user/alice',
      accountId: '111122223333',
      userName: 'alice',
    },
    eventTime: '2026-11-20T10:00:00Z',
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: 'No' },
    eventID: '00000000-0000-4000-8000-000000000001',
    eventType: 'AwsConsoleSignIn',
    recipientAccountId: '111122223333',
    ...changes,
  };
}

/** A CloudTrail record of mallory, who gives alice a password for the console; ten minutes before `consoleLogin`. */
export function createLoginProfile(changes: Json = {}): Json {
  return {
    ...consoleLogin(),
    userIdentity: {
      type: 'IAMUser',
      principalId: 'EXAMPLEPRINCIPALMALLORY',
      arn: 'arn:aws:iam::111122223333:user/mallory',
      accountId: '111122223333',
      userName: 'mallory',
    },
    eventTime: '2026-11-20T09:50:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateLoginProfile',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: { userName: 'alice', passwordResetRequired: false },
    responseElements: { loginProfile: { userName: 'alice', createDate: 'Nov 20, 2026, 9:50:00 AM' } },
    additionalEventData: undefined,
    eventID: '00000000-0000-4000-8000-000000000002',
    eventType: 'AwsApiCall',
    ...changes,
  };
}

/** What a sign-in is, before it takes a wire shape. */
export interface SignInFacts {
  readonly id: string;
  readonly time: string;
  readonly address: string;
  readonly code: string;
  readonly user: string;
  readonly table: 'SigninLogs' | 'AADNonInteractiveUserSignInLogs';
}

const usualSignIn: SignInFacts = {
  id: '11111111-0000-4000-8000-000000000001',
  time: '2026-11-20T09:00:00.1234567Z',
  address: '203.0.113.7',
  code: '50126',
  user: 'alice@example.com',
  table: 'SigninLogs',
};

/** As Microsoft Graph's `auditLogs/signIns` returns it. */
export function graphSignIn(changes: Partial<SignInFacts> = {}): Json {
  const { id, time, address, code, user, table } = { ...usualSignIn, ...changes };
  return {
    id,
    createdDateTime: time,
    userPrincipalName: user,
    appId: '22222222-0000-4000-8000-000000000002',
    appDisplayName: 'Example Portal',
    ipAddress: address,
    clientAppUsed: 'Browser',
    isInteractive: table === 'SigninLogs',
    signInEventTypes: [table === 'SigninLogs' ? 'interactiveUser' : 'nonInteractiveUser'],
    status: { errorCode: Number(code), failureReason: null, additionalDetails: null },
  };
}

/** As Azure Monitor writes it to an Event Hub or a storage account. */
export function azureMonitorSignIn(changes: Partial<SignInFacts> = {}): Json {
  const { id, time, address, code, user, table } = { ...usualSignIn, ...changes };
  return {
    time,
    resourceId: '/tenants/33333333-0000-4000-8000-000000000003/providers/Microsoft.aadiam',
    operationName: 'Sign-in activity',
    category: table === 'SigninLogs' ? 'SignInLogs' : 'NonInteractiveUserSignInLogs',
    resultType: code,
    callerIpAddress: address,
    properties: {
      id,
      createdDateTime: time,
      userPrincipalName: user,
      appId: '22222222-0000-4000-8000-000000000002',
      appDisplayName: 'Example Portal',
      ipAddress: address,
      isInteractive: table === 'SigninLogs',
      status: { errorCode: Number(code) },
    },
  };
}

/** As Log Analytics exports it. */
export function logAnalyticsSignIn(changes: Partial<SignInFacts> = {}): Json {
  const { id, time, address, code, user, table } = { ...usualSignIn, ...changes };
  return {
    TimeGenerated: time,
    CreatedDateTime: time,
    Id: id,
    IPAddress: address,
    ResultType: code,
    UserPrincipalName: user,
    AppDisplayName: 'Example Portal',
    AppId: '22222222-0000-4000-8000-000000000002',
    Type: table,
  };
}
