import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnvelope } from '../../../lambda/adapters/envelope.ts';
import { formEncoded, isAnnounced, objectCreated, type Written } from '../../../local/notifications/object-created.ts';
import type { Notification } from '../../../local/stack/buckets.ts';

const notification: Notification = {
  id: 'one',
  events: ['s3:ObjectCreated:*'],
  prefix: 'logs/',
  suffix: '.gz',
  queueArn: 'arn:aws:sqs:us-east-1:111122223333:queue',
};

function written(changes: Partial<Written> = {}): Written {
  return {
    bucket: {
      name: 'example-logs',
      arn: 'arn:aws:s3:::example-logs',
      account: '111122223333',
      region: 'us-east-1',
      versioned: true,
      notifications: [notification],
      sendsEvents: false,
      policy: [],
    },
    key: 'logs/a.gz',
    how: 'Put',
    size: 3,
    eTag: '900150983cd24fb0d6963f7d28e17f72',
    versionId: 'v1',
    ...changes,
  };
}

describe('a notification', () => {
  it.each<[string, Partial<Written>, Partial<Notification>, boolean]>([
    ['goes out', {}, {}, true],
    ['goes out for another way of writing', { how: 'CompleteMultipartUpload' }, {}, true],
    ['stays for another prefix', { key: 'log/a.gz' }, {}, false],
    ['stays for another suffix', { key: 'logs/a.json' }, {}, false],
    ['goes out for the event that is asked for', {}, { events: ['s3:ObjectCreated:Put'] }, true],
    ['stays for another event', {}, { events: ['s3:ObjectCreated:Copy', 's3:ObjectRemoved:*'] }, false],
  ])('%s', (_, object, entry, expected) => {
    expect(isAnnounced(written(object), { ...notification, ...entry })).toBe(expected);
  });

  it('says what S3 says', () => {
    const time = new Date('2026-11-20T10:00:00Z');

    const message = objectCreated(written({ key: 'logs/red flower.gz' }), notification, time);

    expect(message).toMatchObject({
      Records: [
        {
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          eventTime: '2026-11-20T10:00:00.000Z',
          awsRegion: 'us-east-1',
          s3: {
            configurationId: 'one',
            bucket: { name: 'example-logs', arn: 'arn:aws:s3:::example-logs' },
            object: {
              key: 'logs/red+flower.gz',
              size: 3,
              eTag: '900150983cd24fb0d6963f7d28e17f72',
              versionId: 'v1',
              sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
            },
          },
        },
      ],
    });
  });

  it('of a later write has a higher sequencer, within one millisecond as well', () => {
    const time = new Date();

    const sequencers = [1, 2, 3].map(
      () => JSON.stringify(objectCreated(written(), notification, time)).split('sequencer')[1],
    );

    expect(sequencers).toEqual(sequencers.toSorted());
    expect(new Set(sequencers).size).toBe(3);
  });
});

describe('a key', () => {
  it.each([
    ['a/b c/d+e.json', 'a/b+c/d%2Be.json'],
    ['m=11/PT1H.json', 'm%3D11/PT1H.json'],
    [`it's (a) "test"!~*-_.`, 'it%27s+%28a%29+%22test%22%21%7E*-_.'],
    ['grün/日', 'gr%C3%BCn/%E6%97%A5'],
  ])('%j is written as %s', (key, expected) => {
    expect(formEncoded(key)).toBe(expected);
  });

  it('is read by the functions as it was, whatever it is', () => {
    const key = fc.string({
      unit: fc.constantFrom(...'aZ9 +%&=?#/.~!*\'()"<>\\\n\u0000äß日', '\u{1F600}'),
      minLength: 1,
    });

    fc.assert(
      fc.property(key, (text) => {
        const body = JSON.stringify(objectCreated(written({ key: text }), notification, new Date()));
        expect(JSON.stringify(openEnvelope(body))).toContain(JSON.stringify(text));
      }),
    );
  });
});
