import { Stack } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { environment } from '../lambda/config/environment.ts';
import { limits } from '../lambda/config/limits.ts';
import type { LogBucket } from '../lambda/config/log-buckets.ts';
import type { DetectionConfig } from '../lambda/config/schema.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantKey } from './key-grant.ts';
import type { LogObjects } from './log-objects.ts';

export interface DetectorFunctionProps {
  /** The module in `lambda/handlers` that exports `handler`. */
  readonly handler: 'cloudtrail' | 'entra';
  /** What it is for, as the console shows it. */
  readonly description: string;
  /** Brings the notifications of new log files. */
  readonly source: DeliveryQueue;
  /** The log files that it reads, each bucket once. */
  readonly logs: readonly LogObjects[];
  /** Lies beside its code. */
  readonly config: DetectionConfig;
}

/** A function that takes log files as a queue announces them. What it may do besides is granted by what it is given to. */
export class DetectorFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { handler, description, source, logs, config }: DetectorFunctionProps) {
    super(scope, id, {
      handler,
      description,
      config,
      timeoutSeconds: limits.functionTimeoutSeconds,
      environment: { [environment.buckets]: Stack.of(scope).toJsonString(logs.map(inEnvironment)) },
    });

    this.takeFrom(source, limits.batchSize[handler]);
    for (const each of logs) this.read(each);
  }

  private takeFrom({ queue, key }: DeliveryQueue, batchSize: number): void {
    this.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn);
    grantKey(this.role, { keyArn: key.keyArn, via: 'sqs', actions: ['kms:Decrypt'] });
    new EventSourceMapping(this, 'Messages', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize,
      maxConcurrency: limits.maximumConcurrency,
      reportBatchItemFailures: true,
    });
  }

  /** Lets it read log files. Where there is a role for that, it may all this, and the function only assumes it. */
  read({ bucketArn, objectsArn, keyArn, region, readAs }: LogObjects): void {
    if (readAs !== undefined) {
      this.allow(['sts:AssumeRole'], readAs);
      return;
    }
    this.allow(['s3:GetObject', 's3:GetObjectVersion'], objectsArn);
    // Without these S3 answers 403 for an object that is gone, or for the version of it that is asked for.
    this.allow(['s3:ListBucket', 's3:ListBucketVersions'], bucketArn);
    if (keyArn !== undefined) grantKey(this.role, { keyArn, via: 's3', actions: ['kms:Decrypt'], region });
    acknowledgeWildcard(this.role, objectsArn, 'Stands for the names of log files, which nobody knows beforehand.');
  }
}

function inEnvironment({ bucketName, account, region, readAs }: LogObjects): LogBucket {
  return {
    bucket: bucketName,
    owner: account,
    ...(region !== undefined && { region }),
    ...(readAs !== undefined && { readAs }),
  };
}
