import * as v from 'valibot';
import { expectShape, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly keyArn?: string;
}

export interface Subscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly raw: boolean;
  /** As JSON. */
  readonly filterPolicy?: string;
}

/** A topic that somebody else made, and that the stack subscribes to: of this account or another, of this Region or another. */
export function existingTopic(arn: string): Topic {
  return { name: arn.split(':').at(-1) as string, arn };
}

const topicSchema = v.strictObject({
  TopicName: v.optional(v.string()),
  KmsMasterKeyId: v.optional(v.string()),
  ...without('DisplayName', 'Tags'),
});

const subscriptionSchema = v.strictObject({
  TopicArn: v.string(),
  Protocol: v.string(),
  Endpoint: v.string(),
  RawMessageDelivery: v.optional(v.boolean(), false),
  FilterPolicy: v.optional(v.record(v.string(), v.unknown())),
  // A topic's ARN says its Region as well. Delivery between queues of one process does not fail.
  ...without('Region', 'RedrivePolicy'),
});

export function readTopic({ logicalId, properties, attribute }: Resource): Topic {
  const { KmsMasterKeyId } = expectShape(topicSchema, properties, `the topic ${logicalId}`);
  return {
    name: attribute('TopicName'),
    arn: attribute('TopicArn'),
    ...(KmsMasterKeyId !== undefined && { keyArn: KmsMasterKeyId }),
  };
}

export function readSubscription({ logicalId, properties }: Resource): Subscription {
  const read = expectShape(subscriptionSchema, properties, `the subscription ${logicalId}`);
  return {
    topicArn: read.TopicArn,
    protocol: read.Protocol,
    endpoint: read.Endpoint,
    raw: read.RawMessageDelivery,
    ...(read.FilterPolicy !== undefined && { filterPolicy: JSON.stringify(read.FilterPolicy) }),
  };
}
