import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Caller, letsIn } from '../policies/lets-in.ts';
import type { Bucket, Notification } from '../stack/buckets.ts';
import type { Key } from '../stack/keys.ts';
import type { Queue } from '../stack/queues.ts';
import { isAnnounced, objectCreated, testEvent, type Written } from './object-created.ts';

export interface AnnouncerOptions {
  readonly queues: readonly Queue[];
  readonly keys: readonly Key[];
  /** Sends what S3 sends. */
  readonly sqs: SQSClient;
  /** Told, in a sentence, of a notification that did not go out. */
  readonly onUndelivered: (sentence: string) => void;
}

/** S3's side of its notifications. */
export interface Announcer {
  /** Sends the test message that every destination gets when it is set up. */
  introduce(bucket: Bucket): Promise<void>;
  announce(written: Written): Promise<void>;
}

/** Sends as each bucket's configuration says, to queues whose policy, and whose key's policy, let S3 in from this bucket. */
export function newAnnouncer({ queues, keys, sqs, onUndelivered }: AnnouncerOptions): Announcer {
  async function send(bucket: Bucket, notification: Notification, message: object): Promise<void> {
    const queue = queues.find(({ arn }) => arn === notification.queueArn);
    const refused = queue === undefined ? 'there is no such queue' : whyRefused(bucket, queue, keys);
    if (queue === undefined || refused !== undefined) {
      onUndelivered(`S3 did not notify ${notification.queueArn} of ${bucket.name}: ${refused}`);
      return;
    }
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: JSON.stringify(message) }));
  }

  return {
    async introduce(bucket) {
      for (const each of bucket.notifications) await send(bucket, each, testEvent(bucket, new Date()));
    },
    async announce(written) {
      const { bucket } = written;
      for (const each of bucket.notifications.filter((one) => isAnnounced(written, one)))
        await send(bucket, each, objectCreated(written, each, new Date()));
    },
  };
}

/**
 * In what S3 acts, and what it tells of itself: the bucket and its owner to the queue, but nothing of these to the key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 */
function whyRefused(bucket: Bucket, queue: Queue, keys: readonly Key[]): string | undefined {
  const principal = { Service: 's3.amazonaws.com' };
  const secure = { 'aws:SecureTransport': 'true' };
  const sender: Caller = {
    principal,
    context: { ...secure, 'aws:SourceArn': bucket.arn, 'aws:SourceAccount': bucket.account },
  };
  if (!letsIn(queue.policy, sender, { action: 'sqs:SendMessage', resource: queue.arn }))
    return `the queue's policy does not let it in from this bucket`;
  const key = keys.find(({ arn }) => arn === queue.keyArn);
  if (queue.keyArn === undefined) return undefined;
  const usable = ['kms:GenerateDataKey', 'kms:Decrypt'].every(
    (action) => key !== undefined && letsIn(key.policy, { principal, context: secure }, { action, resource: key.arn }),
  );
  return usable ? undefined : `the policy of the queue's key does not let it in`;
}
