import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';

export interface DeliveryQueueProps {
  /** Encrypts the messages. Its policy is extended for each bucket that is let in. */
  readonly key: Key;
}

/** A bucket that sends its notifications to the queue. */
export interface SendingBucket {
  readonly bucketArn: string;
  /** The account that owns it: a bucket's ARN names none, and another account could take a deleted bucket's name. */
  readonly account: string;
}

/** What S3 says has arrived, until a function has taken it; what no attempt could take waits in the dead-letter queue. */
export class DeliveryQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly key: Key;

  constructor(scope: Construct, id: string, { key }: DeliveryQueueProps) {
    super(scope, id);
    this.key = key;
    // Both keep messages for as long as SQS can: a message's age counts from its first arrival, also in the second queue.
    const both = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(limits.messageRetentionDays),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', both);
    this.queue = new Queue(this, 'Queue', {
      ...both,
      visibilityTimeout: Duration.seconds(limits.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: limits.maxReceiveCount },
    });
  }

  /** Lets S3 send the notifications of one bucket, and use the queue's key for that. */
  admit({ bucketArn, account }: SendingBucket): void {
    const s3 = new ServicePrincipal('s3.amazonaws.com');
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [s3],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': bucketArn }, StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [s3],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'], // S3 checks the destination by a message of its own
        // No condition: AWS documents none that S3 brings to the key. Which bucket may send is the queue's policy to say.
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        resources: ['*'], // in a key's policy: this key
      }),
    );
  }
}
