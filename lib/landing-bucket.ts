import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DeliveryQueue } from './delivery-queue.ts';
import { LogBucket } from './log-bucket.ts';
import type { LogObjects } from './log-objects.ts';
import { output } from './output.ts';

export interface LandingBucketProps {
  /** Encrypts the log files. Who drops them needs kms:GenerateDataKey on it. */
  readonly key: Key;
  /** Told of every new log file. */
  readonly queue: DeliveryQueue;
  readonly accessLogs: IBucket;
  /** Only keys that begin with this are read. @default - all */
  readonly prefix?: string;
  /** What begins with this is deleted after a day. @default - nothing is */
  readonly passing?: string;
}

/** Where Entra ID's sign-in logs are dropped, in any of their shapes. */
export class LandingBucket extends Construct {
  readonly bucket: Bucket;
  readonly logs: LogObjects;

  constructor(scope: Construct, id: string, props: LandingBucketProps) {
    super(scope, id);
    const { bucket, objects } = new LogBucket(this, 'Logs', { holds: 'entra', ...props });
    this.bucket = bucket;
    this.logs = objects;
    output(this, 'EntraBucketName', { value: bucket.bucketName, description: 'Drop sign-in logs of Entra ID here.' });
    output(this, 'EntraBucketKeyArn', {
      value: props.key.keyArn,
      description: 'Who drops them needs kms:GenerateDataKey on this key.',
    });
  }
}
