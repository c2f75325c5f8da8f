import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import type { SourceOf } from '../lambda/config/cloudtrail.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { existingObjects } from './existing-objects.ts';
import type { LogObjects } from './log-objects.ts';
import type { LogSource, LogSourceProps, Wiring } from './log-source.ts';
import { stableId } from './stable-id.ts';

/**
 * A topic that exists already, which CloudTrail or S3 tells of new files. Whether it is encrypted is between its owner and
 * who publishes to it; what it delivers is encrypted with the queue's key. Where it belongs to another account, its policy
 * has to let this one subscribe before the stack is deployed.
 */
export class SubscribedTopic extends Construct implements LogSource {
  readonly logs: LogObjects;
  readonly wiring: readonly Wiring[];

  constructor(scope: Construct, id: string, { source, queue }: LogSourceProps<SourceOf<'topic'>>) {
    super(scope, id);
    const { topicArn } = source;
    this.logs = existingObjects(this, source);
    subscribeOnce(scope, topicArn, queue);
    this.wiring = [
      {
        name: 'TopicPolicy',
        value: { Statement: [subscribeStatement(Stack.of(this), topicArn)] },
        description: `Add to the policy of ${topicArn} where it belongs to another account than this stack.`,
      },
    ];
  }
}

/**
 * Several buckets may share a topic, and SNS has one subscription for a topic and an endpoint however often it is asked.
 * Its id comes from the topic, not from its place in a list: moved, it would be deleted after it was made anew.
 */
function subscribeOnce(scope: Construct, topicArn: string, queue: DeliveryQueue): void {
  const id = `Subscription${stableId(scope, topicArn)}`;
  if (scope.node.tryFindChild(id) !== undefined) return;
  const region = Stack.of(scope).splitArn(topicArn, ArnFormat.NO_RESOURCE_NAME).region as string; // an ARN of SNS has one
  queue.admitTopic(topicArn, senders(region, Stack.of(scope).region));
  const subscription = new CfnSubscription(scope, id, {
    topicArn,
    region,
    protocol: 'sqs',
    endpoint: queue.queue.queueArn,
    rawMessageDelivery: true,
  });
  subscription.node.addDependency(queue); // and its policy, without which SNS gives up on what it delivers
}

/**
 * As whom SNS delivers. From another Region, where one of the two is an opt-in Region, under the name of that Region; which
 * of these it is stays open where the stack's own is not known.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 */
function senders(from: string, to: string): readonly string[] {
  const usual = 'sns.amazonaws.com';
  if (from === to || Token.isUnresolved(from)) return [usual];
  const ofTopic = isOptIn(from) ? [`sns.${from}.amazonaws.com`] : [];
  if (Token.isUnresolved(to)) return [usual, ...ofTopic];
  if (isOptIn(to)) return [`sns.${to}.amazonaws.com`];
  return ofTopic.length > 0 ? ofTopic : [usual];
}

function isOptIn(region: string): boolean {
  return RegionInfo.get(region).isOptInRegion;
}

function subscribeStatement(stack: Stack, topicArn: string) {
  return {
    Sid: 'GatewardenSubscribes',
    Effect: 'Allow',
    Principal: { AWS: stack.formatArn({ service: 'iam', region: '', resource: 'root' }) },
    Action: 'sns:Subscribe',
    Resource: topicArn,
    Condition: { StringEquals: { 'sns:Protocol': 'sqs' } },
  };
}
