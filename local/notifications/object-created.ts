import { randomBytes } from 'node:crypto';
import type { Bucket, Notification } from '../stack/buckets.ts';

/** An object that was written. */
export interface Written {
  readonly bucket: Bucket;
  readonly key: string;
  readonly how: 'Put' | 'Copy' | 'CompleteMultipartUpload';
  readonly size: number;
  /** Without quotes. */
  readonly eTag: string;
  /** In a versioned bucket. */
  readonly versionId?: string;
}

/** Whether the bucket announces the object under this entry of its configuration. */
export function isAnnounced({ key, how }: Written, { events, prefix, suffix }: Notification): boolean {
  const event = `s3:ObjectCreated:${how}`;
  const wanted = events.some((each) => each === event || each === 's3:ObjectCreated:*');
  return wanted && key.startsWith(prefix) && key.endsWith(suffix);
}

/**
 * What S3 sends to say so. The key is encoded as in a form: `red flower.jpg` is `red+flower.jpg`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function objectCreated(written: Written, { id }: Pick<Notification, 'id'>, time: Date): object {
  const { bucket, key, how, size, eTag, versionId } = written;
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: time.toISOString(),
    eventName: `ObjectCreated:${how}`,
    userIdentity: { principalId: 'LOCAL' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': requestId(), 'x-amz-id-2': 'local' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: id,
      bucket: { name: bucket.name, ownerIdentity: { principalId: 'LOCAL' }, arn: bucket.arn },
      object: {
        key: formEncoded(key),
        size,
        eTag,
        ...(versionId !== undefined && { versionId }),
        sequencer: nextSequencer(time),
      },
    },
  };
  return { Records: [record] };
}

/**
 * What S3 sends to a destination when it is set up.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function testEvent(bucket: Bucket, time: Date): object {
  return {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: time.toISOString(),
    Bucket: bucket.name,
    RequestId: requestId(),
    HostId: 'local',
  };
}

/** Slashes stay; a space is a plus; all else but letters, digits and `.-*_` is percent-encoded. */
export function formEncoded(key: string): string {
  return key.split('/').map(encodeSegment).join('/');
}

function encodeSegment(text: string): string {
  const more = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, more)
    .replaceAll('%20', '+');
}

let last = 0n;

/** Hexadecimal; of one key's events the later has the higher one. */
export function nextSequencer(time: Date): string {
  const now = BigInt(time.getTime()) * 1_000n;
  last = now > last ? now : last + 1n;
  return last.toString(16).toUpperCase().padStart(16, '0');
}

export function requestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}
