import { createHash } from 'node:crypto';
import { Subscription, type SubscriptionOptions, type Topic } from 'aws-cdk-lib/aws-sns';

/**
 * Subscribes an endpoint to a topic, and touches nothing of the endpoint's. Its id comes from the endpoint, not from its
 * place in a list: else removing the first of two would move the second, and CloudFormation would delete it as the first.
 */
export function subscribe(topic: Topic, options: SubscriptionOptions): void {
  const id = createHash('sha256').update(options.endpoint).digest('hex').slice(0, 12);
  new Subscription(topic, `Subscriber${id}`, { topic, ...options });
}
