import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Envelope, type ObjectReference, openEnvelope } from '../../lambda/adapters/envelope.ts';
import { UnknownEnvelope } from '../../lambda/adapters/errors.ts';
import { parseInstant } from '../../lambda/core/time.ts';
import { consoleLogin } from '../records.ts';
import {
  cloudTrailMessage,
  notificationRecord,
  objectCreatedEvent,
  s3Notification,
  signInEvent,
  testEvent,
  throughSns,
} from './envelopes.ts';

const bucket = 'example-logs';
const key = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/file.json.gz';
const written = { size: 1234, eventTime: parseInstant('2026-11-20T10:05:00Z') };

const signIns = { signIns: true };

/** Each way in which a message of a shape can stand in a queue. */
const wrappings: readonly (readonly [string, (body: string) => string])[] = [
  ['straight', (body) => body],
  ['through SNS, raw', (body) => ` ${body}\n`],
  ['through SNS, wrapped', (body) => JSON.stringify(throughSns(body))],
];

describe.each(wrappings)('a message %s', (_, wrap) => {
  const open = (message: unknown) => openEnvelope(wrap(JSON.stringify(message)));

  it.each<[string, unknown, readonly unknown[]]>([
    ['an S3 notification', s3Notification(bucket, key), [{ bucket, key, ...written }]],
    [
      'an S3 notification of two objects',
      s3Notification(bucket, 'a', 'b'),
      [
        { bucket, key: 'a', ...written },
        { bucket, key: 'b', ...written },
      ],
    ],
    [
      "EventBridge's Object Created",
      objectCreatedEvent(bucket, key),
      [{ bucket, key, versionId: 'version-7', ...written }],
    ],
    [
      "CloudTrail's own message",
      cloudTrailMessage(bucket, key, 'other'),
      [
        { bucket, key },
        { bucket, key: 'other' },
      ],
    ],
  ])('brings the objects of %s', (_, message, objects) => {
    const envelope = open(message);

    expect(envelope).toEqual({ kind: 'objects', objects });
  });

  it.each<[string, string, string]>([
    ["S3's test event", JSON.stringify(testEvent), 's3:TestEvent'],
    ["CloudTrail's validation message", 'CloudTrail validation message.', 'CloudTrail validation message'],
    [
      'a removal',
      JSON.stringify({ Records: [notificationRecord(bucket, key, { eventName: 'ObjectRemoved:Delete' })] }),
      'S3 notification of something else than a creation',
    ],
    [
      'a removal from EventBridge',
      JSON.stringify(objectCreatedEvent(bucket, key, { 'detail-type': 'Object Deleted' })),
      'S3 event of something else than a creation',
    ],
  ])('is benign as %s', (_, body, what) => {
    const envelope = openEnvelope(wrap(body));

    expect(envelope).toEqual({ kind: 'benign', what });
  });
});

describe('keys', () => {
  const hard = 'a b+c%2B/ü&日本=.json';

  it('are form-encoded in an S3 notification', () => {
    const record = notificationRecord(bucket, hard);

    const [object] = objectsOf(openEnvelope(JSON.stringify({ Records: [record] })));

    expect(JSON.stringify(record)).toContain('a+b%2Bc%252B/%C3%BC%26%E6%97%A5%E6%9C%AC%3D.json');
    expect(object?.key).toBe(hard);
  });

  it('are as they are in EventBridge events and in CloudTrail messages', () => {
    const event = openEnvelope(JSON.stringify(objectCreatedEvent(bucket, hard)));
    const message = openEnvelope(JSON.stringify(cloudTrailMessage(bucket, hard)));

    expect(objectsOf(event)[0]?.key).toBe(hard);
    expect(objectsOf(message)[0]?.key).toBe(hard);
  });

  it('survive the way through a notification, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (any) => {
        const [object] = objectsOf(openEnvelope(JSON.stringify(s3Notification(bucket, any))));

        expect(object?.key).toBe(any);
      }),
    );
  });
});

describe('an S3 notification', () => {
  it('names the version of its object, where the bucket keeps versions', () => {
    const record = notificationRecord(bucket, key);
    const s3 = record['s3'] as { object: object };
    const versioned = { ...record, s3: { ...s3, object: { ...s3.object, versionId: 'version-7' } } };

    const [object] = objectsOf(openEnvelope(JSON.stringify({ Records: [versioned] })));

    expect(object?.versionId).toBe('version-7');
  });

  it.each(['2.0', '2.1', '2.6', '2.17'])('of version %s is read', (eventVersion) => {
    const body = JSON.stringify({ Records: [notificationRecord(bucket, key, { eventVersion })] });

    const envelope = openEnvelope(body);

    expect(envelope.kind).toBe('objects');
  });

  it.each(['3.0', '1.0', '22.1', '2'])('of version %s is refused', (eventVersion) => {
    const body = JSON.stringify({ Records: [notificationRecord(bucket, key, { eventVersion })] });

    expect(() => openEnvelope(body)).toThrow(UnknownEnvelope);
  });

  it('leaves out what was not created, and brings the rest', () => {
    const removed = notificationRecord(bucket, 'removed', { eventName: 'ObjectRemoved:Delete' });

    const envelope = openEnvelope(JSON.stringify({ Records: [removed, notificationRecord(bucket, 'created')] }));

    expect(objectsOf(envelope).map((object) => object.key)).toEqual(['created']);
  });
});

