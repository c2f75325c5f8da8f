import { arnParts } from '../../lambda/config/arn.ts';
import { here } from '../here.ts';
import type { Bucket } from '../stack/buckets.ts';
import type { Key } from '../stack/keys.ts';
import type { Queue } from '../stack/queues.ts';
import { letsIn } from './lets-in.ts';

/** A service that sends messages to queues in nobody's name but its own. */
export interface Sender {
  /** Such as `s3.amazonaws.com`. */
  readonly service: string;
  /** The ARN of what it sends for, and the account that owns that. */
  readonly source: string;
  readonly account: string;
}

export function s3Of({ arn, account }: Bucket): Sender {
  return { service: 's3.amazonaws.com', source: arn, account };
}

export function snsOf(topicArn: string): Sender {
  return { service: 'sns.amazonaws.com', source: topicArn, account: arnParts(topicArn).account };
}

export function eventBridgeOf(ruleArn: string): Sender {
  return { service: 'events.amazonaws.com', source: ruleArn, account: here.account };
}

/**
 * Why the queue, or its key, does not let the sender in; undefined where both do. Both hear for whom it sends:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export function whyKeptOut(
  { service, source, account }: Sender,
  queue: Queue,
  keys: readonly Key[],
): string | undefined {
  const sender = {
    principal: { Service: service },
    context: { 'aws:SecureTransport': 'true', 'aws:SourceArn': source, 'aws:SourceAccount': account },
  };
  if (!letsIn(queue.policy, sender, { action: 'sqs:SendMessage', resource: queue.arn }))
    return "the queue's policy does not let it in";
  if (queue.keyArn === undefined) return undefined;
  const key = keys.find(({ arn }) => arn === queue.keyArn);
  const usable = ['kms:GenerateDataKey', 'kms:Decrypt'].every(
    (action) => key !== undefined && letsIn(key.policy, sender, { action, resource: key.arn }),
  );
  return usable ? undefined : "the policy of the queue's key does not let it in";
}
