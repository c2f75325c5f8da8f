import { here } from '../../here.ts';
import type { Written } from '../../notifications/object-created.ts';
import type { Bucket } from '../../stack/buckets.ts';
import { type Answer, s3Error } from '../answer.ts';
import { type Asked, headerOf } from '../asked.ts';
import type { Forward } from '../forward.ts';
import type { Need, Refusal } from '../need.ts';
import { inWordsOfIam } from '../refused-calls.ts';
import type { Service } from '../service.ts';
import { mayList, needsOf } from './needs.ts';
import { type ObjectPlace, type Operation, operationOf } from './operation.ts';
import { pathOf, pathStyle } from './place.ts';
import type { Versions } from './versions.ts';

export interface S3Options {
  readonly buckets: readonly Bucket[];
  readonly forward: Forward;
  readonly versions: Versions;
  /** Called before the writer gets its answer. */
  readonly onWritten: (written: Written) => Promise<void>;
}

/** S3, by its REST protocol, with what fauxqs lacks: versions, the owner of a bucket, and word of what was written. */
export function s3(options: S3Options): Service {
  const { buckets, forward } = options;
  return {
    needs(asked) {
      const operation = operationOf(asked);
      return operation === undefined ? [] : needsOf(operation, buckets);
    },
    refuse: (_, message) => accessDenied(message),
    async serve(asked, lacks) {
      const operation = operationOf(asked);
      if (operation === undefined) return s3Error(501, 'NotImplemented', 'the cloud on the laptop does not do this');
      const bucket = 'bucket' in operation ? buckets.find(({ name }) => name === operation.bucket) : undefined;
      const expected = headerOf(asked, 'x-amz-expected-bucket-owner');
      if (expected !== undefined && expected !== (bucket?.account ?? here.account))
        return accessDenied('Access Denied');
      const asPath = (changed: Asked): Asked => ({ ...changed, path: pathStyle(asked) });
      switch (operation.kind) {
        case 'read':
          return read(asPath(asked), operation, bucket, lacks, options);
        case 'delete':
          return remove(asPath(asked), operation, bucket, options);
        case 'put':
        case 'copy':
        case 'complete upload':
          return write(asPath(asked), operation, bucket, options);
        default:
          return forward(asPath(asked));
      }
    },
  };
}

type Lacks = (need: Need) => Refusal | undefined;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: 404 only to those who may list the bucket. */
async function read(
  asked: Asked,
  operation: Extract<Operation, { readonly kind: 'read' | 'delete' }>,
  bucket: Bucket | undefined,
  lacks: Lacks,
  { forward, versions }: S3Options,
): Promise<Answer> {
  const { versionId } = operation;
  const stored = versionId === undefined ? operation : versions.find(operation, versionId);
  const answer =
    stored === undefined && bucket?.versioned === true
      ? s3Error(404, 'NoSuchVersion', 'The specified version does not exist.')
      : await forward(asked, { path: pathOf((stored ?? operation).bucket, (stored ?? operation).key) });
  const needs = answer.status === 404 ? mayList(operation.bucket, versionId) : [];
  const [refusal] = needs.flatMap((need) => lacks(need) ?? []);
  if (refusal !== undefined) return accessDenied(inWordsOfIam(refusal));
  return versionId === undefined ? answer : withVersion(answer, versionId);
}

/** In a versioned bucket an object goes with its last version; without an id only a marker is left of it. */
async function remove(
  asked: Asked,
  operation: Extract<Operation, { readonly kind: 'read' | 'delete' }>,
  bucket: Bucket | undefined,
  { forward, versions }: S3Options,
): Promise<Answer> {
  const { versionId } = operation;
  if (bucket?.versioned !== true) return forward(asked);
  if (versionId !== undefined) {
    await versions.remove(operation, versionId);
    return withVersion({ status: 204, headers: {}, body: Buffer.alloc(0) }, versionId);
  }
  const answer = await forward(asked);
  const marker = versions.hidden(operation);
  return withVersion({ ...answer, headers: { ...answer.headers, 'x-amz-delete-marker': 'true' } }, marker);
}

async function write(
  asked: Asked,
  operation: ObjectPlace & { readonly kind: 'put' | 'copy' | 'complete upload' },
  bucket: Bucket | undefined,
  { forward, versions, onWritten }: S3Options,
): Promise<Answer> {
  const answer = await forward(asked);
  if (answer.status !== 200 || bucket === undefined) return answer;
  const { headers } = await forward(asked, {
    method: 'HEAD',
    path: pathOf(operation.bucket, operation.key),
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
  });
  const versionId = bucket.versioned ? await versions.written(operation) : undefined;
  await onWritten({
    bucket,
    key: operation.key,
    how: ways[operation.kind],
    size: Number(headers['content-length']),
    eTag: String(headers.etag).replaceAll('"', ''),
    ...(versionId !== undefined && { versionId }),
  });
  return versionId === undefined ? answer : withVersion(answer, versionId);
}

const ways = { put: 'Put', copy: 'Copy', 'complete upload': 'CompleteMultipartUpload' } as const;

function withVersion(answer: Answer, versionId: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'x-amz-version-id': versionId } };
}

function accessDenied(message: string): Answer {
  return s3Error(403, 'AccessDenied', message);
}
