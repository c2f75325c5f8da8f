import { type Asked, headerOf } from '../asked.ts';

/** Which bucket and key a request is about, decoded; none for the list of buckets. */
export interface Place {
  readonly bucket?: string;
  readonly key?: string;
}

/**
 * Of a path-style request from its path (`/bucket/key`), of a virtual-hosted one from its host (`bucket.localhost`, with
 * or without `s3.`) and path. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function placeOf(asked: Pick<Asked, 'path' | 'headers'>): Place {
  const [, first = '', ...rest] = pathStyle(asked).split('/');
  const [bucket, key] = [decodeURIComponent(first), decodeURIComponent(rest.join('/'))];
  return { ...(bucket !== '' && { bucket }), ...(key !== '' && { key }) };
}

/** The request's path as a path-style request has it. */
export function pathStyle(asked: Pick<Asked, 'path' | 'headers'>): string {
  const host = headerOf(asked, 'host')?.replace(/:\d+$/, '') ?? '';
  const bucket = /^(.+?)(?:\.s3)?\.localhost$/.exec(host)?.[1];
  return bucket === undefined || bucket === 's3' ? asked.path : `/${bucket}${asked.path}`;
}

/** The path of an object, percent-encoded. */
export function pathOf(bucket: string, key: string): string {
  return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
