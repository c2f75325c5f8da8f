/** Queue bodies as the services write them, for one object each unless said otherwise. */

type Json = Record<string, unknown>;

/** One record of an S3 notification; `key` as it stands in the bucket. */
export function notificationRecord(bucket: string, key: string, changes: Json = {}): Json {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: '2026-11-20T10:05:00.000Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:EXAMPLE' },
    requestParameters: { sourceIPAddress: '192.0.2.1' },
    responseElements: { 'x-amz-request-id': 'EXAMPLE', 'x-amz-id-2': 'EXAMPLE' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'gatewarden',
      bucket: { name: bucket, ownerIdentity: { principalId: 'EXAMPLE' }, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: formEncoded(key),
        size: 1234,
        eTag: 'd41d8cd98f00b204e9800998ecf8427e',
        sequencer: '0055AED6DCD90281E5',
      },
    },
    ...changes,
  };
}

export function s3Notification(bucket: string, ...keys: readonly string[]): Json {
  return { Records: keys.map((key) => notificationRecord(bucket, key)) };
}

/** A message as SNS wraps it where raw delivery is off. */
export function throughSns(message: string): Json {
  return {
    Type: 'Notification',
    MessageId: '00000000-0000-4000-8000-000000000009',
    TopicArn: 'arn:aws:sns:us-east-1:111122223333:example',
    Message: message,
    Timestamp: '2026-11-20T10:05:01.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
  };
}

export function objectCreatedEvent(bucket: string, key: string, changes: Json = {}): Json {
  return {
    version: '0',
    id: '00000000-0000-4000-8000-000000000008',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2026-11-20T10:05:00Z',
    region: 'us-east-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: 1234, etag: 'd41d8cd98f00b204e9800998ecf8427e', 'version-id': 'version-7' },
      reason: 'PutObject',
    },
    ...changes,
  };
}

export function cloudTrailMessage(bucket: string, ...keys: readonly string[]): Json {
  return { s3Bucket: bucket, s3ObjectKey: keys };
}

/** From the account that the record names, as all that AWS sends is. */
export function signInEvent(record: Json, detailType = 'AWS Console Sign In via CloudTrail'): Json {
  return {
    version: '0',
    id: '00000000-0000-4000-8000-000000000007',
    'detail-type': detailType,
    source: 'aws.signin',
    account: record['recipientAccountId'] ?? '111122223333',
    time: '2026-11-20T10:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: record,
  };
}

export const testEvent = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-20T10:00:00.000Z',
  Bucket: 'example-logs',
  RequestId: 'EXAMPLE',
  HostId: 'EXAMPLE',
};

/** As S3 encodes keys in notifications: form encoding, where a slash stays. */
function formEncoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}
