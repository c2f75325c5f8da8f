import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { errorLines } from '../../lambda/adapters/log.ts';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { newTally, readObject } from '../../lambda/sources/read-object.ts';
import { azureMonitorSignIn, graphSignIn } from '../records.ts';
import { block, bytes, type Codec, captured, captureSchema, eventData, file, header, long } from './avro-file.ts';
import { chunked, ids, read, readChunks } from './reading.ts';

const codecs: readonly Codec[] = ['null', 'deflate'];
const signIn = (id: string) => JSON.stringify(azureMonitorSignIn({ id }));
const records = (...names: readonly string[]) => `{"records":[${names.map(signIn).join()}]}`;
const most = 2n ** 63n - 1n;

describe.each(codecs)('a capture file with the codec %s', (codec) => {
  test('is read as another writer of Avro, fastavro, has written it', async () => {
    const content = readFileSync(join(import.meta.dirname, 'fixtures', `captured-${codec}.avro`));

    const result = await read(content);

    expect(result.error).toBeUndefined();
    expect(ids(result)).toEqual(['sign-in-0', 'sign-in-10', 'sign-in-11']);
    expect(result.tally).toMatchObject({ records: 3, events: 3, failed: 0 });
  });

  test('gives the same wherever the stream is cut into chunks, also after gzip', async () => {
    const content = captured([records('a', 'b'), undefined, records('c')], { codec });
    const whole = await read(content);

    for (let at = 1; at < content.length; at++) {
      const inTwo = await readChunks(split(content, at));

      expect(inTwo).toEqual(whole);
    }
    for (const chunkSize of [1, 2, 3, 7]) {
      const plain = await read(content, { chunkSize });
      const gzipped = await read(gzipSync(content), { chunkSize });

      expect([plain, gzipped]).toEqual([whole, whole]);
    }
    expect(ids(whole)).toEqual(['a', 'b', 'c']);
  });

  test('that is cut short fails after the events that stood before, wherever it is cut', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const content = captured(
      names.map((name) => records(name)),
      { codec },
    );
    const counts: number[] = [];

    for (let length = 4; length < content.length; length++) {
      const result = await read(content.subarray(0, length));

      counts.push(result.events.length);
      expect(ids(result)).toEqual(names.slice(0, result.events.length));
      if (isWhole(content, length)) expect(result.error).toBeUndefined();
      else expect(result.error).toEqual(new UnreadableObject(`Avro is truncated at byte ${length}`));
    }

    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(5);
  });
});

describe('the bodies of events', () => {
  test.each([
    ["Azure Monitor's records", records('a', 'b'), ['a', 'b']],
    ['a list', `[${signIn('a')},${signIn('b')}]`, ['a', 'b']],
    ['one record', signIn('a'), ['a']],
    ['one record a line', `${signIn('a')}\r\n${signIn('b')}\n`, ['a', 'b']],
    ['several values without anything between', signIn('a') + records('b') + signIn('c'), ['a', 'b', 'c']],
    ['a document over several lines', JSON.stringify({ records: [azureMonitorSignIn({ id: 'a' })] }, null, 2), ['a']],
    ["a page of Graph's", JSON.stringify({ value: [graphSignIn({ id: 'a' })] }), ['a']],
    ['a byte-order mark before', `\uFEFF${records('a')}`, ['a']],
  ])('may be %s', async (_, body, expected) => {
    const { error, ...result } = await read(captured([body, records('z')]));

    expect(error).toBeUndefined();
    expect(ids({ error, ...result })).toEqual([...expected, 'z']);
  });

  test.each([
    ['no event', []],
    ['an event without a body', [undefined]],
    ['an event with an empty body', ['']],
    ['an event with white space', [' \r\n']],
    ['an event with an empty list', ['{"records":[]}']],
  ])('may hold nothing: %s', async (_, bodies) => {
    const { error, tally } = await read(captured(bodies));

    expect(error).toBeUndefined();
    expect(tally).toMatchObject({ records: 0, events: 0, failed: 0 });
  });

  test.each([
    ['text', 'hello', 'not a JSON object or list'],
    ['a cut record', signIn('x').slice(0, 40), 'JSON is truncated at byte 40'],
    ['a cut container', records('x').slice(0, 40), 'JSON is truncated at byte 40'],
    ['a broken container', '{"records":[1 2]}', 'JSON is broken at byte 14'],
    ['a broken document over lines', '{"records":[\n1\n;]}', 'JSON is broken at byte 15'],
    ['broken long before its end', `{"records":[\n1\n;\n;\n${'x'.repeat(300_000)}`, 'JSON is broken at byte 15'],
    ['bytes that are no text', '\u0000\u0001', 'not a JSON object or list'],
  ])('fail alone where they are %s', async (_, bad, reason) => {
    for (const position of [0, 1, 2]) {
      const bodies = [records('a'), records('b')].toSpliced(position, 0, bad);
      const result = await read(captured(bodies));

      expect(result.error).toBeUndefined();
      expect(ids(result)).toEqual(['a', 'b']);
      expect(result.tally.failures.at(-1)).toEqual({
        where: expect.stringMatching(new RegExp(`^event ${position + 1}, line 1, byte \\d+$`)),
        reason,
      });
    }
  });

  test('of another kind are counted by their reason, and are refused where nothing else is there', async () => {
    const foreign = '{"records":[{"hello":"world"}]}';
    const audit = JSON.stringify({ ...azureMonitorSignIn(), category: 'AuditLogs' });

    const alone = await read(captured([foreign]));
    const among = await read(captured([foreign, audit, records('a')]));

    expect(alone.error).toEqual(new UnreadableObject('neither CloudTrail nor Entra sign-in logs'));
    expect(alone.tally.records).toBe(0);
    expect(among.tally).toMatchObject({ records: 3, events: 1, failed: 1 });
    expect(among.tally.skipped.get('other category')).toBe(1);
  });
});

