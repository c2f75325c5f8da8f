import type { ReadName } from '../../bin/commands/doctor/ask.ts';
import { type Described, minutesAgo, type World } from './world.ts';

/** An error as a service says it. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

type Answer = (world: World, input: Described) => Described;

/** What each service answers in the world, by the IAM action. Throws Refused. */
export const answers: Readonly<Record<ReadName, Answer>> = {
  'cloudformation:DescribeStacks': ({ stack, outputs }, { StackName }) => {
    if (StackName !== stack['StackName'])
      throw new Refused('ValidationError', `Stack with id ${StackName} does not exist`);
    return {
      Stacks: [{ ...stack, Outputs: [...outputs].map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })) }],
    };
  },
  'cloudformation:ListStackResources': ({ resources }, { NextToken }) => {
    const from = Number(NextToken ?? 0);
    const page = resources.slice(from, from + 100);
    return { StackResourceSummaries: page, ...(from + 100 < resources.length && { NextToken: String(from + 100) }) };
  },
  'cloudtrail:DescribeTrails': ({ trails }) => ({ trailList: trails }),
  'cloudtrail:GetEventSelectors': ({ selectors }) => selectors,
  'cloudtrail:GetTrailStatus': ({ trailStatus, trailStatuses }, { Name }) => trailStatuses.get(Name) ?? trailStatus,
  'cloudwatch:DescribeAlarms': ({ alarms }, { AlarmNames }) => ({
    MetricAlarms: alarms.filter(({ AlarmName }) => AlarmNames.includes(AlarmName)),
  }),
  'cloudwatch:GetMetricData': ({ metrics }, { MetricDataQueries: [query] }) => {
    const { MetricName, Dimensions } = query.MetricStat.Metric;
    const values = metrics.get(`${MetricName} ${Dimensions[0].Value}`) ?? [];
    return {
      MetricDataResults: [
        { Id: query.Id, Timestamps: values.map(([ago]) => minutesAgo(ago)), Values: values.map(([, value]) => value) },
      ],
    };
  },
  'dynamodb:DescribeContinuousBackups': ({ table }) => ({ ContinuousBackupsDescription: table.backups }),
  'dynamodb:DescribeTable': ({ table }) => ({ Table: table.described }),
  'dynamodb:DescribeTimeToLive': ({ table }) => ({ TimeToLiveDescription: table.ttl }),
  'dynamodb:GetItem': ({ items }, { Key }) => {
    const item = items.get(Key.pk.S);
    return item === undefined ? {} : { Item: item };
  },
  'events:DescribeRule': ({ rules }, { Name }) => there(rules.get(Name), 'ResourceNotFoundException', Name).rule,
  'events:ListTargetsByRule': ({ rules }, { Rule }) => ({
    Targets: there(rules.get(Rule), 'ResourceNotFoundException', Rule).targets,
  }),
  'kms:DescribeKey': ({ keys }, { KeyId }) => ({
    KeyMetadata: there(keys.get(idOf(KeyId)), 'NotFoundException', KeyId).metadata,
  }),
  // It takes no alias: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
  'kms:GetKeyPolicy': ({ keys }, { KeyId }) => {
    if (KeyId.includes('alias/')) throw new Refused('NotFoundException', `Invalid keyId ${KeyId}`);
    return { Policy: JSON.stringify(there(keys.get(idOf(KeyId)), 'NotFoundException', KeyId).policy) };
  },
  'lambda:GetFunctionConcurrency': ({ concurrency }, { FunctionName }) => concurrency.get(FunctionName) ?? {},
  'lambda:GetFunctionConfiguration': ({ functions }, { FunctionName }) =>
    there(functions.get(FunctionName), 'ResourceNotFoundException', FunctionName),
  'lambda:ListEventSourceMappings': ({ mappings }, { EventSourceArn }) => ({
    EventSourceMappings: mappings.filter((each) => each['EventSourceArn'] === EventSourceArn),
  }),
  's3:GetBucketNotification': ({ buckets }, { Bucket, ExpectedBucketOwner }) => {
    const bucket = there(buckets.get(Bucket), 'NoSuchBucket', Bucket, 404);
    if (bucket.owner !== ExpectedBucketOwner) throw new Refused('AccessDenied', 'Access Denied', 403);
    return bucket;
  },
  's3:GetBucketPolicy': ({ buckets }, { Bucket, ExpectedBucketOwner }) => {
    const bucket = there(buckets.get(Bucket), 'NoSuchBucket', Bucket, 404);
    if (bucket.owner !== ExpectedBucketOwner) throw new Refused('AccessDenied', 'Access Denied', 403);
    if (bucket.policy === undefined) throw new Refused('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    return { Policy: bucket.policy };
  },
  'sns:GetSubscriptionAttributes': ({ subscriptions }, { SubscriptionArn }) => ({
    Attributes: there(subscriptions.get(SubscriptionArn), 'NotFound', 'Subscription does not exist', 404),
  }),
  'sns:GetTopicAttributes': ({ topics }, { TopicArn }) => ({
    Attributes: there(topics.get(TopicArn), 'NotFound', 'Topic does not exist', 404),
  }),
  'sns:ListSubscriptionsByTopic': ({ subscriptions }, { TopicArn }) => ({
    Subscriptions: [...subscriptions]
      .filter(([, each]) => each['TopicArn'] === TopicArn)
      .map(([arn, { Protocol, Endpoint, PendingConfirmation }]) => ({
        SubscriptionArn: PendingConfirmation === 'true' ? 'PendingConfirmation' : arn,
        Protocol,
        Endpoint,
        TopicArn,
      })),
  }),
  'sqs:GetQueueAttributes': ({ queues }, { QueueUrl }) => ({
    Attributes: there(
      queues.get(QueueUrl),
      'AWS.SimpleQueueService.NonExistentQueue',
      'The specified queue does not exist.',
    ),
  }),
  'sts:GetCallerIdentity': ({ caller }) => ({
    Account: caller,
    Arn: `arn:aws:iam::${caller}:user/security`,
    UserId: 'X',
  }),
};

function there<Value>(value: Value | undefined, code: string, name: string, status = 400): Value {
  if (value === undefined) throw new Refused(code, `${name} does not exist`, status);
  return value;
}

/** A key's id, of its ARN as well. */
function idOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
