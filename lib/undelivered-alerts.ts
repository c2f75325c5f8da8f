import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { LeftMessageAlarms } from './left-message-alarms.ts';
import type { Operators } from './operators.ts';

export interface UndeliveredAlertsProps {
  /** Encrypts the alerts. Its policy is extended for SNS. */
  readonly key: Key;
  readonly operators: Operators;
}

/**
 * Where an alert waits, for 14 days, that a subscriber did not take: SNS gives up at once where it is refused, after 23
 * days with a queue or a function that does not answer, and after a minute with an https endpoint
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html). The operators are told.
 */
export class UndeliveredAlerts extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { key, operators }: UndeliveredAlertsProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.queue, 'AwsSolutions-SQS3', 'It is the dead-letter queue, of subscriptions.');
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: ['*'], // in a key's policy: this key
        // That SNS says for which topic, is under "confused deputy protection" in
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html. The topic
        // cannot be named, as it is encrypted with this key itself: which of ours may send is the queue's policy to say.
        conditions: { ArnLike: { 'aws:SourceArn': Stack.of(this).formatArn({ service: 'sns', resource: '*' }) } },
      }),
    );
    new LeftMessageAlarms(this, 'Alarms', {
      queue: this.queue,
      label: 'undelivered alerts',
      operators,
      meanings: {
        some: 'Some alerts were not delivered: a subscriber of the machine topic does not take them.',
        more: 'More alerts than before were not delivered: a subscriber of the machine topic does not take them.',
      },
      heading: 'alerts-that-a-subscriber-did-not-take',
    });
  }
}