describe("the writer's schema", () => {
  const text = (name: string) => ({ name, type: 'string' });
  const body = { name: 'Body', type: 'bytes' };
  const recordOf = (...fields: readonly unknown[]) => ({ type: 'record', name: 'Event', namespace: 'example', fields });

  test.each<[string, unknown, readonly Buffer[]]>([
    ['of the body alone', recordOf(body), [bytes(records('a'))]],
    ['whose body is text', recordOf({ name: 'Body', type: 'string' }), [bytes(records('a'))]],
    ['whose body is in an object', recordOf({ name: 'Body', type: { type: 'bytes' } }), [bytes(records('a'))]],
    ['whose body comes first', recordOf(body, text('After')), [bytes(records('a')), bytes('x')]],
    [
      'with a body in a record within',
      recordOf({ name: 'In', type: recordOf(body) }, body),
      [bytes('no body'), bytes(records('a'))],
    ],
    [
      'that names a type again, in full and in short',
      recordOf(
        { name: 'A', type: { type: 'fixed', name: 'Two', size: 2 } },
        { name: 'B', type: 'Two' },
        { name: 'C', type: 'example.Two' },
        { name: 'D', type: { type: 'record', name: 'other.Deep', fields: [{ name: 'E', type: 'example.Two' }] } },
        body,
      ),
      [Buffer.from('aabbccdd'), bytes(records('a'))],
    ],
    [
      'that holds itself',
      recordOf(
        {
          name: 'Chain',
          type: { type: 'record', name: 'Link', fields: [{ name: 'Next', type: ['null', 'Link'] }] },
        },
        body,
      ),
      [long(1), long(1), long(0), bytes(records('a'))],
    ],
    [
      'with a logical type, an enum, and blocks that tell their size',
      recordOf(
        { name: 'Time', type: { type: 'long', logicalType: 'timestamp-millis' } },
        { name: 'Kind', type: { type: 'enum', name: 'Kind', symbols: ['X', 'Y'] } },
        { name: 'List', type: { type: 'array', items: 'double' } },
        body,
      ),
      [
        long(most),
        long(1),
        long(-2),
        long(16),
        Buffer.alloc(16),
        long(1),
        Buffer.alloc(8),
        long(0),
        bytes(records('a')),
      ],
    ],
  ])('%s is followed', async (_, schema, parts) => {
    const result = await read(file([Buffer.concat(parts)], { schema }), { chunkSize: 3 });

    expect(result.error).toBeUndefined();
    expect(ids(result)).toEqual(['a']);
  });

  test.each([
    ['is no JSON', '{', 'the schema of the Avro file is no JSON'],
    ['is absent', '', 'the schema of the Avro file is no JSON'],
    ['is a number', '1', 'the schema of the Avro file is none that we know'],
    [
      'has an unknown type',
      recordOf({ name: 'A', type: 'example' }, body),
      'the schema of the Avro file is none that we know',
    ],
    [
      'has a type named __proto__',
      recordOf({ name: 'A', type: '__proto__' }, body),
      'the schema of the Avro file is none that we know',
    ],
    [
      'has a size below zero',
      recordOf({ name: 'A', type: { type: 'fixed', name: 'F', size: -1 } }, body),
      'the schema of the Avro file is none that we know',
    ],
    [
      'has fields that are none',
      { type: 'record', name: 'Event', fields: {} },
      'the schema of the Avro file is none that we know',
    ],
    ['is not of records', '"bytes"', 'Avro without a field Body of bytes'],
    ['has no body', recordOf(text('body')), 'Avro without a field Body of bytes'],
    ['has a body of another type', recordOf({ name: 'Body', type: 'long' }), 'Avro without a field Body of bytes'],
    ['has a body that takes no bytes', recordOf({ name: 'Body', type: 'null' }), 'Avro without a field Body of bytes'],
    [
      'has a body of several types',
      recordOf({ name: 'Body', type: ['null', 'long'] }),
      'Avro without a field Body of bytes',
    ],
    [
      'is nested 10,000 deep',
      `${'[{"type":'.repeat(10_000)}"int"${'}]'.repeat(10_000)}`,
      'Avro nested deeper than 64 levels',
    ],
  ])('that %s is refused in one sentence', async (_, schema, message) => {
    const result = await read(file([eventData(records('a'))], { schema }));

    expect(result.error).toEqual(new UnreadableObject(message));
    expect(result.tally.records).toBe(0);
  });
});

