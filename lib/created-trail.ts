import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { SourceOf } from '../lambda/config/cloudtrail.ts';
import { LogBucket } from './log-bucket.ts';
import type { LogObjects } from './log-objects.ts';
import type { LogSource, LogSourceProps } from './log-source.ts';
import { ownNames } from './own-names.ts';

/** A trail of our own: management events of every Region, as sign-ins are recorded in the Region that took them. */
export class CreatedTrail extends Construct implements LogSource {
  readonly bucket: Bucket;
  readonly logs: LogObjects;
  readonly wiring = [];

  constructor(scope: Construct, id: string, { key, queue, accessLogs }: LogSourceProps<SourceOf<'create'>>) {
    super(scope, id);
    const stack = Stack.of(this);
    const prefix = `AWSLogs/${stack.account}/CloudTrail/`;
    const { bucket, objects } = new LogBucket(this, 'Logs', {
      holds: 'cloudtrail',
      key,
      queue,
      accessLogs,
      prefix,
      suffix: '.json.gz',
    });
    this.bucket = bucket;
    this.logs = objects;

    const trailName = ownNames(this).base;
    const trailArn = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });
    letTrailWrite(bucket, trailArn);
    letTrailEncrypt(key, trailArn);
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      s3BucketName: bucket.bucketName,
      kmsKeyId: key.keyArn,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
    });
    trail.node.addDependency(bucket); // and its policy, without which CloudTrail refuses the bucket

    Annotations.of(this).addWarningV2(
      'gatewarden:second-trail',
      'Gatewarden creates a trail. The first trail of management events in an account is free; where there is one already, this one costs about 2 $ per 100,000 events. To use an existing one, choose another cloudtrail.mode than "create" in gatewarden.config.yaml (docs/deploy.md).',
    );
  }
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
function letTrailWrite(bucket: Bucket, trailArn: string): void {
  const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
  const ofTrail = { 'aws:SourceArn': trailArn };
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['s3:GetBucketAcl'],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: ofTrail },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${Stack.of(bucket).account}/*`)],
      conditions: { StringEquals: { ...ofTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  );
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
function letTrailEncrypt(key: Key, trailArn: string): void {
  const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
  const ofTrail = { 'aws:SourceArn': trailArn };
  key.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['kms:GenerateDataKey*'],
      resources: ['*'], // in a key's policy: this key
      conditions: { StringEquals: { ...ofTrail, 'kms:EncryptionContext:aws:cloudtrail:arn': trailArn } },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['kms:DescribeKey'],
      resources: ['*'],
      conditions: { StringEquals: ofTrail },
    }),
  );
}
