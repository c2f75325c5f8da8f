import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type FauxqsOptions, startFauxqs as startServer } from '../../local/servers/fauxqs.ts';

/** S3, SNS and SQS on loopback, with clients for each. */
export interface Fauxqs {
  readonly endpoint: string;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  stop(): Promise<void>;
}

/** What the loopback servers want of a client; no account stands behind it. */
export const loopback = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** Starts fauxqs in this process, on 127.0.0.1 alone, on a free port. */
export async function startFauxqs(options: FauxqsOptions = {}): Promise<Fauxqs> {
  const { endpoint, close } = await startServer(options);
  const [s3, sns, sqs] = [
    new S3Client({ ...loopback, endpoint, forcePathStyle: true }),
    new SNSClient({ ...loopback, endpoint }),
    new SQSClient({ ...loopback, endpoint }),
  ];
  return {
    endpoint,
    s3,
    sns,
    sqs,
    async stop() {
      for (const client of [s3, sns, sqs]) client.destroy();
      await close();
    },
  };
}

export async function createBucket({ s3 }: Fauxqs, bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
}

export async function putObject({ s3 }: Fauxqs, bucket: string, key: string, body: Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}

/** Creates a topic; returns its ARN. */
export async function createTopic({ sns }: Fauxqs, name: string): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
  return TopicArn as string;
}

/** Creates a queue subscribed to the topic, raw unless `attributes` says otherwise; returns its URL. */
export async function subscribedQueue(
  { sns, sqs }: Fauxqs,
  topicArn: string,
  queue: { readonly name: string; readonly attributes?: Readonly<Record<string, string>> },
): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: queue.name }));
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Attributes = { RawMessageDelivery: 'true', ...queue.attributes };
  const Endpoint = answer.Attributes?.['QueueArn'];
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint, Attributes }));
  return QueueUrl as string;
}

/** Takes all messages that are in the queue, and deletes them there. */
export async function drain({ sqs }: Fauxqs, queueUrl: string): Promise<readonly Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return all;
    all.push(...Messages);
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }
}
