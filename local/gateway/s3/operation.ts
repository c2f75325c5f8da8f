import { type Asked, headerOf } from '../asked.ts';
import { placeOf } from './place.ts';

/**
 * What a request asks of S3. Only these are served: what fauxqs does not know it would take for another operation (a
 * PUT of a bucket's policy for the creation of a bucket).
 */
export type Operation =
  | { readonly kind: 'list buckets' }
  | { readonly kind: 'create bucket' | 'delete bucket' | 'list objects'; readonly bucket: string }
  | { readonly kind: 'delete objects'; readonly bucket: string; readonly keys: readonly string[] }
  | ({ readonly kind: 'read' | 'delete'; readonly versionId?: string } & ObjectPlace)
  | ({ readonly kind: 'copy'; readonly source: ObjectPlace } & ObjectPlace)
  | ({ readonly kind: 'put' | 'complete upload' } & ObjectPlace)
  | ({ readonly kind: 'part of an upload' | 'abort upload' } & ObjectPlace);

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** Parameters that do not change what is asked for. `x-id` is the SDK's own name of the operation. */
const harmless =
  /^(x-id|list-type|prefix|delimiter|marker|max-keys|continuation-token|start-after|encoding-type|fetch-owner|partNumber|versionId|response-.*|X-Amz-.*)$/;

/** Undefined where it is none of those that are served. */
export function operationOf(asked: Asked): Operation | undefined {
  const { bucket, key } = placeOf(asked);
  const subresources = [...asked.query.keys()].filter((name) => !harmless.test(name)).toSorted();
  const wanted = [asked.method, ...subresources].join(' ');
  if (bucket === undefined) return wanted === 'GET' ? { kind: 'list buckets' } : undefined;
  return key === undefined ? ofBucket(wanted, bucket, asked) : ofObject(wanted, { bucket, key }, asked);
}

function ofBucket(wanted: string, bucket: string, { body }: Asked): Operation | undefined {
  switch (wanted) {
    case 'PUT':
      return { kind: 'create bucket', bucket };
    case 'DELETE':
      return { kind: 'delete bucket', bucket };
    case 'GET':
    case 'HEAD':
      return { kind: 'list objects', bucket };
    case 'POST delete':
      return { kind: 'delete objects', bucket, keys: keysIn(body.toString()) };
    default:
      return undefined;
  }
}

function ofObject(wanted: string, place: ObjectPlace, asked: Asked): Operation | undefined {
  const versionId = asked.query.get('versionId') ?? undefined;
  const source = headerOf(asked, 'x-amz-copy-source');
  switch (wanted) {
    case 'GET':
    case 'HEAD':
      return { kind: 'read', ...place, ...(versionId !== undefined && { versionId }) };
    case 'DELETE':
      return { kind: 'delete', ...place, ...(versionId !== undefined && { versionId }) };
    case 'PUT':
      return source === undefined ? { kind: 'put', ...place } : copyOf(source, place);
    case 'PUT uploadId': // with partNumber
      return source === undefined ? { kind: 'part of an upload', ...place } : undefined;
    case 'POST uploads':
      return { kind: 'part of an upload', ...place };
    case 'POST uploadId':
      return { kind: 'complete upload', ...place };
    case 'DELETE uploadId':
      return { kind: 'abort upload', ...place };
    default:
      return undefined;
  }
}

/** fauxqs takes a version in the source for a part of the key. */
function copyOf(source: string, place: ObjectPlace): Operation | undefined {
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/.exec(decodeURIComponent(source)) ?? [];
  if (bucket === undefined || key === undefined || /\?versionId=/.test(source)) return undefined;
  return { kind: 'copy', ...place, source: { bucket, key } };
}

function keysIn(xml: string): readonly string[] {
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
}

function unescapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] as string);
}
