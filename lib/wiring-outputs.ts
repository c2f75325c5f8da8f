import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { LogObjects } from './log-objects.ts';
import { output } from './output.ts';

export interface WiringOutputsProps {
  readonly logs: LogObjects;
  readonly queueArn: string;
  /** The role that reads the log files. */
  readonly readerArn: string;
}

/** What the owner of an existing bucket has to set up there, ready to be pasted. */
export class WiringOutputs extends Construct {
  constructor(scope: Construct, id: string, { logs, queueArn, readerArn }: WiringOutputsProps) {
    super(scope, id);
    this.print('QueueArn', queueArn, 'The queue that the bucket has to notify.');
    this.print(
      'Notification',
      notification(queueArn),
      `Merge into the notification configuration of ${logs.bucketName}. CAUTION: put-bucket-notification-configuration replaces the WHOLE configuration; get the current one first and add this entry to it (docs/deploy.md).`,
    );
    this.print(
      'BucketPolicy',
      { Statement: bucketStatements(logs, readerArn) },
      `Add to the bucket policy of ${logs.bucketName} where it belongs to another account than this stack.`,
    );
    if (logs.keyArn === undefined) return;
    this.print(
      'KeyPolicy',
      { Statement: [keyStatement(readerArn)] },
      `Add to the policy of ${logs.keyArn} where it belongs to another account, or does not leave access to IAM policies.`,
    );
  }

  private print(id: string, value: string | object, description: string): void {
    const text = typeof value === 'string' ? value : Stack.of(this).toJsonString(value);
    output(this, `CloudTrail${id}`, { value: text, description });
  }
}

function notification(queueArn: string) {
  const filter = { Key: { FilterRules: [{ Name: 'suffix', Value: '.json.gz' }] } };
  return {
    QueueConfigurations: [{ Id: 'gatewarden', QueueArn: queueArn, Events: ['s3:ObjectCreated:*'], Filter: filter }],
  };
}

function bucketStatements({ bucketArn, objectsArn }: LogObjects, readerArn: string) {
  const reader = { Effect: 'Allow', Principal: { AWS: readerArn } };
  return [
    { Sid: 'GatewardenReads', ...reader, Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: objectsArn },
    { Sid: 'GatewardenLists', ...reader, Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: bucketArn },
  ];
}

function keyStatement(readerArn: string) {
  return {
    Sid: 'GatewardenDecrypts',
    Effect: 'Allow',
    Principal: { AWS: readerArn },
    Action: 'kms:Decrypt',
    Resource: '*',
  };
}
