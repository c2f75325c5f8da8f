import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SourceOf } from '../lambda/config/cloudtrail.ts';
import type { LogObjects } from './log-objects.ts';

/** The log files of a trail that exists already, in a bucket that the stack does not touch. */
export function existingObjects(
  scope: Construct,
  { bucket, account, keyArn, region, readAs }: SourceOf<'bucket' | 'topic' | 'eventbridge'>,
): LogObjects {
  const bucketArn = Stack.of(scope).formatArn({ service: 's3', region: '', account: '', resource: bucket });
  return {
    bucketName: bucket,
    bucketArn,
    account,
    objectsArn: `${bucketArn}/*/CloudTrail/*`, // whatever prefix and organisation stand before
    ...(keyArn !== undefined && { keyArn }),
    ...(region !== undefined && { region }),
    ...(readAs !== undefined && { readAs }),
  };
}
