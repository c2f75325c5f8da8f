import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';

export interface DeliveryQueueProps {
  /** Encrypts the messages. Its policy is extended for each service that is let in. */
  readonly key: Key;
}

/** A bucket that sends its notifications to the queue. */
export interface SendingBucket {
  readonly bucketArn: string;
  /** The account that owns it: a bucket's ARN names none, and another account could take a deleted bucket's name. */
  readonly account: string;
}

/** What is told of new files, until a function has taken it; what no attempt could take waits in the dead-letter queue. */
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

  /** Lets S3 send the notifications of one bucket. */
  admit({ bucketArn, account }: SendingBucket): void {
    const ofBucket = { ArnLike: { 'aws:SourceArn': bucketArn } };
    this.letSend(['s3.amazonaws.com'], { ...ofBucket, StringEquals: { 'aws:SourceAccount': account } });
    this.letUseKey(['s3.amazonaws.com'], ofBucket);
  }

  /** Lets SNS deliver what comes over one topic. `senders` are the names that it may deliver under. */
  admitTopic(topicArn: string, senders: readonly string[]): void {
    const ofTopic = { ArnEquals: { 'aws:SourceArn': topicArn } };
    this.letSend(senders, ofTopic);
    this.letUseKey(senders, ofTopic);
  }

  /** Lets EventBridge deliver what one rule matches. */
  admitRule(ruleArn: string): void {
    this.letSend(['events.amazonaws.com'], { ArnEquals: { 'aws:SourceArn': ruleArn } });
    const ourRules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    this.letUseKey(['events.amazonaws.com'], { ArnLike: { 'aws:SourceArn': ourRules } }); // a rule waits for its target
  }

  /** One statement for each that is let in: a policy holds 20 (cloudtrail-faults.ts counts them). */
  private letSend(services: readonly string[], conditions: Conditions): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: services.map((service) => new ServicePrincipal(service)),
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions,
      }),
    );
  }

  /**
   * Lets a service use the queue's key, for whom it sends. That S3, SNS and EventBridge say for whom, is under "confused
   * deputy protection" in
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
   */
  private letUseKey(services: readonly string[], conditions: Conditions): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: services.map((service) => new ServicePrincipal(service)),
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'], // S3 checks the destination by a message of its own
        resources: ['*'], // in a key's policy: this key
        conditions,
      }),
    );
  }
}

type Conditions = NonNullable<PolicyStatementProps['conditions']>;