describe('a sign-in event', () => {
  it.each([['AWS Console Sign In via CloudTrail'], ['AWS Console Signin via CloudTrail']])(
    'spelled "%s" is brought, with its id',
    (detailType) => {
      const event = signInEvent(consoleLogin(), detailType);

      const envelope = openEnvelope(JSON.stringify(event), signIns);

      expect(envelope).toEqual({ kind: 'event', event, eventId: event['id'] });
    },
  );

  it.each([
    [7],
    [undefined],
    ['https://example.com/'],
    ['00000000-0000-4000-8000-000000000007\n'],
    ['x'.repeat(2_000)],
  ])('names no id that is none of EventBridge’s: %j', (id) => {
    const envelope = openEnvelope(JSON.stringify({ ...signInEvent(consoleLogin()), id }), signIns);

    expect(Object.keys(envelope)).toEqual(['kind', 'event']);
  });

  it.each([
    ['where none is expected', JSON.stringify(signInEvent(consoleLogin())), {}],
    ['inside an envelope of SNS', JSON.stringify(throughSns(JSON.stringify(signInEvent(consoleLogin())))), signIns],
  ])('is refused %s, as anybody could have made it up', (_, body, options) => {
    expect(() => openEnvelope(body, options)).toThrow(UnknownEnvelope);
    expect(() => openEnvelope(body, options)).toThrow('a sign-in event that no fast path brought');
  });
});

describe('an unknown message', () => {
  const broken = (s3: unknown) => JSON.stringify({ Records: [notificationRecord(bucket, key, { s3 })] });

  it.each<[string, string, string]>([
    ['text', 'hello', 'not JSON'],
    ['an empty body', '', 'not JSON'],
    ['a list', '[]', 'the message is no JSON object'],
    ['null', 'null', 'the message is no JSON object'],
    ['an object of no known shape', '{"a":1}', 'neither an S3 notification'],
    ['a wrapped text', JSON.stringify(throughSns('hello')), 'not JSON'],
    ['an envelope in an envelope', JSON.stringify(throughSns(JSON.stringify(throughSns('{}')))), 'neither an S3'],
    ['a subscription to confirm', '{"Type":"SubscriptionConfirmation","Token":"x"}', 'waits for its confirmation'],
    ['a notification without records', '{"Records":[]}', 'without records'],
    ['records that are no list', '{"Records":{}}', 'Records is no array'],
    ['a record that is no object', '{"Records":[null]}', 'no JSON object'],
    ['a bucket that is a number', broken({ bucket: { name: 7 }, object: { key } }), 's3.bucket.name is no text'],
    ['a bucket that is missing', broken({ object: { key } }), 's3.bucket is no JSON object'],
    ['a key that is a list', broken({ bucket: { name: bucket }, object: { key: ['a'] } }), 'object.key is no text'],
    ['an empty key', broken({ bucket: { name: bucket }, object: { key: '' } }), 'object.key is no text'],
    ['a key that is not form-encoded', broken({ bucket: { name: bucket }, object: { key: '%zz' } }), 'form-encoded'],
    ['a CloudTrail message of no objects', '{"s3Bucket":"a","s3ObjectKey":[]}', 'names no object'],
    ['a CloudTrail message of one text', '{"s3Bucket":"a","s3ObjectKey":"b"}', 's3ObjectKey is no array'],
    ['an event of another source', '{"detail-type":"x","source":"aws.ec2","detail":{}}', 'another source'],
    ['another event of the sign-in service', JSON.stringify(signInEvent({}, 'Something else')), 'another source'],
    ['an event without detail', '{"detail-type":"Object Created","source":"aws.s3"}', 'detail is no JSON object'],
  ])('is refused with a reason: %s', (_, body, reason) => {
    expect(() => openEnvelope(body)).toThrow(UnknownEnvelope);
    expect(() => openEnvelope(body)).toThrow(reason);
  });

  it('is not quoted in the reason', () => {
    const secret = 'hunter2';

    const error = failureOf(() => openEnvelope(`${secret} {`));

    expect(error).toBeInstanceOf(UnknownEnvelope);
    expect(JSON.stringify([String(error), (error as Error).cause])).not.toContain(secret);
  });

  it('throws UnknownEnvelope and nothing else, however deep it nests', () => {
    const deep = `${'{"Records":['.repeat(20_000)}${']}'.repeat(20_000)}`;

    expect(() => openEnvelope(deep)).toThrow(UnknownEnvelope);
  });

  it('throws UnknownEnvelope and nothing else, whatever it holds', () => {
    const names = ['Records', 'Type', 'Message', 's3Bucket', 's3ObjectKey', 'detail-type', 'source', 'detail', 's3'];
    const some = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('Notification', 'aws.s3', '2.1', 7, null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 2 }),
      object: fc.dictionary(fc.constantFrom(...names), tie('value')),
    }));

    fc.assert(
      fc.property(
        fc.oneof(
          some.object.map((body) => JSON.stringify(body)),
          fc.string(),
        ),
        (body) => {
          const error = failureOf(() => openEnvelope(body, signIns));

          expect(error === undefined || error instanceof UnknownEnvelope).toBe(true);
        },
      ),
    );
  });
});

function objectsOf(envelope: Envelope): readonly ObjectReference[] {
  return envelope.kind === 'objects' ? envelope.objects : [];
}

function failureOf(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}
