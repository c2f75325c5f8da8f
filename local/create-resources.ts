import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { arnParts } from '../lambda/config/arn.ts';
import { type Clients, snsIn } from './clients.ts';
import { versionsBucket } from './gateway/s3/versions.ts';
import { arnHere } from './here.ts';
import type { Queue } from './stack/queues.ts';
import type { Stack } from './stack/read-stack.ts';
import type { Table } from './stack/tables.ts';
import type { Subscription, Topic } from './stack/topics.ts';

export interface Making {
  readonly clients: Clients;
  readonly endpoint: string;
  /** Instead of what the template says. */
  readonly visibilitySeconds: number | undefined;
}

/**
 * Creates what the stack has of buckets, queues, topics, subscriptions and tables, the queues of its subscribers, and what
 * was there before it: buckets and topics of others.
 */
export async function createResources(stack: Stack, { clients, endpoint, visibilitySeconds }: Making): Promise<void> {
  const { s3, sqs, sns, dynamo } = clients;
  for (const name of [...stack.buckets.map((bucket) => bucket.name), versionsBucket])
    await s3.send(new CreateBucketCommand({ Bucket: name }));
  for (const queue of stack.queues)
    await sqs.send(
      new CreateQueueCommand({ QueueName: queue.name, Attributes: attributesOf(queue, visibilitySeconds) }),
    );
  for (const topic of stack.topics) await createTopic(topic, endpoint);
  for (const subscription of stack.subscriptions) {
    const name = subscribersQueue(subscription, stack.queues);
    if (name !== undefined) await sqs.send(new CreateQueueCommand({ QueueName: name }));
    await sns.send(subscribe(subscription));
  }
  for (const table of stack.tables) await dynamo.send(createTable(table));
}

/** In the Region that its ARN says. */
async function createTopic({ name, arn }: Topic, endpoint: string): Promise<void> {
  const sns = snsIn(arnParts(arn).region, endpoint);
  await sns.send(new CreateTopicCommand({ Name: name }));
  sns.destroy();
}

function attributesOf(queue: Queue, visibilitySeconds = queue.visibilitySeconds): Record<string, string> {
  return {
    VisibilityTimeout: String(visibilitySeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ...(queue.redrive !== undefined && { RedrivePolicy: JSON.stringify(queue.redrive) }),
  };
}

/** The name of a subscriber's queue that is somebody else's, in this account and Region; others cannot be reached. */
function subscribersQueue({ protocol, endpoint }: Subscription, queues: readonly Queue[]): string | undefined {
  const prefix = arnHere('sqs', '');
  if (protocol !== 'sqs' || !endpoint.startsWith(prefix)) return undefined;
  return queues.some(({ arn }) => arn === endpoint) ? undefined : endpoint.slice(prefix.length);
}

function subscribe({ topicArn, protocol, endpoint, raw, filterPolicy }: Subscription): SubscribeCommand {
  return new SubscribeCommand({
    TopicArn: topicArn,
    Protocol: protocol,
    Endpoint: endpoint,
    Attributes: {
      ...(raw && { RawMessageDelivery: 'true' }),
      ...(filterPolicy !== undefined && { FilterPolicy: filterPolicy }),
    },
  });
}

function createTable({ name, attributes, key, indexes }: Table): CreateTableCommand {
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes,
    KeySchema: key,
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  });
}
