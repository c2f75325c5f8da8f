import { randomUUID } from 'node:crypto';
import { here } from '../here.ts';
import { nextSequencer, requestId, type Written } from '../notifications/object-created.ts';
import { type BusEvent, eventTime } from './event.ts';

const reasons = { Put: 'PutObject', Copy: 'CopyObject', CompleteMultipartUpload: 'CompleteMultipartUpload' } as const;

/**
 * What S3 tells EventBridge of an object that was written. Its key is as it is, where a notification has it form-encoded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function objectCreatedEvent({ bucket, key, how, size, eTag, versionId }: Written, time: Date): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: bucket.account,
    time: eventTime(time),
    region: bucket.region,
    resources: [bucket.arn],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key,
        size,
        etag: eTag,
        ...(versionId !== undefined && { 'version-id': versionId }),
        sequencer: nextSequencer(time),
      },
      'request-id': requestId(),
      requester: here.account,
      'source-ip-address': '127.0.0.1',
      reason: reasons[how],
    },
  };
}
