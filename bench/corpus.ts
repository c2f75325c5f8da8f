/**
 * Made-up CloudTrail and Entra ID files for measuring, the same on every run: about 1.7 KB a record, as real ones have
 * (12,105 records in 20 MB), in AWS's own writing. Test networks and the documentation's account only.
 */

type Json = Record<string, unknown>;

/** A source of numbers below a bound that repeats itself: no run differs from another. */
export type Dice = (sides: number) => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0 || 1;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Without white space between tokens; with a space behind commas and colons; and with each token in a line of its own. */
export type WrittenBy = 'AWS' | 'Python' | 'jq';

const write: Readonly<Record<WrittenBy, (record: Json) => string>> = {
  AWS: (record) => JSON.stringify(record),
  Python: (record) => write.jq(record).replaceAll(/,\n */g, ', ').replaceAll(/\n */g, ''), // no text has line breaks
  jq: (record) => JSON.stringify(record, null, 2),
};

interface CloudTrailOptions {
  readonly seed?: number;
  /** One record in so many is a console login. */
  readonly signIns?: number;
  /** @default AWS */
  readonly writtenBy?: WrittenBy;
}

/** A CloudTrail file of about `bytes` bytes: `{"Records":[…]}`. */
export function cloudTrailFile(
  bytes: number,
  { seed = 1, signIns = 0, writtenBy = 'AWS' }: CloudTrailOptions = {},
): Buffer {
  const roll = dice(seed);
  const record = (n: number): Json => (signIns > 0 && n % signIns === 0 ? consoleLogin(roll) : apiCall(roll));
  return listOf(bytes, 'Records', record, write[writtenBy]);
}

/** A page of Graph's sign-ins, as `gatewarden entra backfill` keeps them. */
export function graphFile(bytes: number, { seed = 1 }: { readonly seed?: number } = {}): Buffer {
  const roll = dice(seed);
  return listOf(bytes, 'value', () => graphSignIn(roll));
}

/** Sign-ins as Azure Monitor writes them into a storage account: a record a line, around what Graph has. */
export function azureMonitorFile(bytes: number, { seed = 1 }: { readonly seed?: number } = {}): Buffer {
  const roll = dice(seed);
  return Buffer.from(textsOf(bytes, () => azureMonitorSignIn(roll)).join('\n'));
}

function listOf(bytes: number, name: string, record: (n: number) => Json, written = write.AWS): Buffer {
  return Buffer.from(`{"${name}":[${textsOf(bytes, record, written).join(',')}]}`);
}

function textsOf(bytes: number, record: (n: number) => Json, written = write.AWS): readonly string[] {
  const texts: string[] = [];
  for (let size = 0; size < bytes; size += (texts.at(-1)?.length ?? 0) + 1) texts.push(written(record(texts.length)));
  return texts;
}

const calls = [
  ['s3', 'GetObject'],
  ['s3', 'PutObject'],
  ['ec2', 'DescribeInstances'],
  ['ec2', 'DescribeVolumes'],
  ['sts', 'AssumeRole'],
  ['kms', 'Decrypt'],
  ['logs', 'CreateLogStream'],
  ['dynamodb', 'DescribeTable'],
  ['iam', 'GetRolePolicy'],
  ['lambda', 'ListFunctions20150331'],
] as const;

const regions = ['us-east-1', 'eu-central-1', 'eu-west-1', 'ap-southeast-2'] as const;

function apiCall(roll: Dice): Json {
  const [service, eventName] = calls[roll(calls.length)] as (typeof calls)[number];
  const role = `service-role-${roll(40)}`;
  const session = `session-${hex(roll, 12)}`;
  const principalId = `EXAMPLEROLE${role.toUpperCase()}`;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${principalId}:${session}`,
      arn: `arn:aws:sts::111122223333:assumed-role/${role}/${session}`,
      accountId: '111122223333',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId,
          arn: `arn:aws:iam::111122223333:role/${role}`,
          accountId: '111122223333',
          userName: role,
        },
        attributes: { creationDate: time(roll), mfaAuthenticated: 'false' },
      },
      invokedBy: `${service}.amazonaws.com`,
    },
    eventTime: time(roll),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: regions[roll(regions.length)],
    sourceIPAddress: `203.0.113.${roll(256)}`,
    userAgent: `aws-sdk-java/2.29.${roll(50)} Linux/6.1 OpenJDK_64-Bit_Server_VM/21 md/internal exec-env/AWS_Lambda_java21`,
    requestParameters: parameters(service, roll),
    responseElements:
      roll(4) === 0 ? { 'x-amz-request-id': hex(roll, 16), items: [{ id: hex(roll, 8), count: 3 }] } : null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      bytesTransferredOut: roll(1_000_000),
      'x-amz-id-2': `${hex(roll, 96)}=`,
    },
    requestID: uuid(roll),
    eventID: uuid(roll),
    readOnly: roll(3) !== 0,
    resources: [
      { accountId: '111122223333', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::example-bucket-${roll(20)}` },
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::example-bucket-${roll(20)}/data/${hex(roll, 16)}` },
    ],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${service}.us-east-1.amazonaws.com`,
    },
  };
}

