import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { EventBridge } from '../events/event-bridge.ts';
import { objectCreatedEvent } from '../events/object-created-event.ts';
import { busArn } from '../here.ts';
import { s3Of, snsOf, whyKeptOut } from '../policies/sender.ts';
import type { Bucket, Notification } from '../stack/buckets.ts';
import type { Stack } from '../stack/read-stack.ts';
import { isAnnounced, objectCreated, testEvent, type Written } from './object-created.ts';

export interface AnnouncerOptions {
  readonly stack: Pick<Stack, 'queues' | 'keys' | 'subscriptions'>;
  readonly eventBridge: EventBridge;
  /** Send what S3 sends. */
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  /** Told, in a sentence, of a notification that did not go out. */
  readonly onUndelivered: (sentence: string) => void;
}

/** S3's side of its notifications. */
export interface Announcer {
  /** Sends the test message that every destination gets when it is set up. */
  introduce(bucket: Bucket): Promise<void>;
  announce(written: Written): Promise<void>;
}

/**
 * Sends as each bucket's configuration says, to queues whose policy, and whose key's policy, let S3 in from this bucket;
 * over its topic, to queues that let SNS in for that; and to EventBridge, in the account and Region of the bucket.
 */
export function newAnnouncer({ stack, eventBridge, sqs, sns, onUndelivered }: AnnouncerOptions): Announcer {
  const { queues, keys, subscriptions } = stack;

  async function send(bucket: Bucket, notification: Notification, message: object): Promise<void> {
    const queue = queues.find(({ arn }) => arn === notification.queueArn);
    const refused = queue === undefined ? 'there is no such queue' : whyKeptOut(s3Of(bucket), queue, keys);
    if (queue === undefined || refused !== undefined) {
      onUndelivered(`S3 did not notify ${notification.queueArn} of ${bucket.name}: ${refused}`);
      return;
    }
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: JSON.stringify(message) }));
  }

  /** fauxqs asks no queue whether SNS is let in. */
  async function publish(topicArn: string, message: object): Promise<void> {
    const subscribed = subscriptions.filter((each) => each.topicArn === topicArn).map(({ endpoint }) => endpoint);
    for (const queue of queues.filter(({ arn }) => subscribed.includes(arn))) {
      const refused = whyKeptOut(snsOf(topicArn), queue, keys);
      if (refused === undefined) continue;
      onUndelivered(`SNS did not bring a message of ${topicArn} to ${queue.arn}: ${refused}`);
      return;
    }
    await sns.send(
      new PublishCommand({ TopicArn: topicArn, Subject: 'Amazon S3 Notification', Message: JSON.stringify(message) }),
    );
  }

  return {
    async introduce(bucket) {
      for (const each of bucket.notifications) await send(bucket, each, testEvent(bucket, new Date()));
      if (bucket.topicArn !== undefined) await publish(bucket.topicArn, testEvent(bucket, new Date()));
    },
    async announce(written) {
      const { bucket } = written;
      const time = new Date();
      for (const each of bucket.notifications.filter((one) => isAnnounced(written, one)))
        await send(bucket, each, objectCreated(written, each, time));
      if (bucket.topicArn !== undefined) await publish(bucket.topicArn, objectCreated(written, overTopic, time));
      if (bucket.sendsEvents) await eventBridge.put(objectCreatedEvent(written, time), busArn('default', bucket));
    },
  };
}

const overTopic = { id: 'over-a-topic' };
