import type { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, SubscriptionProtocol, type Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { environment } from '../lambda/config/environment.ts';
import type { AlertFilter, MachineSubscriber, Subscribers } from '../lambda/config/schema.ts';
import { encryptedTopic } from './encrypted-topic.ts';
import type { HandlerFunction } from './handler-function.ts';
import { grantKey } from './key-grant.ts';
import { output } from './output.ts';
import { subscribe } from './subscribe.ts';

export interface AlertTopicsProps {
  readonly key: Key;
  readonly subscribers: Subscribers;
  /** Who publishes alerts. */
  readonly detectors: readonly HandlerFunction[];
}

const machineProtocols: Readonly<Record<MachineSubscriber['protocol'], SubscriptionProtocol>> = {
  sqs: SubscriptionProtocol.SQS,
  lambda: SubscriptionProtocol.LAMBDA,
  https: SubscriptionProtocol.HTTPS,
};

/**
 * Where alerts go: JSON with attributes to filter by for machines, text for people. Two topics, as a message of SNS can
 * have either attributes or a body for each protocol, not both.
 */
export class AlertTopics extends Construct {
  readonly machines: Topic;
  readonly people: Topic;

  constructor(scope: Construct, id: string, { key, subscribers, detectors }: AlertTopicsProps) {
    super(scope, id);
    this.machines = encryptedTopic(this, 'Machines', { key, displayName: 'Gatewarden alerts (JSON)' });
    this.people = encryptedTopic(this, 'People', { key, displayName: 'Gatewarden' });

    for (const detector of detectors) {
      detector.function.addEnvironment(environment.machineTopicArn, this.machines.topicArn);
      detector.function.addEnvironment(environment.peopleTopicArn, this.people.topicArn);
      for (const { topicArn } of [this.machines, this.people]) detector.allow(['sns:Publish'], topicArn);
      grantKey(detector.role, { keyArn: key.keyArn, via: 'sns', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] });
    }
    for (const { protocol, endpoint, filter } of subscribers.machines) {
      subscribe(this.machines, {
        protocol: machineProtocols[protocol],
        endpoint,
        ...(protocol !== 'lambda' && { rawMessageDelivery: true }), // SNS refuses even `false` where it cannot be had
        ...(filter !== undefined && { filterPolicy: filterPolicy(filter) }),
      });
    }
    for (const { endpoint } of subscribers.people) {
      subscribe(this.people, { protocol: SubscriptionProtocol.EMAIL, endpoint });
    }
    output(this, 'MachineTopicArn', { value: this.machines.topicArn, description: 'Alerts as JSON.' });
    output(this, 'PeopleTopicArn', { value: this.people.topicArn, description: 'Alerts as text.' });
  }
}

function filterPolicy(filter: AlertFilter): Record<string, SubscriptionFilter> {
  const entries = Object.entries(filter).map(([attribute, values]: [string, readonly string[]]) => {
    return [attribute, SubscriptionFilter.stringFilter({ allowlist: [...values] })] as const;
  });
  return Object.fromEntries(entries);
}
