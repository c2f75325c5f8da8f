import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionProtocol, type Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MailSubscriber } from '../lambda/config/subscribers.ts';
import { encryptedTopic } from './encrypted-topic.ts';
import { output } from './output.ts';
import { subscribe } from './subscribe.ts';

export interface OperatorsProps {
  readonly key: Key;
  readonly subscribers: readonly MailSubscriber[];
}

/** Those who hear of trouble with Gatewarden itself: the topic that its alarms publish to. */
export class Operators extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { key, subscribers }: OperatorsProps) {
    super(scope, id);
    this.topic = encryptedTopic(this, 'Topic', { key, displayName: 'Gatewarden operations' });
    letAlarmsPublish(this.topic, key);
    for (const { endpoint } of subscribers) subscribe(this.topic, { protocol: SubscriptionProtocol.EMAIL, endpoint });
    output(this, 'OperatorTopicArn', { value: this.topic.topicArn, description: 'Alarms about Gatewarden itself.' });
  }
}

/** A topic with a policy of its own has no default one left, and an encrypted one needs its key as well. */
function letAlarmsPublish(topic: Topic, key: Key): void {
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } };
  const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')];
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: ofThisAccount,
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: ['*'], // in a key's policy: this key
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
      conditions: ofThisAccount,
    }),
  );
}
