import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type CanaryConfig, canaryMarks, toMinutes } from '../lambda/config/canary.ts';
import { environment } from '../lambda/config/environment.ts';
import { limits } from '../lambda/config/limits.ts';
import type { QueueName } from '../lambda/config/queues.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { DetectorFunction } from './detector-function.ts';
import { encryptedTopic } from './encrypted-topic.ts';
import { grantKey } from './key-grant.ts';
import { LogBucket } from './log-bucket.ts';
import type { LogObjects } from './log-objects.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface CanaryProps {
  readonly canary: CanaryConfig;
  /** Lies beside its code, with the canary. */
  readonly config: DetectionConfig;
  /** Encrypts what it writes. */
  readonly data: Key;
  /** Encrypts what comes back. */
  readonly messages: Key;
  /** Told of its login, as of any log file. */
  readonly queue: DeliveryQueue;
  /** Takes its failed sign-ins. Deletes them after a day. */
  readonly landing: LogObjects;
  readonly accessLogs: IBucket;
  /** Who judges what it writes, and publishes its alerts to its topic. */
  readonly takers: Readonly<Record<QueueName, DetectorFunction>>;
}

/**
 * A made-up attack that goes the whole way every so often: its files are written, announced, read, remembered and judged as
 * all are, and its alert is published, but to a topic of its own, by which it comes back. It has a bucket of its own as
 * well, that its login comes from in any way that CloudTrail's files can come: into a bucket of somebody else's nothing
 * may be written.
 */
export class Canary extends Construct {
  /** How often it flies, and how long it may take. */
  readonly flight: CanaryConfig;
  readonly function: ScheduledFunction;
  readonly bucket: Bucket;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { canary, config, data, messages, queue, landing, accessLogs, takers } = props;
    this.flight = canary;
    const { folder: prefix } = canaryMarks;
    const own = { holds: 'canary', key: data, queue, accessLogs, prefix, suffix: '.json.gz', passing: prefix };
    const { bucket, objects } = new LogBucket(this, 'Logs', own);
    this.bucket = bucket;
    this.topic = encryptedTopic(this, 'Topic', { key: messages, displayName: 'Gatewarden canary' });

    this.function = new ScheduledFunction(this, 'Function', {
      handler: 'canary',
      description: 'Gatewarden: makes an attack up, and looks whether its alert comes back',
      config: { ...config, canary },
      timeoutSeconds: limits.canary.functionTimeoutSeconds,
      everyMinutes: toMinutes(canary.every),
      purpose: 'Gatewarden: when the canary flies',
      environment: {
        [environment.canary.bucket]: objects.bucketName,
        [environment.canary.landingBucket]: landing.bucketName,
        [environment.canary.bucketOwner]: objects.account,
      },
    });
    for (const written of [objects.objectsArn, `${landing.bucketArn}/${config.entra.landingPrefix ?? ''}${prefix}*`])
      this.letWrite(written);
    grantKey(this.function.role, { keyArn: data.keyArn, via: 's3', actions: ['kms:GenerateDataKey'] });
    this.topic.addSubscription(new LambdaSubscription(this.function.function));

    takers.cloudtrail.read(objects);
    this.letTell(takers.cloudtrail, objects);
    this.letTell(takers.entra, landing);
  }

  private letWrite(objectsArn: string): void {
    this.function.allow(['s3:PutObject'], objectsArn);
    acknowledgeWildcard(this.function.role, objectsArn, 'Stands for the ids of runs, which are made up as they begin.');
  }

  /** They may publish to topics already, as far as keys go. */
  private letTell(taker: DetectorFunction, { bucketName, account }: LogObjects): void {
    taker.function.addEnvironment(environment.canary.topicArn, this.topic.topicArn);
    taker.function.addEnvironment(environment.canary.bucket, bucketName);
    taker.function.addEnvironment(environment.canary.bucketOwner, account);
    taker.allow(['sns:Publish'], this.topic.topicArn);
  }
}