test('a schema that is no JSON is quoted by no error, nor by its cause', async () => {
  const { error } = await read(
    file([eventData(records('a'))], { schema: '{"type":"record","name":alice@example.com}' }),
  );

  expect(JSON.stringify(errorLines(error))).not.toContain('alice');
  expect(error).not.toHaveProperty('cause');
});

describe('a codec that is not known', () => {
  test.each([
    ['snappy', 'Avro with the codec snappy: only null and deflate are read'],
    ['\u001b[31m', 'Avro with the codec of an odd name: only null and deflate are read'],
    ['', 'Avro with the codec of an odd name: only null and deflate are read'],
  ])('%j is refused in one sentence', async (codec, message) => {
    const { error } = await read(Buffer.concat([header({ codec }), block(1, eventData(records('a')))]));

    expect(error).toEqual(new UnreadableObject(message));
  });
});

describe('a damaged file', () => {
  const good = block(1, eventData(records('a')));
  const start = header().length + good.length;
  const inBlock = `Avro is broken in the block at byte ${start}`;
  const event = eventData(records('b'));
  const numbers = Buffer.concat([long(0), bytes(''), bytes('')]); // SequenceNumber, Offset, EnqueuedTimeUtc

  test.each<[string, Buffer, string]>([
    ['a count below zero', block(-1, event), inBlock],
    ['the lowest count', block(-most - 1n, event), inBlock],
    ['a giant count', block(most, event), inBlock],
    ['a count that is too low', block(1, Buffer.concat([event, event])), inBlock],
    ['a count of none with content', block(0, event), inBlock],
    ['a size below zero', block(1, event, -5), `Avro is broken at byte ${start + 2}`],
    ['a giant size', block(1, event, most), `Avro is broken in the block at byte ${start}`],
    ['a size that is too low', block(1, event, event.length - 1), inBlock],
    ['a number without end', Buffer.alloc(64, 0xff), `Avro is broken at byte ${start + 10}`],
    ['a number without end in an event', block(1, Buffer.alloc(64, 0xff)), inBlock],
    ['a giant length of text', block(1, Buffer.concat([long(0), long(most), event])), inBlock],
    ['a length of text below zero', block(1, Buffer.concat([long(0), long(-1), event])), inBlock],
    ['a map of a giant count', block(1, Buffer.concat([numbers, long(most)])), inBlock],
    ['a map with a size below zero', block(1, Buffer.concat([numbers, long(-1), long(-1)])), inBlock],
    ['a map whose values take no branch', block(1, Buffer.concat([numbers, long(1), bytes(''), long(9)])), inBlock],
    ['a body that takes no branch', block(1, Buffer.concat([numbers, long(0), long(0), long(2)])), inBlock],
    ['a branch below zero', block(1, Buffer.concat([numbers, long(0), long(0), long(-1)])), inBlock],
    ['a body of a length below zero', block(1, Buffer.concat([numbers, long(0), long(0), long(1), long(-9)])), inBlock],
    ['a body of a giant length', block(1, Buffer.concat([numbers, long(0), long(0), long(1), long(most)])), inBlock],
    [
      'text behind the last block',
      Buffer.from('\u0000\u0000and so on, over more bytes'),
      `Avro is broken at byte ${start + 2}`,
    ],
  ])('with %s fails after what stood before', async (_, damage, message) => {
    const result = await read(Buffer.concat([header(), good, damage]));

    expect(ids(result).slice(0, 1)).toEqual(['a']);
    expect(result.error).toMatchObject({ name: 'UnreadableObject', message: expect.stringMatching(/^Avro is /) });
    expect((result.error as Error).message).toBe(message);
  });

  test('with another sync marker fails after the events of its block', async () => {
    const content = captured([records('a'), records('b'), records('c')], { inBlock: 1 });
    const at = content.lastIndexOf('0123456789abcdef', content.length - 17);
    content.write('X', at);

    const result = await read(content);

    expect(ids(result)).toEqual(['a', 'b']);
    expect(result.error).toEqual(new UnreadableObject(`Avro is broken at byte ${at}`));
  });

  test.each([
    [
      'bytes that are no deflate',
      Buffer.from('no deflate at all, and long enough to tell'),
      /^broken deflate: invalid /,
    ],
    [
      'deflate that is cut',
      deflateRawSync(eventData(records('b'))).subarray(0, -20),
      /^broken deflate: unexpected end of file/,
    ],
    ['more than its deflate', Buffer.concat([deflateRawSync(eventData('')), Buffer.from('x')]), undefined],
  ])('with %s in a block fails after what stood before, and never hangs', async (_, content, message) => {
    const before = block(1, deflateRawSync(eventData(records('a'))));

    const result = await read(Buffer.concat([header({ codec: 'deflate' }), before, block(1, content)]));

    expect(ids(result)[0]).toBe('a');
    if (message !== undefined) expect((result.error as Error).message).toMatch(message);
  });

  test.each([
    [
      'metadata of a giant count',
      Buffer.concat([Buffer.from('Obj\x01'), long(most), bytes('a'), bytes('b')]),
      /^Avro is truncated/,
    ],
    [
      'metadata of a giant length',
      Buffer.concat([Buffer.from('Obj\x01'), long(1), long(most)]),
      /^Avro is broken at byte/,
    ],
    [
      'metadata of a length below zero',
      Buffer.concat([Buffer.from('Obj\x01'), long(1), long(-1)]),
      /^Avro is broken at byte/,
    ],
    [
      'metadata without end',
      Buffer.concat([Buffer.from('Obj\x01'), long(most), Buffer.alloc(4 * 1024 * 1024, bytes('a'))]),
      /^Avro with a header of more than 1 MiB$/,
    ],
    ['nothing behind its first bytes', Buffer.from('Obj\x01'), /^Avro is truncated at byte 4$/],
  ])('with %s in the header is refused', async (_, content, message) => {
    const { error, tally } = await read(content);

    expect(error).toMatchObject({ name: 'UnreadableObject', message: expect.stringMatching(message) });
    expect(tally.records).toBe(0);
  });

  test('with metadata in blocks that tell their size is read', async () => {
    const metadata = [bytes('avro.schema'), bytes(JSON.stringify(captureSchema))];
    const blocks = [long(-1), long(Buffer.concat(metadata).length), ...metadata, long(0)];
    const content = [Buffer.from('Obj\x01'), ...blocks, Buffer.from('0123456789abcdef'), good];

    const result = await read(Buffer.concat(content));

    expect(ids(result)).toEqual(['a']);
  });
});

