import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { LogBucket } from '../config/log-buckets.ts';
import { type ObjectReference, objectUri } from './envelope.ts';
import { ForeignBucket, ObjectForbidden, ObjectMissing } from './errors.ts';

/** Where objects are read. */
export interface Objects {
  /** The object's bytes as they are stored. Throws ForeignBucket, ObjectMissing or ObjectForbidden before the first of them. */
  read(object: ObjectReference): AsyncIterable<Uint8Array>;
}

export interface S3ObjectsOptions {
  readonly buckets: ReadonlyMap<string, LogBucket>;
  /** What reads a bucket: in its Region, and as whom it is to be read. */
  readonly clientFor: (bucket: LogBucket) => S3Client;
}

/** Objects in S3, from these buckets alone, and only while each is owned by its account. */
export function s3Objects({ buckets, clientFor }: S3ObjectsOptions): Objects {
  return {
    async *read(object) {
      const bucket = buckets.get(object.bucket);
      if (bucket === undefined) throw new ForeignBucket(object.bucket);
      const body = await get(clientFor(bucket), bucket.owner, object);
      for await (const chunk of body) yield chunk;
    },
  };
}

async function get(client: S3Client, owner: string, object: ObjectReference): Promise<AsyncIterable<Uint8Array>> {
  const { bucket, key, versionId } = object;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ExpectedBucketOwner: owner,
    ...(versionId !== undefined && { VersionId: versionId }),
  });
  const { Body } = await client.send(command).catch((error: unknown) => {
    throw named(error, object);
  });
  // In Node the body is a Readable, which the SDK's type leaves open; an empty object may come without one.
  return (Body as AsyncIterable<Uint8Array> | undefined) ?? nothing();
}

/**
 * A missing object is 404, also where the whole bucket is gone, where the version is, or where a delete marker lies above
 * it; 405 where the version that is asked for is such a marker. It is 403 without s3:ListBucket, and perhaps without
 * s3:ListBucketVersions where a version is asked for, as is what S3 refuses,
 * but for InvalidObjectState: that object is in an archive, and no permission helps.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
function named(cause: unknown, object: ObjectReference): unknown {
  if (!(cause instanceof S3ServiceException) || cause.name === 'InvalidObjectState') return cause;
  const status = cause.$metadata.httpStatusCode;
  if (status === 404 || status === 405) return new ObjectMissing(objectUri(object), { cause });
  if (status === 403) return new ObjectForbidden(objectUri(object), { cause });
  return cause;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
