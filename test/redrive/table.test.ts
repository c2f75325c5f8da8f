import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../bin/commands/redrive/entry.ts';
import { entryLine } from '../../bin/commands/redrive/json.ts';
import { renderEntries } from '../../bin/commands/redrive/table.ts';
import { type Instant, minutes, parseInstant, plus } from '../../lambda/core/time.ts';
import { cells } from '../../lambda/render/cells.ts';
import { cloudTrailMessage } from '../adapters/envelopes.ts';
import { hostileText } from '../render/hostile.ts';

const noon = parseInstant('2026-11-20T12:00:00Z') as Instant;
const plain = { width: 100, colour: false };

function failedEntry(object: string, changes: Partial<Entry> = {}): Entry {
  const message = { queue: 'cloudtrail', messageId: 'id-1' } as const;
  const failures = [{ object, errors: [`ObjectForbidden: no access to ${object}`, 'AccessDenied: Access Denied'] }];
  const times = { firstAt: noon, lastAt: plus(noon, minutes(48)) };
  return {
    ...message,
    where: 'dead-letter',
    letter: { messageId: 'id-1', body: '{}', sent: noon },
    reason: { ...message, failures, failed: 1, attempts: 5, ...times },
    ...changes,
  };
}

function silentEntry(body: string): Entry {
  const letter = { messageId: 'id-2', body, sent: noon };
  return { queue: 'entra', messageId: 'id-2', where: 'dead-letter', letter };
}

describe('failed messages as a table', () => {
  it('show the dead letters, what else failed, and what to do about each kind of error, once', () => {
    const silent = silentEntry(JSON.stringify(cloudTrailMessage('example-logs', 'a', 'b')));
    const tried = { where: 'being-tried', messageId: 'id-3' } as const;

    const table = renderEntries([failedEntry('s3://example-logs/a'), silent, failedEntry('s3://b/c', tried)], plain);

    expect(table.split('\n')).toEqual([
      'cloudtrail: dead letters (1)',
      '',
      '  message  id-1',
      '  failed   2026-11-20 12:00:00 – 12:48:00, 5 times',
      '  object   s3://example-logs/a',
      '  error    ObjectForbidden: no access to s3://example-logs/a',
      '           AccessDenied: Access Denied',
      '',
      'cloudtrail: failed, and tried again within minutes (1)',
      '',
      '  message  id-3',
      '  failed   2026-11-20 12:00:00 – 12:48:00, 5 times',
      '  object   s3://b/c',
      '  error    ObjectForbidden: no access to s3://b/c',
      '           AccessDenied: Access Denied',
      '',
      'entra: dead letters without a reason (1)',
      '',
      '  message  id-2',
      '  arrived  2026-11-20 12:00:00',
      '  object   s3://example-logs/a',
      '           s3://example-logs/b',
      '',
      'What to do',
      '',
      '  ObjectForbidden ×2',
      '    S3 refuses a file: a fault of permission. Check the bucket policy and the key policy against the',
      '    outputs CloudTrailBucketPolicy and CloudTrailKeyPolicy, or what the role of cloudtrail.readAs',
      '    may against CloudTrailRolePermissions, and that cloudtrail.account owns the bucket. Then send',
      '    again.',
      '',
      '  no reason ×1',
      '    No reason was noted: the function died with it (a timeout, too little memory), or was of an',
      '    older version. Look for the message id in its log, and for the ends of its invocations (`Task',
      '    timed out`, `Runtime exited`).',
      '',
    ]);
  });

  it('name ten objects, and say how many more there are', () => {
    const keys = Array.from({ length: 13 }, (_, n) => `key-${n}`);

    const table = renderEntries([silentEntry(JSON.stringify(cloudTrailMessage('example-logs', ...keys)))], plain);

    expect(table.match(/s3:\/\//g)).toHaveLength(10);
    expect(table).toContain('           and 3 more\n');
  });

  it('name the bucket of an object whose name is too long for its line, and how it ends', () => {
    const object = `s3://example-logs/AWSLogs/${'a/'.repeat(100)}name.json.gz`;

    const table = renderEntries([failedEntry(object)], plain);

    expect(table).toMatch(/^ {2}object {3}s3:\/\/example-logs\/….*\/name\.json\.gz$/m);
  });

  it('say that there are none', () => {
    expect(renderEntries([], plain)).toBe('No failed messages.\n');
  });

  it('keep every line within the width and safe, whatever an attacker called an object', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(40, 80, 120), (name, width) => {
        const silent = silentEntry(JSON.stringify({ s3Bucket: name, s3ObjectKey: [name] }));
        const entries = [failedEntry(name.repeat(20)), silent];

        const table = renderEntries(entries, { width, colour: false });

        expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        for (const line of table.split('\n')) expect(cells(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('a failed message as JSON', () => {
  it('is one line with everything that is known', () => {
    expect(JSON.parse(entryLine(failedEntry('s3://example-logs/a')))).toEqual({
      queue: 'cloudtrail',
      messageId: 'id-1',
      where: 'dead-letter',
      objects: ['s3://example-logs/a'],
      failures: [
        {
          object: 's3://example-logs/a',
          errors: ['ObjectForbidden: no access to s3://example-logs/a', 'AccessDenied: Access Denied'],
        },
      ],
      firstFailed: '2026-11-20T12:00:00Z',
      lastFailed: '2026-11-20T12:48:00Z',
      attempts: 5,
      arrived: '2026-11-20T12:00:00Z',
      whatToDo: [expect.stringMatching(/^S3 refuses a file/)],
    });
  });

  it('keeps the name of an object as it is, and no character that acts on a terminal', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const line = entryLine(failedEntry(name));

        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(JSON.parse(line).objects).toEqual([name]);
      }),
    );
  });
});
