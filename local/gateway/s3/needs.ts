import { here } from '../../here.ts';
import type { Bucket } from '../../stack/buckets.ts';
import { keyNeeds, type Need } from '../need.ts';
import type { ObjectPlace, Operation } from './operation.ts';

/**
 * What a caller must be allowed for an operation: on the bucket's ARN for what is about the bucket, on the object's for
 * what is about an object. An encrypted object needs the key as well, as S3 asks KMS in the caller's name.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function needsOf(operation: Operation, buckets: readonly Bucket[]): readonly Need[] {
  const keyOf = (bucket: string): string | undefined => buckets.find(({ name }) => name === bucket)?.keyArn;
  switch (operation.kind) {
    case 'list buckets':
      return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
    case 'create bucket':
      return [{ action: 's3:CreateBucket', resource: bucketArn(operation.bucket) }];
    case 'delete bucket':
      return [{ action: 's3:DeleteBucket', resource: bucketArn(operation.bucket) }];
    case 'list objects':
      return mayList(operation.bucket);
    case 'delete objects':
      return operation.keys.map((key) => onObject('s3:DeleteObject', { bucket: operation.bucket, key }));
    case 'read':
      return [
        onObject(operation.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', operation),
        ...keyNeeds('s3', keyOf(operation.bucket), ['Decrypt']),
      ];
    case 'delete':
      return [onObject(operation.versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', operation)];
    case 'copy':
      return [
        onObject('s3:GetObject', operation.source),
        ...keyNeeds('s3', keyOf(operation.source.bucket), ['Decrypt']),
        onObject('s3:PutObject', operation),
        ...keyNeeds('s3', keyOf(operation.bucket), ['GenerateDataKey']),
      ];
    case 'put':
      return [onObject('s3:PutObject', operation), ...keyNeeds('s3', keyOf(operation.bucket), ['GenerateDataKey'])];
    case 'part of an upload':
    case 'complete upload':
      return [
        onObject('s3:PutObject', operation),
        ...keyNeeds('s3', keyOf(operation.bucket), ['GenerateDataKey', 'Decrypt']),
      ];
    case 'abort upload':
      return [onObject('s3:AbortMultipartUpload', operation)];
    default:
      return operation satisfies never;
  }
}

/**
 * What tells a caller that an object is not there; without it S3 only says that it may not be read. Of a version no
 * source says which right it takes, so that both are asked for.
 */
export function mayList(bucket: string, versionId?: string): readonly Need[] {
  const actions = ['s3:ListBucket', ...(versionId === undefined ? [] : ['s3:ListBucketVersions'])];
  return actions.map((action) => ({ action, resource: bucketArn(bucket) }));
}

function onObject(action: string, { bucket, key }: ObjectPlace): Need {
  return { action, resource: `${bucketArn(bucket)}/${key}` };
}

function bucketArn(bucket: string): string {
  return `arn:${here.partition}:s3:::${bucket}`;
}
