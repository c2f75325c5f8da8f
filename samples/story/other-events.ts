import type { Json } from '../../test/records.ts';
import { uuid } from './uuid.ts';

const account = '111122223333';

/** What an account writes all day: services and pipelines at work, nobody at a console. */
const calls: readonly (readonly [source: string, name: string, readOnly: boolean])[] = [
  ['ec2.amazonaws.com', 'DescribeInstances', true],
  ['kms.amazonaws.com', 'Decrypt', true],
  ['logs.amazonaws.com', 'DescribeLogGroups', true],
  ['sts.amazonaws.com', 'AssumeRole', true],
  ['s3.amazonaws.com', 'GetBucketEncryption', true],
  ['monitoring.amazonaws.com', 'DescribeAlarms', true],
  ['kms.amazonaws.com', 'GenerateDataKey', true],
  ['ssm.amazonaws.com', 'UpdateInstanceInformation', false],
  ['elasticloadbalancing.amazonaws.com', 'DescribeTargetHealth', true],
  ['ecr.amazonaws.com', 'BatchGetImage', true],
  ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', false],
];

/** `count` events from `start` on, one every 41 seconds. */
export function otherEvents(region: string, { start, count }: { start: Date; count: number }): readonly Json[] {
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(start.getTime() + index * 41_000);
    return otherEvent(region, time, calls[index % calls.length] as (typeof calls)[number]);
  });
}

function otherEvent(region: string, time: Date, [eventSource, eventName, readOnly]: (typeof calls)[number]): Json {
  const eventTime = time.toISOString().replace('.000Z', 'Z');
  const service = eventName === 'AssumeRole';
  return {
    eventVersion: '1.11',
    userIdentity: service ? { type: 'AWSService', invokedBy: 'ecs-tasks.amazonaws.com' } : pipeline(eventTime),
    eventTime,
    eventSource,
    eventName,
    awsRegion: region,
    sourceIPAddress: service ? 'ecs-tasks.amazonaws.com' : '198.51.100.200',
    userAgent: service ? 'ecs-tasks.amazonaws.com' : 'aws-sdk-go-v2/1.39.6 os/linux lang/go#1.25.4',
    requestParameters: null,
    responseElements: null,
    requestID: uuid('request', region, eventTime),
    eventID: uuid('other', region, eventTime),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
}

function pipeline(eventTime: string): Json {
  return {
    type: 'AssumedRole',
    principalId: 'EXAMPLEROLEPIPELINE:deploy',
    arn: `arn:aws:sts::${account}:assumed-role/pipeline/deploy`,
    accountId: account,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'EXAMPLEROLEPIPELINE',
        arn: `arn:aws:iam::${account}:role/pipeline`,
        accountId: account,
        userName: 'pipeline',
      },
      attributes: { creationDate: `${eventTime.slice(0, 13)}:00:00Z`, mfaAuthenticated: 'false' },
    },
  };
}
