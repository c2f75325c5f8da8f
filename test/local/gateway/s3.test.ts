import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { withoutFunctions } from '../assemblies.ts';
import { failureOf, nameWith, ofThisFile, queueOf } from './calling.ts';

const { clientsAs, stopAfterwards } = ofThisFile();

let cloud: Cloud;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  cloud = stopAfterwards(await startCloud(withoutFunctions()));
  ({ s3 } = cloud.clients);
  Bucket = nameWith(cloud.stack.buckets, 'entra');
});

async function textOf(Key: string, VersionId?: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) }));
  return Body?.transformToString();
}

async function put(Key: string, Body: string | Uint8Array | Readable, length?: number) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(length !== undefined && { ContentLength: length }) }));
}

/** The records of the notifications that came to the queue for Entra since the last look. */
async function announced(): Promise<
  readonly { readonly eventName: string; readonly s3: { readonly object: object } }[]
> {
  const { url } = queueOf(cloud, 'EntraQueue');
  const records = [];
  for (;;) {
    const { Messages = [] } = await cloud.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return records;
    for (const { Body = '', ReceiptHandle } of Messages) {
      records.push(...(JSON.parse(Body).Records ?? []));
      await cloud.clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}

describe('an object', () => {
  it.each(['plain.json', 'tenant one/m=11/d=20/PT1H+1.json', `it's (a) "test" 100% & more?.json`, 'grün/日.json'])(
    'is stored under its key and announced: %s',
    async (key) => {
      await announced();

      await put(key, key);

      expect(await textOf(key)).toBe(key);
      const [record, ...others] = await announced();
      expect(others).toEqual([]);
      expect(record).toMatchObject({
        eventName: 'ObjectCreated:Put',
        s3: { object: { size: Buffer.byteLength(key), eTag: expect.stringMatching(/^[0-9a-f]{32}$/) } },
      });
    },
  );

  it('that is streamed, with its checksum behind it, is stored without the chunks around it', async () => {
    const chunks = ['one ', 'two ', 'three'];

    await put('streamed.json', Readable.from(chunks.map((each) => Buffer.from(each))), 13);

    expect(await textOf('streamed.json')).toBe('one two three');
  });

  it('that comes in parts, as the CLI sends more than 8 MB, is announced once, when it is whole', async () => {
    await announced();
    const Key = 'large.json';
    const parts = [Buffer.alloc(8 * 2 ** 20, 'a'), Buffer.alloc(2 ** 20, 'b')];
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts = [];
    for (const [index, Body] of parts.entries()) {
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }));
      Parts.push({ ETag, PartNumber: index + 1 });
    }
    const before = await announced();

    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

    const [after, ...others] = await announced();
    expect([before, others]).toEqual([[], []]);
    expect(after).toMatchObject({
      eventName: 'ObjectCreated:CompleteMultipartUpload',
      s3: { object: { key: Key, size: 9 * 2 ** 20, eTag: expect.stringMatching(/-2$/) } },
    });
    expect(await textOf(Key)).toBe(parts.join(''));
  });

  it('of more than fauxqs takes by itself may come at once', async () => {
    await put('huge.json', Buffer.alloc(12 * 2 ** 20, 'a'));

    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'huge.json' }));
    expect(ContentLength).toBe(12 * 2 ** 20);
  });

  it('that is copied is announced as a copy', async () => {
    await put('original.json', 'text');
    await announced();

    await s3.send(new CopyObjectCommand({ Bucket, Key: 'a copy.json', CopySource: `${Bucket}/original.json` }));

    expect(await textOf('a copy.json')).toBe('text');
    expect(await announced()).toMatchObject([
      { eventName: 'ObjectCreated:Copy', s3: { object: { key: 'a+copy.json' } } },
    ]);
  });

  it('is found by the name of its bucket in the host as well', async () => {
    await put('hosted.json', 'text');
    const headers = { host: `${Bucket}.localhost` };

    const answer = await new Promise<IncomingMessage>((resolve) =>
      get(`${cloud.endpoint}/hosted.json`, { headers }, resolve),
    );

    expect([answer.statusCode, await text(answer)]).toEqual([200, 'text']);
  });

  it('is refused to who expects another owner of its bucket', async () => {
    await put('owned.json', 'text');
    const read = (ExpectedBucketOwner: string) =>
      s3.send(new GetObjectCommand({ Bucket, Key: 'owned.json', ExpectedBucketOwner }));

    expect(await failureOf(read('444455556666'))).toBe('403 AccessDenied');
    expect(await failureOf(read('111122223333'))).toBe('none');
  });
});

describe('a version', () => {
  it('is kept when the object is written again, and when it is deleted', async () => {
    const { VersionId: first } = await put('versions.json', 'one');
    const { VersionId: second } = await put('versions.json', 'two');

    const { DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'versions.json' }));

    expect(DeleteMarker).toBe(true);
    expect([await textOf('versions.json', first), await textOf('versions.json', second)]).toEqual(['one', 'two']);
    expect(await failureOf(textOf('versions.json'))).toBe('404 NoSuchKey');
  });

  it('that is deleted is gone, and the one before it is current again', async () => {
    await put('gone.json', 'one');
    const { VersionId } = await put('gone.json', 'two');

    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone.json', VersionId }));

    expect(await textOf('gone.json')).toBe('one');
    expect(await failureOf(textOf('gone.json', VersionId))).toBe('404 NoSuchVersion');
  });

  it('is what a function reads whose notification names it', async () => {
    const entra = clientsAs(cloud, 'EntraDetector');
    const { VersionId } = await put('named.json', 'one');
    await put('named.json', 'two');

    const { Body } = await entra.s3.send(new GetObjectCommand({ Bucket, Key: 'named.json', VersionId }));

    expect(await Body?.transformToString()).toBe('one');
    expect(cloud.refused).toEqual([]);
  });
});

describe('what the laptop does not do', () => {
  it.each<[string, () => Promise<unknown>]>([
    [
      'a notification set by hand',
      () => s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} })),
    ],
    ['a bucket policy', () => s3.send(new GetBucketPolicyCommand({ Bucket }))],
    [
      'a copy of a version',
      () => s3.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/b?versionId=c` })),
    ],
  ])('is refused, and not taken for something else: %s', async (_, call) => {
    expect(await failureOf(call())).toBe('501 NotImplemented');
  });

  it('is said at once, for a service that is not there', async () => {
    const common = {
      endpoint: cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    const [secrets, sts] = [new SecretsManagerClient(common), new STSClient(common)];

    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'a' }))).rejects.toThrow(
      'the cloud on the laptop has no secretsmanager',
    );
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow('roles can only be assumed here');
    for (const client of [secrets, sts]) client.destroy();
  });
});

it('lists and deletes objects as whoever sits at the laptop asks', async () => {
  await put('list/a & b.json', 'a');
  await put('list/c.json', 'c');

  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/' }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));

  expect(Contents.map(({ Key }) => Key)).toEqual(['list/a & b.json', 'list/c.json']);
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/' }))).KeyCount).toBe(0);
});
