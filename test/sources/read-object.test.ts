import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { newTally, readObject } from '../../lambda/sources/read-object.ts';
import { azureMonitorSignIn, consoleLogin, graphSignIn, logAnalyticsSignIn } from '../records.ts';
import { chunked, ids, read, readChunks } from './reading.ts';

const login = (id: string) => JSON.stringify(consoleLogin({ eventID: id }));
const prettyLogin = (id: string) => JSON.stringify(consoleLogin({ eventID: id }), null, 2);
const byteOrderMark = '\uFEFF';

describe('containers', () => {
  test.each([
    ['a single record', login('a'), ['a']],
    ['a single record over several lines', prettyLogin('a'), ['a']],
    ["CloudTrail's Records", `{"Records":[${login('a')},${login('b')}]}`, ['a', 'b']],
    ["Azure Monitor's records", `{"records":[${login('a')}]}`, ['a']],
    ["Graph's value among other members", `{"@odata.context":"[{","value":[${login('a')}],"n":{"x":[1]}}`, ['a']],
    ['two lists in one container', `{"value":[${login('a')}],"records":[${login('b')}]}`, ['a', 'b']],
    ['a name of a list spelled with an escape', `{"\\u0052ecords":[${login('a')}]}`, ['a']],
    ['a list', `[${login('a')} , ${login('b')}]`, ['a', 'b']],
    ['a list of containers', `[{"records":[${login('a')}]},{"records":[${login('b')}]}]`, ['a', 'b']],
    ['one record a line', `${login('a')}\n${login('b')}\n`, ['a', 'b']],
    ['lines that end in CRLF', `${login('a')}\r\n${login('b')}\r\n`, ['a', 'b']],
    ['blank lines between', `\n\n${login('a')}\n\n  \n${login('b')}`, ['a', 'b']],
    ['one container a line', `{"records":[${login('a')}]}\n[${login('b')}]\n${login('c')}`, ['a', 'b', 'c']],
    ['documents over several lines, one after the other', `${prettyLogin('a')}\n${prettyLogin('b')}`, ['a', 'b']],
    ['records without anything between, as Firehose writes them', login('a') + login('b'), ['a', 'b']],
    ['a byte-order mark', `${byteOrderMark}{"Records":[${login('a')}]}`, ['a']],
    [
      'a byte-order mark before each of several files',
      `${byteOrderMark}${login('a')}\n${byteOrderMark}${login('b')}`,
      ['a', 'b'],
    ],
  ])('%s is read', async (_, content, expected) => {
    const plain = await read(content);
    const gzipped = await read(gzipSync(content));
    const inSmallChunks = await read(content, { chunkSize: 7 });

    expect(ids(plain)).toEqual(expected);
    expect(plain.error).toBeUndefined();
    expect(gzipped).toEqual(plain);
    expect(inSmallChunks).toEqual(plain);
  });

  test('records of both sources and all shapes mix in one object', async () => {
    const records = [
      consoleLogin({ eventID: 'a' }),
      graphSignIn({ id: 'b' }),
      azureMonitorSignIn({ id: 'c' }),
      logAnalyticsSignIn({ id: 'd' }),
    ];

    const result = await read(JSON.stringify({ records }));

    expect(ids(result)).toEqual(['a', 'b', 'c', 'd']);
    expect(result.events.map(({ source }) => source)).toEqual(['cloudtrail', 'entra', 'entra', 'entra']);
  });

  test.each(['{"Records":[]}', '{"value":[]}', '{"records": [ ]}', '[]', '{"value":[],"more":1}'])(
    '%s is readable and holds nothing',
    async (content) => {
      const { error, tally } = await read(content);

      expect(error).toBeUndefined();
      expect(tally).toMatchObject({ records: 0, events: 0, failed: 0 });
    },
  );

  test('events come in batches of up to 1,000', async () => {
    const lines = Array.from({ length: 2_001 }, (_, i) => login(String(i))).join('\n');

    const sizes: number[] = [];
    const options = { object: 'object', wanted: () => true };
    for await (const batch of readObject(chunked(Buffer.from(lines), 65_536), options, newTally()))
      sizes.push(batch.length);

    expect(sizes).toEqual([1_000, 1_000, 1]);
  });

  test('several gzip members are one object', async () => {
    const members = Buffer.concat([gzipSync(`${login('a')}\n`), gzipSync(`${byteOrderMark}${login('b')}\n`)]);

    for (const chunkSize of [1, 10, 1_000_000]) {
      const result = await read(members, { chunkSize });

      expect(ids(result)).toEqual(['a', 'b']);
      expect(result.error).toBeUndefined();
    }
  });
});

