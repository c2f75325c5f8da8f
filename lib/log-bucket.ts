import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { LogObjects } from './log-objects.ts';
import { ownNames } from './own-names.ts';

export interface LogBucketProps {
  /** What the bucket holds: a part of its name, `<stack>-<holds>-<account>-<region>` (own-names.ts). */
  readonly holds: string;
  /** Encrypts the objects. */
  readonly key: Key;
  /** Told of every new object. */
  readonly queue: DeliveryQueue;
  /** Gets the bucket's access log. */
  readonly accessLogs: IBucket;
  /** Only keys that begin with this are log files. @default - all */
  readonly prefix?: string;
  /** Only keys that end with this are announced. @default - all */
  readonly suffix?: string;
  /** What begins with this is deleted after a day. @default - nothing is */
  readonly passing?: string;
}

/**
 * A bucket of our own that announces each new object to a queue. Its name is fixed, so that the queue's policy can name
 * it before it exists: S3 refuses a notification whose queue does not let it in yet. The notification is a property of
 * the bucket, not CDK's custom resource, whose role could rewrite the notifications of every bucket in the account.
 */
export class LogBucket extends Construct {
  readonly bucket: Bucket;
  readonly objects: LogObjects;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const bucketName = `${ownNames(this).base}-${props.holds}-${account}-${region}`;
    const bucketArn = Stack.of(this).formatArn({ service: 's3', region: '', account: '', resource: bucketName });

    this.bucket = new Bucket(this, 'Bucket', {
      bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${props.holds}/`,
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(30) }, // a file that grows is written again and again
        ...(props.passing === undefined ? [] : [passing(props.passing)]),
      ],
      // Not RETAIN: what a failed first deployment leaves under a fixed name would make the next one fail.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.objects = {
      bucketName,
      bucketArn,
      account,
      objectsArn: `${bucketArn}/${props.prefix ?? ''}*`,
      keyArn: props.key.keyArn,
    };

    props.queue.admit({ bucketArn, account });
    this.bucket.node.addDependency(props.queue);
    const resource = this.bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: props.queue.queue.queueArn, ...keyFilter(props) }],
    };
  }
}

/**
 * The version goes as well, another day later, and then what marks it as deleted
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManagingDelMarkers.html).
 */
function passing(prefix: string): LifecycleRule {
  return { prefix, expiration: Duration.days(1), noncurrentVersionExpiration: Duration.days(1) };
}

function keyFilter({
  prefix,
  suffix,
}: Pick<LogBucketProps, 'prefix' | 'suffix'>): Pick<CfnBucket.QueueConfigurationProperty, 'filter'> {
  const rules = [
    ...(prefix === undefined ? [] : [{ name: 'prefix', value: prefix }]),
    ...(suffix === undefined ? [] : [{ name: 'suffix', value: suffix }]),
  ];
  return rules.length === 0 ? {} : { filter: { s3Key: { rules } } };
}
