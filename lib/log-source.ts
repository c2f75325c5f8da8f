import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { CloudTrailSource } from '../lambda/config/cloudtrail.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { LogObjects } from './log-objects.ts';

/** What the construct of every mode is made of. */
export interface LogSourceProps<Source extends CloudTrailSource> {
  readonly source: Source;
  /** Told of every new log file. */
  readonly queue: DeliveryQueue;
  /** Encrypts the log files that are kept here. */
  readonly key: Key;
  /** Gets the access logs of buckets. */
  readonly accessLogs: IBucket;
}

/** One place where CloudTrail's files are, wired to the queue as far as that is ours to do. */
export interface LogSource {
  readonly logs: LogObjects;
  /** The bucket that the stack makes for them. @default - somebody else's */
  readonly bucket?: Bucket;
  /** What others have to set up so that new files are told of, or come at all. */
  readonly wiring: readonly Wiring[];
}

/** An output for those who set something up elsewhere. */
export interface Wiring {
  /** What it is called, behind the name of its source. */
  readonly name: string;
  /** Text, or what is to be pasted as JSON. */
  readonly value: string | object;
  readonly description: string;
}
