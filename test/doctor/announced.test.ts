import { describe, expect, it } from 'vitest';
import { type Announcement, covers, overlap } from '../../bin/commands/doctor/announced.ts';

const ours: Announcement = { to: 'ours', events: ['s3:ObjectCreated:*'], prefix: 'AWSLogs/1/', suffix: '.json.gz' };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html */
describe('S3 takes no two entries that would both announce an object', () => {
  it.each<[string, Partial<Announcement>, boolean]>([
    ['the same once more', {}, true],
    ['everything', { prefix: '', suffix: '' }, true],
    ['one of the events', { events: ['s3:ObjectCreated:Put'] }, true],
    ['other events', { events: ['s3:ObjectRemoved:*'] }, false],
    ['a longer prefix', { prefix: 'AWSLogs/1/CloudTrail/' }, true],
    ['a shorter prefix', { prefix: 'AWS' }, true],
    ['another prefix', { prefix: 'AWSLogs/2/' }, false],
    ['a longer suffix', { suffix: 'a.json.gz' }, true],
    ['a shorter suffix', { suffix: '.gz' }, true],
    ['another suffix', { suffix: '.csv.gz' }, false],
  ])('%s', (_, changes, expected) => {
    const other: Announcement = { ...ours, to: 'other', ...changes };

    expect(overlap(ours, other)).toBe(expected);
    expect(overlap(other, ours)).toBe(expected);
  });

  it('where a star stands for all of one kind', () => {
    expect(covers('s3:ObjectCreated:*', 's3:ObjectCreated:Put')).toBe(true);
    expect(covers('s3:ObjectCreated:Put', 's3:ObjectCreated:*')).toBe(false);
    expect(covers('s3:ObjectCreated:*', 's3:ObjectRemoved:Delete')).toBe(false);
  });
});