describe('what takes no bytes takes no time', () => {
  const body = { name: 'Body', type: 'bytes' };
  const nothing = { type: 'record', name: 'Nothing', fields: [{ name: 'A', type: 'null' }] };
  /** Each holds the one before twice: 2^40 records in the innermost. */
  const doubling = Array.from({ length: 40 }, (_, n) => ({
    name: `F${n}`,
    type: {
      type: 'record',
      name: `R${n + 1}`,
      fields: ['A', 'B'].map((name) => ({ name, type: n === 0 ? 'null' : `R${n}` })),
    },
  }));
  const endless = { type: 'record', name: 'Endless', fields: [{ name: 'Next', type: 'Endless' }] };

  test.each<[string, readonly unknown[], readonly Buffer[], readonly string[]]>([
    ['a giant list of null', [{ name: 'L', type: { type: 'array', items: 'null' } }], [long(most), long(0)], ['a']],
    [
      'a giant list of empty records',
      [{ name: 'L', type: { type: 'array', items: nothing } }],
      [long(most), long(0)],
      ['a'],
    ],
    ['records that double without content', doubling, [], ['a']],
    ['a record that can only hold itself', [{ name: 'E', type: endless }], [], []],
  ])('%s', async (_, fields, parts, expected) => {
    const schema = { type: 'record', name: 'Event', fields: [...fields, body] };

    const result = await read(file([Buffer.concat([...parts, bytes(records('a'))])], { schema }));

    expect(ids(result)).toEqual(expected);
    if (expected.length === 0)
      expect(result.error).toMatchObject({ message: expect.stringMatching(/^Avro is broken/) });
  });

  test('a value that nests without end is refused', async () => {
    const link = { type: 'record', name: 'Link', fields: [{ name: 'Next', type: ['null', 'Link'] }] };
    const schema = { type: 'record', name: 'Event', fields: [{ name: 'Chain', type: link }, body] };

    const { error } = await read(file([Buffer.alloc(4 * 1024 * 1024, long(1))], { schema }));

    expect(error).toMatchObject({ message: expect.stringMatching(/^Avro is broken in the block/) });
  });
});

