import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CloudTrailConfig } from '../lambda/config/schema.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { LogObjects } from './log-objects.ts';

export interface ExistingLogsProps {
  readonly source: Extract<CloudTrailConfig, { readonly mode: 'existing' }>;
  /** Lets the bucket in; its owner has to point the notification there. */
  readonly queue: DeliveryQueue;
}

/**
 * The log files of a trail that exists already. Nothing here touches its bucket: a bucket's notification configuration
 * is one document that others share, and CDK's custom resource for it can wipe their entries (aws-cdk 29653, 34100).
 */
export class ExistingLogs extends Construct {
  readonly logs: LogObjects;

  constructor(scope: Construct, id: string, { source, queue }: ExistingLogsProps) {
    super(scope, id);
    const { bucket, account, keyArn } = source;
    const bucketArn = Stack.of(this).formatArn({ service: 's3', region: '', account: '', resource: bucket });
    queue.admit({ bucketArn, account });
    this.logs = {
      bucketName: bucket,
      bucketArn,
      account,
      objectsArn: `${bucketArn}/*/CloudTrail/*`, // whatever prefix and organisation stand before
      ...(keyArn !== undefined && { keyArn }),
    };
  }
}
