import { Construct } from 'constructs';
import type { SourceOf } from '../lambda/config/cloudtrail.ts';
import { existingObjects } from './existing-objects.ts';
import type { LogObjects } from './log-objects.ts';
import type { LogSource, LogSourceProps, Wiring } from './log-source.ts';

/**
 * The bucket of a trail that exists already, whose owner points its notification at the queue. Nothing here touches it: a
 * bucket's notification configuration is one document that others share, and CDK's custom resource for it can wipe their
 * entries (aws-cdk 29653, 34100).
 */
export class NotifyingBucket extends Construct implements LogSource {
  readonly logs: LogObjects;
  readonly wiring: readonly Wiring[];

  constructor(scope: Construct, id: string, { source, queue }: LogSourceProps<SourceOf<'bucket'>>) {
    super(scope, id);
    this.logs = existingObjects(this, source);
    queue.admit(this.logs);
    const { queueArn } = queue.queue;
    this.wiring = [
      { name: 'QueueArn', value: queueArn, description: 'The queue that the bucket has to notify.' },
      {
        name: 'Notification',
        value: notification(queueArn),
        description: `Merge into the notification configuration of ${source.bucket}. CAUTION: put-bucket-notification-configuration replaces the WHOLE configuration; get the current one first and add this entry to it (docs/deploy.md).`,
      },
    ];
  }
}

function notification(queueArn: string) {
  const filter = { Key: { FilterRules: [{ Name: 'suffix', Value: '.json.gz' }] } };
  return {
    QueueConfigurations: [{ Id: 'gatewarden', QueueArn: queueArn, Events: ['s3:ObjectCreated:*'], Filter: filter }],
  };
}
