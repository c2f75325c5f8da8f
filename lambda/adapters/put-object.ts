import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** An object to write, and where. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
}

/** Writes an object, into a bucket of one account only: whoever takes over a deleted bucket's name is told nothing. */
export type PutObject = (object: NewObject) => Promise<void>;

/** Resolves when S3 has the object. */
export function s3PutObject({
  client,
  bucketOwner,
}: {
  readonly client: S3Client;
  readonly bucketOwner: string;
}): PutObject {
  return async ({ bucket, key, body }) => {
    const command = { Bucket: bucket, Key: key, Body: body, ExpectedBucketOwner: bucketOwner };
    await client.send(new PutObjectCommand(command));
  };
}
