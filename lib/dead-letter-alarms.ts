import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionProtocol, type Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MailSubscriber } from '../lambda/config/schema.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { encryptedTopic } from './encrypted-topic.ts';
import { output } from './output.ts';
import { subscribe } from './subscribe.ts';

export interface DeadLetterAlarmsProps {
  readonly key: Key;
  /** The queues to watch, by what they bring, as it stands in the alarm. */
  readonly queues: Readonly<Record<string, DeliveryQueue>>;
  readonly operators: readonly MailSubscriber[];
}

const runbook = 'docs/runbook.md#messages-in-a-dead-letter-queue';

/** Tells the operators of log files that no attempt could handle, as sign-ins in them may have gone unseen. */
export class DeadLetterAlarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { key, queues, operators }: DeadLetterAlarmsProps) {
    super(scope, id);
    this.topic = encryptedTopic(this, 'Operators', { key, displayName: 'Gatewarden operations' });
    letAlarmsPublish(this.topic, key);
    for (const { endpoint } of operators) subscribe(this.topic, { protocol: SubscriptionProtocol.EMAIL, endpoint });

    for (const [brings, { deadLetters }] of Object.entries(queues)) {
      const alarm = new Alarm(this, brings, {
        alarmDescription: `Some ${brings} log files could not be handled: sign-ins in them may have gone unseen. What to do: ${runbook}`,
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: 0,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING, // SQS reports nothing of a queue that stays empty
      });
      alarm.addAlarmAction(new SnsAction(this.topic));
      alarm.addOkAction(new SnsAction(this.topic));
    }
    output(this, 'OperatorTopicArn', { value: this.topic.topicArn, description: 'Alarms about Gatewarden itself.' });
  }
}

/** A topic with a policy of its own has no default one left, and an encrypted one needs its key as well. */
function letAlarmsPublish(topic: Topic, key: Key): void {
  const stack = Stack.of(topic);
  const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')];
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: ['*'], // in a key's policy: this key. As for S3, whose alarms may publish is the topic's policy to say.
    }),
  );
}
