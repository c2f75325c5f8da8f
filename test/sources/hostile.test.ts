import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { azureMonitorSignIn, consoleLogin, graphSignIn, type Json, logAnalyticsSignIn } from '../records.ts';
import { ids, read } from './reading.ts';

const context = { object: 'object', wanted: () => true };
const good = JSON.stringify(consoleLogin({ eventID: 'good' }));
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('one bad record fails alone', () => {
  test.each([
    ['nested 10,000 deep', good.replace('{', `{"eventVersion":"x","deep":${nested(10_000)},`)],
    ['a list nested 10,000 deep', nested(10_000)],
    ['deep in a JSON string', JSON.stringify(consoleLogin({ responseElements: `{"ConsoleLogin":${nested(10_000)}}` }))],
    ['a value that is no JSON', '{"eventName":"ConsoleLogin","eventTime":2026-11-20}'],
    ['a control character in text', '{"eventName":"Console\u0000Login","eventVersion":"1"}'],
    ['a bracket that closes a brace', '{"eventName":"ConsoleLogin","userIdentity":{"a":[}]}'],
    ['a time over 256 KB', JSON.stringify(consoleLogin({ eventTime: '9'.repeat(256 * 1024) }))],
    ['a number', '1e400'],
  ])('%s', async (_, bad) => {
    for (const content of [`{"Records":[${bad},${good}]}`, `${good}\n[${bad}]\n`]) {
      const result = await read(content);

      expect(ids(result)).toEqual(['good']);
      expect(result.error).toBeUndefined();
      expect(result.tally).toMatchObject({ records: 2, failed: 1 });
    }
  });
});

describe('odd records that can be read are', () => {
  test('invalid UTF-8 becomes the replacement character', async () => {
    const bytes = Buffer.from(good.replace('Mozilla', 'M\u0001zilla').replace('\u0001', '?'));
    bytes[bytes.indexOf('M?zilla') + 1] = 0xff;

    const { events } = await read(bytes);

    expect(events[0]?.fields).toMatchObject({ UserAgent: expect.stringMatching(/^M\uFFFDzilla/) });
  });

  test('lone surrogates and NUL in text stay, and leave the identity well-formed', async () => {
    const { events } = await read(JSON.stringify(consoleLogin({ eventID: '\ud800\u0000', userAgent: '\udfff\u0000' })));

    expect(events[0]).toMatchObject({ eventId: '\ud800\u0000', id: expect.stringMatching(/^~[0-9a-f]{32}$/) });
  });

  test('of a key that is there twice the last one counts', async () => {
    const { events } = await read(`${good.slice(0, -1)},"eventName":"ConsoleLogin","userAgent":"last"}`);

    expect(events[0]?.fields).toMatchObject({ UserAgent: 'last' });
  });

  test('a __proto__ key changes nothing', async () => {
    const plain = await read(good);

    const { events } = await read(good.replace('{', '{"__proto__":{"eventName":"x","errorMessage":"y"},'));

    expect(events).toEqual(plain.events);
  });

  test('a record of 256 KB is read', async () => {
    const requestParameters = { x: 'x'.repeat(256 * 1024), userName: 'bob' };

    const { events } = await read(JSON.stringify({ Records: [consoleLogin({ requestParameters })] }), {
      chunkSize: 999,
    });

    expect(events[0]?.fields).toMatchObject({ RequestUserName: 'bob' });
  });
});

/** Every path to a field in a record. */
function paths(record: Json, before: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(record).flatMap(([name, value]) => {
    const path = [...before, name];
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? [path, ...paths(value as Json, path)] : [path];
  });
}

function replaced(record: Json, [name = '', ...rest]: readonly string[], value: unknown): Json {
  return { ...record, [name]: rest.length === 0 ? value : replaced(record[name] as Json, rest, value) };
}

test('any value in any field decodes or fails, and never throws', () => {
  const records = [
    consoleLogin({ resources: [{ ARN: 'x' }] }),
    graphSignIn(),
    azureMonitorSignIn(),
    logAnalyticsSignIn(),
  ];
  const cases = records.flatMap((record) => paths(record).map((path) => ({ record, path })));
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.oneof(fc.jsonValue(), fc.json()), ({ record, path }, value) => {
      const decoded = decodeRecord(replaced(record, path, value), context);

      expect(decoded.kind).toBeOneOf(['event', 'skipped', 'failed']);
      if (decoded.kind === 'event')
        for (const column of Object.values(decoded.event.fields))
          expect(['string', 'boolean']).toContain(typeof (column ?? ''));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['brackets', '[', 'a value of more than 4 MiB at byte 16'],
  ['brackets on lines', '[\n', 'a value of more than 4 MiB at byte 32'],
  ['objects that never end', '{"a":', 'a value of more than 4 MiB at byte 0'],
  ['lines that never end', '{"a":{"b":1,\n', 'a value of more than 4 MiB at byte 0'],
  ['quotes', '"', 'neither CloudTrail nor Entra sign-in logs'],
  ['backslashes in a string', '{"\\\\', 'JSON is broken at byte 6'],
])('%s without end are refused in linear time and bounded memory', async (_, text, message) => {
  const { error, tally } = await read(Buffer.alloc(12_000_000, text));

  expect(error).toMatchObject({ name: 'UnreadableObject', message });
  expect(tally.events).toBe(0);
});
