import { gzipSync } from 'node:zlib';
import { canaryMarks } from '../config/canary.ts';
import { formatInstant, type Instant, minus, seconds } from '../core/time.ts';
import { enoughFailures } from './rule.ts';
import { addressOf, type CanaryRun, canaryPrincipal, userAgentOf } from './run.ts';

/** An object to write. */
export interface CanaryFile {
  readonly key: string;
  readonly body: Uint8Array;
}

const { account, user, folder } = canaryMarks;
const region = 'us-east-1'; // where the records say that they are from

/**
 * The failed sign-ins of a run, as Azure Monitor writes them: one a line, one second before the other, the last one a
 * second before the login. As many as it takes, and no more.
 */
export function signInsOf(run: CanaryRun, landingPrefix = ''): CanaryFile {
  const records = Array.from({ length: enoughFailures.count }, (_, n) => failedSignIn(run, n + 1));
  const body = Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
  return { key: `${landingPrefix}${folder}${run.id}.json`, body };
}

/** The login of a run, as CloudTrail writes it, under a key like CloudTrail's. */
export function loginOf(run: CanaryRun): CanaryFile {
  const [date = '', time = ''] = formatInstant(run.at).split('T');
  const stamp = `${date.replaceAll('-', '')}T${time.slice(0, 5).replace(':', '')}Z`;
  const path = `${folder}AWSLogs/${account}/CloudTrail/${region}/${date.replaceAll('-', '/')}`;
  const name = `${account}_CloudTrail_${region}_${stamp}_${run.id}.json.gz`;
  return { key: `${path}/${name}`, body: gzipSync(JSON.stringify({ Records: [login(run)] })) };
}

function failedSignIn(run: CanaryRun, before: number): object {
  const time = formatInstant(minus(run.at, seconds(before)) as Instant);
  const address = addressOf(run);
  return {
    time,
    operationName: 'Sign-in activity',
    category: enoughFailures.table,
    resultType: '50126', // a wrong user name or password
    callerIpAddress: address,
    properties: {
      id: `${user}-${run.id}-${before}`,
      createdDateTime: time,
      userPrincipalName: canaryPrincipal,
      appDisplayName: user,
      ipAddress: address,
      userAgent: userAgentOf(run),
      status: { errorCode: 50126 },
    },
  };
}

function login(run: CanaryRun): object {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: user,
      arn: `arn:aws:iam::${account}:user/${user}`,
      accountId: account,
      userName: user,
    },
    eventTime: formatInstant(run.at),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: region,
    sourceIPAddress: addressOf(run),
    userAgent: userAgentOf(run),
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'No' },
    eventID: `${user}-${run.id}`,
    eventType: 'AwsConsoleSignIn',
    recipientAccountId: account,
  };
}
