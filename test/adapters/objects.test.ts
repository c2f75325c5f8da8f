import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObjectForbidden, ObjectMissing } from '../../lambda/adapters/errors.ts';
import { type Objects, s3Objects } from '../../lambda/adapters/objects.ts';
import { createBucket, type Fauxqs, putObject, startFauxqs } from '../servers/fauxqs.ts';
import { memoryObjects } from './memory-objects.ts';

interface Store {
  readonly objects: Objects;
  put(key: string, body: Uint8Array): Promise<void>;
}

const bucket = 'example-logs';
const bucketOwner = '111122223333';
const buckets = new Map([[bucket, { bucket, owner: bucketOwner }]]);

let fauxqs: Fauxqs;

beforeAll(async () => {
  fauxqs = await startFauxqs();
  await createBucket(fauxqs, bucket);
});

afterAll(() => fauxqs.stop());

function inMemory(): Store {
  const stored = new Map<string, Uint8Array>();
  return {
    objects: memoryObjects(stored),
    put: async (key, body) => void stored.set(`s3://${bucket}/${key}`, body),
  };
}

function inS3(): Store {
  return {
    objects: s3Objects({ buckets, clientFor: () => fauxqs.s3 }),
    put: (key, body) => putObject(fauxqs, bucket, key, body),
  };
}

describe.each([
  ['in memory', inMemory],
  ['in S3', inS3],
])('objects %s', (_, newStore) => {
  it('read as the bytes that were stored', async () => {
    const store = newStore();
    const body = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    await store.put('binary', body);

    const read = await bytesOf(store.objects, 'binary');

    expect(read.equals(body)).toBe(true);
  });

  it('are found under keys with spaces, signs and letters of every script', async () => {
    const store = newStore();
    const key = 'a b+c%2B/ü/日本?x=1&y#z.json';
    await store.put(key, Buffer.from('hello'));

    const read = await bytesOf(store.objects, key);

    expect(read.toString()).toBe('hello');
  });

  it('may be empty', async () => {
    const store = newStore();
    await store.put('empty', new Uint8Array());

    const read = await bytesOf(store.objects, 'empty');

    expect(read.length).toBe(0);
  });

  it('say which one is missing', async () => {
    const store = newStore();

    const read = bytesOf(store.objects, 'nowhere.json.gz');

    await expect(read).rejects.toThrow(new ObjectMissing(`s3://${bucket}/nowhere.json.gz`));
  });
});

describe('objects in S3', () => {
  it('are asked for with their version and their expected owner', async () => {
    const client = new S3Client({ region: 'us-east-1' });
    const s3 = mockClient(client).on(GetObjectCommand).resolves({});

    await bytesOf(s3Objects({ buckets, clientFor: () => client }), 'key', 'version-7');

    expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: bucket,
      Key: 'key',
      VersionId: 'version-7',
      ExpectedBucketOwner: bucketOwner,
    });
  });

  it.each([
    [403, 'AccessDenied', ObjectForbidden, /no access to s3:\/\/example-logs\/key: .*kms:Decrypt/],
    [404, 'NoSuchVersion', ObjectMissing, /s3:\/\/example-logs\/key does not exist/],
    [405, 'MethodNotAllowed', ObjectMissing, /does not exist/],
    [404, 'NoSuchKey', ObjectMissing, /does not exist/],
    [404, 'NoSuchBucket', ObjectMissing, /does not exist/],
    [403, 'InvalidObjectState', S3ServiceException, /the service said no/],
    [503, 'SlowDown', S3ServiceException, /the service said no/],
  ] as const)('answer %i %s with an error that a caller can decide by', async (status, name, type, message) => {
    const client = new S3Client({ region: 'us-east-1', maxAttempts: 1 });
    mockClient(client).on(GetObjectCommand).rejects(serviceError(status, name));

    const read = bytesOf(s3Objects({ buckets, clientFor: () => client }), 'key');

    await expect(read).rejects.toThrow(type);
    await expect(read).rejects.toThrow(message);
  });
});

async function bytesOf(objects: Objects, key: string, versionId?: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const reference = { bucket, key, ...(versionId !== undefined && { versionId }) };
  for await (const chunk of objects.read(reference)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function serviceError(httpStatusCode: number, name: string): S3ServiceException {
  const $metadata = { httpStatusCode };
  return new S3ServiceException({ name, $fault: 'client', $metadata, message: 'the service said no' });
}