function parameters(service: string, roll: Dice): Json | null {
  switch (service) {
    case 's3':
      return {
        bucketName: `example-bucket-${roll(20)}`,
        Host: 's3.amazonaws.com',
        key: `data/2026/11/${hex(roll, 16)}`,
      };
    case 'ec2':
      return { instancesSet: { items: [{ instanceId: `i-${hex(roll, 17)}` }] }, filterSet: {} };
    case 'iam':
      return { policyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}' };
    case 'sts':
      return { roleArn: `arn:aws:iam::111122223333:role/service-role-${roll(40)}`, durationSeconds: 3_600 };
    default:
      return null;
  }
}

function consoleLogin(roll: Dice): Json {
  const user = `user${roll(500)}`;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: `EXAMPLEPRINCIPAL${user.toUpperCase()}`,
      arn: `arn:aws:iam::111122223333:user/${user}`,
      accountId: '111122223333',
      userName: user,
    },
    eventTime: time(roll),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: 'us-east-1',
    sourceIPAddress: `198.51.100.${roll(256)}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: {
      LoginTo:
        'https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_us-east-1',
      MobileVersion: 'No',
      MFAUsed: 'Yes',
      MFAIdentifier: `arn:aws:iam::111122223333:mfa/${user}`,
    },
    eventID: uuid(roll),
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: 'us-east-1.signin.aws.amazon.com',
    },
  };
}

function graphSignIn(roll: Dice): Json {
  const user = `user${roll(500)}`;
  return {
    id: uuid(roll),
    createdDateTime: time(roll),
    userDisplayName: user,
    userPrincipalName: `${user}@example.com`,
    userId: uuid(roll),
    appId: uuid(roll),
    appDisplayName: 'Example Portal',
    ipAddress: `198.51.100.${roll(256)}`,
    clientAppUsed: 'Browser',
    correlationId: uuid(roll),
    conditionalAccessStatus: 'notApplied',
    isInteractive: true,
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskEventTypes: [],
    resourceDisplayName: 'Example Graph',
    resourceId: uuid(roll),
    signInEventTypes: ['interactiveUser'],
    status: { errorCode: roll(3) === 0 ? 50_126 : 0, failureReason: 'Other.', additionalDetails: null },
    deviceDetail: {
      deviceId: '',
      displayName: '',
      operatingSystem: 'Windows10',
      browser: 'Edge 142.0',
      isCompliant: false,
    },
    location: {
      city: 'Example',
      state: 'Example',
      countryOrRegion: 'DE',
      geoCoordinates: { latitude: 52.5, longitude: 13.4 },
    },
    appliedConditionalAccessPolicies: [
      { id: uuid(roll), displayName: 'Require MFA', enforcedGrantControls: ['Mfa'], result: 'notApplied' },
    ],
  };
}

function azureMonitorSignIn(roll: Dice): Json {
  const properties = graphSignIn(roll);
  const { createdDateTime, correlationId, ipAddress, status, userDisplayName } = properties;
  return {
    time: createdDateTime,
    resourceId: `/tenants/${uuid(roll)}/providers/Microsoft.aadiam`,
    operationName: 'Sign-in activity',
    operationVersion: '1.0',
    category: 'SignInLogs',
    tenantId: uuid(roll),
    resultType: String((status as Json)['errorCode']),
    resultSignature: 'None',
    durationMs: 0,
    callerIpAddress: ipAddress,
    correlationId,
    identity: userDisplayName,
    Level: 4,
    location: 'DE',
    properties,
  };
}

function time(roll: Dice): string {
  const two = (sides: number) => String(roll(sides)).padStart(2, '0');
  return `2026-11-20T${two(24)}:${two(60)}:${two(60)}Z`;
}

function uuid(roll: Dice): string {
  return `${hex(roll, 8)}-${hex(roll, 4)}-4${hex(roll, 3)}-8${hex(roll, 3)}-${hex(roll, 12)}`;
}

function hex(roll: Dice, length: number): string {
  let digits = '';
  for (let n = 0; n < length; n++) digits += roll(16).toString(16);
  return digits;
}