describe('counting', () => {
  test('what is not wanted, and what is of another kind, is skipped and counted by its reason', async () => {
    const records = [
      consoleLogin({ eventID: 'a' }),
      consoleLogin({ eventName: 'CheckMfa' }),
      consoleLogin({ eventName: 'CheckMfa' }),
      { eventVersion: '1.07', eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', insightDetails: {} },
      { digestS3Bucket: 'example', digestEndTime: '2026-11-20T10:00:00Z', logFiles: [] },
      { ...azureMonitorSignIn(), category: 'ManagedIdentitySignInLogs' },
      { ...azureMonitorSignIn(), category: 'AuditLogs' },
    ];

    const { tally } = await read(JSON.stringify(records), { wanted: (name) => name === 'ConsoleLogin' });

    expect(tally).toMatchObject({ records: 7, events: 1, failed: 0 });
    expect(Object.fromEntries(tally.skipped)).toEqual({
      'other event': 2,
      insight: 1,
      digest: 1,
      'other table: AADManagedIdentitySignInLogs': 1,
      'other category': 1,
    });
  });

  test('a digest file is readable though nothing in it is an event', async () => {
    const digest = { awsAccountId: '111122223333', digestS3Bucket: 'example', logFiles: [{ s3Bucket: 'example' }] };

    const { error, tally } = await read(JSON.stringify(digest, null, 2));

    expect(error).toBeUndefined();
    expect(tally).toMatchObject({ records: 1, events: 0, failed: 0 });
  });

  test('a record that cannot be read is reported with its place and leaves the others alone', async () => {
    const content = `${login('a')}\n{"Records":[${JSON.stringify(consoleLogin({ eventTime: 'noon' }))},{"x":1}]}\n${login('b')}`;

    const result = await read(content);

    expect(ids(result)).toEqual(['a', 'b']);
    expect(result.tally).toMatchObject({ records: 4, events: 2, failed: 2 });
    expect(result.tally.failures).toEqual([
      { where: `line 2, byte ${login('a').length + 13}`, reason: 'eventTime: expected a time', found: '"noon"' },
      {
        where: expect.stringMatching(/^line 2, byte \d+$/),
        reason: 'neither a CloudTrail nor an Entra sign-in record',
      },
    ]);
  });

  test('only the first 20 failures are kept, all are counted', async () => {
    const content = `${'?\n'.repeat(15)}${login('a')}\n${'?\n'.repeat(15)}`;

    const { tally } = await read(content);

    expect(tally).toMatchObject({ records: 31, events: 1, failed: 30 });
    expect(tally.failures.map(({ where }) => where).at(-1)).toMatch(/^line 21, /);
    expect(tally.failures).toHaveLength(20);
  });
});

describe('bad lines', () => {
  test.each([
    ['that is text', 'hello "world" {'],
    ['that is a number', '42'],
    ['that ends too early in a string', '{"eventName":"ConsoleLogin","eventID":"x'],
    ['that ends too early behind a colon', '{"eventName":"ConsoleLogin","userIdentity":'],
    ['that ends too early in depth', '{"eventName":"ConsoleLogin","userIdentity":{"a":{"b":1,'],
    ['with a brace too many', '{"eventName":"ConsoleLogin"}}'],
    ['with a misspelled value', '{"eventName":nul}'],
  ])('a line %s is one failed record, wherever it stands', async (_, line) => {
    const good = ['a', 'b', 'c'].map(login);

    for (const position of [0, 1, 2, 3]) {
      const lines = good.toSpliced(position, 0, line);
      const result = await read(`${lines.join('\n')}\n`);

      expect(result.error).toBeUndefined();
      expect(ids(result)).toEqual(['a', 'b', 'c']);
      expect(result.tally.failures.at(-1)?.where).toMatch(new RegExp(`^line ${position + 1},`));
    }
  });

  test('a bad line that swallows others up to a closing brace is left for them', async () => {
    const content = `{"eventName":"ConsoleLogin","userIdentity":{"a":\n${login('a')}\n${login('b')}\n}}\n${login('c')}\n`;

    const result = await read(content);

    expect(ids(result)).toEqual(['a', 'b', 'c']);
    expect(result.tally.failures.map(({ where }) => where.split(',')[0])).toEqual(['line 1', 'line 4']);
  });

  test('a last line that is cut short is one failed record', async () => {
    const result = await read(`{"Records":[${login('a')}]}\n${login('b')}\n{"eventN`);

    expect(ids(result)).toEqual(['a', 'b']);
    expect(result.error).toBeUndefined();
    expect(result.tally.failures).toEqual([
      { where: expect.stringMatching(/^line 3, byte /), reason: expect.stringMatching(/^JSON is truncated at byte /) },
    ]);
  });
});

describe('a container that breaks off', () => {
  test.each([
    ['in its first record', '{"Records":[{"eventN', []],
    ['before its first record', '{"Records":[', []],
    ['between its records', `{"Records":[${login('x')} ${login('lost')}]}`, ['x']],
    ['in its second record', `{"Records":[${login('x')},{"eventName":`, ['x']],
  ])('%s makes the object unreadable, after all else was read, wherever it stands', async (_, line, before) => {
    const good = ['a', 'b', 'c'].map(login);

    for (const position of [0, 1, 2, 3]) {
      const lines = good.toSpliced(position, 0, line);
      const result = await read(`${lines.join('\n')}\n`);

      expect((result.error as Error | undefined)?.message).toMatch(/^JSON is (broken|truncated) at byte /);
      expect(ids(result).toSorted()).toEqual(['a', 'b', 'c', ...before]);
      expect(result.tally).toMatchObject({ records: 3 + before.length, failed: 0 });
    }
  });
});

describe('unreadable objects', () => {
  test.each([
    ['nothing', '', 'empty file'],
    ['white space', ' \r\n\t', 'empty file'],
    ['a byte-order mark alone', byteOrderMark, 'empty file'],
    ['text', 'Dear Sir or Madam,\nhello\n', 'neither CloudTrail nor Entra sign-in logs'],
    ['a number', '42', 'neither CloudTrail nor Entra sign-in logs'],
    ['JSON of another kind', '{"Resources":{},"value":1}', 'neither CloudTrail nor Entra sign-in logs'],
    ['a list of other JSON', '[1,"x",null,{"a":[]}]', 'neither CloudTrail nor Entra sign-in logs'],
    [
      'records of another kind',
      '{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","awsRegion":"us-east-1"}]}',
      'neither CloudTrail nor Entra sign-in logs',
    ],
    ['a cut document', '{"a":[1,2', 'JSON is truncated at byte 9'],
    ['a cut document that ends its line', '{"a":[1,2\n', 'JSON is truncated at byte 9'],
    ['a broken document', '{"a" 1}', 'JSON is broken at byte 5'],
    ['a comma too many', '{"a":1,}', 'JSON is broken at byte 7'],
    ['a comma too many in a list', '[1,]', 'JSON is broken at byte 3'],
    ['a broken document over lines', '{\n"a"\n1}', 'JSON is broken at byte 6'],
  ])('%s is refused in one sentence, and counts nothing', async (_, content, message) => {
    const plain = await read(content);
    const gzipped = await read(gzipSync(content));

    expect(plain.error).toEqual(new UnreadableObject(message));
    expect(plain.tally.records).toBe(0);
    expect(gzipped).toEqual(plain);
  });

  test.each([
    ['in one line', (document: string) => document],
    ['over several lines', (document: string) => JSON.stringify(JSON.parse(document), null, 2)],
    ['with a line for each record', (document: string) => document.replaceAll('},{', '},\n{').replace('[', '[\n')],
  ])('a document %s that is cut anywhere yields its complete records', async (_, form) => {
    const document = form(`{"Records":[${login('a')},${login('b')},${login('c')}]}`);
    const ends = ['a', 'b', 'c'].map((id) => document.indexOf('recipientAccountId', document.indexOf(`"${id}"`)));

    for (let length = 1; length < document.trimEnd().length; length += 13) {
      const result = await read(document.slice(0, length));
      const complete = ends.filter((end) => document.indexOf('}', end) < length).length;

      expect(ids(result)).toEqual(['a', 'b', 'c'].slice(0, complete));
      expect(result.error ?? result.tally.failures[0]?.reason).toMatchObject(/JSON is (truncated|broken)/);
    }
  });

  test('damage behind the records of a document over several lines is reported after them', async () => {
    const { error, ...result } = await read(`{\n"Records": [\n${login('a')},\n${login('b')}\n] x\n}\n`);

    expect(result.tally).toMatchObject({ records: 2, events: 2 });
    expect(error).toBeInstanceOf(UnreadableObject);
  });

  test('what follows the damage of a document over several lines is not passed over in silence', async () => {
    const content = `${login('a')}\n{\n"Records": [\n${login('b')}\n;\n${prettyLogin('c')}\n]\n}\n`;

    const result = await read(content);

    expect(ids(result)).toEqual(['a', 'b']);
    expect(result.error).toMatchObject({ message: `JSON is broken at byte ${content.indexOf('\n;') + 1}` });
  });

  test('a failure of the stream itself is passed on as it is, after what was read', async () => {
    const failure = new Error('connection reset');
    async function* failing() {
      yield Buffer.from(`${login('a')}\n${login('b').slice(0, 50)}`);
      throw failure;
    }

    const result = await readChunks(failing());

    expect(ids(result)).toEqual(['a']);
    expect(result.error).toBe(failure);
  });

  test('a stream is closed when its reader stops early', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (let i = 0; ; i++) yield Buffer.from(`${login(String(i))}\n`);
      } finally {
        closed = true;
      }
    }

    for await (const _ of readObject(endless(), { object: 'object', wanted: () => true }, newTally())) break;

    expect(closed).toBe(true);
  });
});