describe('bounds', () => {
  const mebibyte = 1024 * 1024;

  test('a block that decompresses to more than the bound is refused while it is decompressed', async () => {
    const bomb = eventData(`${records('b')}${' '.repeat(64 * mebibyte)}`);
    const content = file([eventData(records('a')), bomb], { codec: 'deflate', inBlock: 1 });

    const result = await read(content, { maxBytes: mebibyte });

    expect(ids(result)).toEqual(['a', 'b']);
    expect(result.error).toEqual(new UnreadableObject('decompresses to more than 1 MiB'));
  });

  test('gzip around deflate has one bound for both', async () => {
    const spaces = eventData(`${records('a')}${' '.repeat(mebibyte)}`);
    const content = file([spaces], { codec: 'deflate' });
    const inflated = spaces.length;

    const fitting = await read(gzipSync(content), { maxBytes: content.length + inflated });
    const longer = await read(gzipSync(content), { maxBytes: content.length + inflated - 1 });

    expect(fitting.error).toBeUndefined();
    expect(longer.error).toMatchObject({ message: expect.stringMatching(/^decompresses to more than [\d,]+ bytes$/) });
  });

  test('many blocks that decompress to little each are counted together', async () => {
    const body = `${records('a')}${' '.repeat(300_000)}`;
    const content = captured(
      Array.from({ length: 8 }, () => body),
      { codec: 'deflate', inBlock: 1 },
    );

    const { error, events } = await read(content, { maxBytes: mebibyte });

    expect(error).toEqual(new UnreadableObject('decompresses to more than 1 MiB'));
    expect(events).toHaveLength(4);
  });
});

describe('the stream', () => {
  test('whose failure comes in the middle of a body is passed on as it is, after what was read', async () => {
    const failure = new Error('connection reset');
    const content = captured([`${signIn('a')}\n${signIn('b')}`]);
    async function* failing() {
      yield content.subarray(0, content.length - 60);
      throw failure;
    }

    const result = await readChunks(failing());

    expect(ids(result)).toEqual(['a']);
    expect(result.error).toBe(failure);
  });

  test.each(codecs)('is closed when its reader stops early, with the codec %s', async (codec) => {
    let closed = false;
    const body = Array.from({ length: 3_000 }, (_, n) => signIn(`${n}`)).join('\n');
    async function* endless() {
      try {
        yield* chunked(captured([body, body], { codec }), 100);
      } finally {
        closed = true;
      }
    }

    for await (const _ of readObject(endless(), { object: 'object', wanted: () => true }, newTally())) break;

    expect(closed).toBe(true);
  });
});

async function* split(content: Uint8Array, at: number): AsyncGenerator<Uint8Array> {
  yield content.subarray(0, at);
  yield new Uint8Array();
  yield content.subarray(at);
}

/** Whether a file that is cut there ends with a block, or with its header. */
function isWhole(content: Buffer, length: number): boolean {
  return content.subarray(0, length).toString('latin1').endsWith('0123456789abcdef');
}
