import { createHash } from 'node:crypto';
import { Subscription, type SubscriptionOptions, type Topic } from 'aws-cdk-lib/aws-sns';

/** Subscribes an endpoint to a topic, and touches nothing of the endpoint's. */
export function subscribe(topic: Topic, options: SubscriptionOptions): void {
  new Subscription(topic, `Subscriber${idOf(options.endpoint)}`, { topic, ...options });
}

/**
 * An id for a subscriber. It comes from who that is, not from its place in a list: else removing the first of two would
 * move the second, and CloudFormation would delete it as the first.
 */
export function idOf(subscriber: string): string {
  return createHash('sha256').update(subscriber).digest('hex').slice(0, 12);
}
