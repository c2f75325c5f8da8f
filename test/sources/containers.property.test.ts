import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { jsonValues } from '../../lambda/sources/json-values.ts';
import type { Piece, Place } from '../../lambda/sources/piece.ts';
import { effort } from '../effort.ts';
import { azureMonitorSignIn, consoleLogin, graphSignIn, type Json, logAnalyticsSignIn } from '../records.ts';
import { chunked, type Read, read } from './reading.ts';

const trickyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '"',
    '\\',
    '\\"',
    '{"Records":[',
    ']}',
    '}\n{',
    '\\u0022',
    '\u0000',
    '\ud800',
    '\uFEFF',
    ']]',
    '\r\n',
  ),
);
// No name ends in a backslash: once V8 has seen one, it takes other names with an escape there for it
// (https://github.com/nodejs/node/issues/63785). No field that we read is spelled with an escape.
const safeNames = trickyText.map((name) => name.replaceAll('\\', '/'));
const names = fc.oneof(fc.constantFrom('value', 'records', 'Records', 'value ', 'Values', '__proto__'), safeNames);

/** JSON in which text looks like structure and containers stand at all depths. */
const { json } = fc.letrec<{ json: unknown; list: unknown[]; object: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(trickyText, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('json'), { maxLength: 5 }),
  object: fc.dictionary(names, tie('json'), { maxKeys: 5 }),
}));

const document = json.filter((value) => typeof value === 'object' && value !== null);
const spacing = fc.constantFrom(undefined, 1, '\t');
const chunkSize = fc.integer({ min: 1, max: 200 });

/** What JSON.parse finds, with its containers opened. */
function opened(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(opened);
  if (typeof value !== 'object' || value === null) return [value];
  const lists = Object.entries(value).filter(
    ([name, item]) => ['value', 'records', 'Records'].includes(name) && Array.isArray(item),
  );
  return lists.length === 0 ? [value] : lists.flatMap(([, list]) => opened(list));
}

interface Found {
  readonly value: unknown;
  readonly place: Place;
}

async function found(text: string, size: number): Promise<readonly Found[]> {
  const values: Found[] = [];
  for await (const piece of jsonValues(chunked(Buffer.from(text), size), 1)) {
    if (piece.kind === 'broken') throw new Error(piece.reason);
    if (piece.kind === 'value') values.push(piece);
  }
  return values;
}

async function valuesOf(text: string, size: number): Promise<readonly unknown[]> {
  return (await found(text, size)).map(({ value }) => value);
}

test('cutting records out of the bytes finds what JSON.parse finds', async () => {
  await fc.assert(
    fc.asyncProperty(document, spacing, chunkSize, async (value, space, size) => {
      const text = JSON.stringify(value, null, space);

      const values = await valuesOf(text, size);

      expect(values).toEqual(opened(JSON.parse(Buffer.from(text).toString())));
    }),
    { numRuns: effort(1_000) },
  );
});

test('a sequence of documents, one after the other, is read as each of them alone', async () => {
  const separator = fc.constantFrom('', '\n', '\r\n', ' \n\n', '\n\uFEFF');
  const sequence = fc.array(fc.tuple(document, spacing, separator), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(sequence, chunkSize, async (parts, size) => {
      const texts = parts.map(([value, space, end]) => JSON.stringify(value, null, space) + end);

      const values = await valuesOf(texts.join(''), size);

      const each = parts.flatMap(([value]) => opened(JSON.parse(Buffer.from(JSON.stringify(value)).toString())));
      expect(values).toEqual(each);
    }),
    { numRuns: effort(300) },
  );
});

test('the place of a value is where it begins', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 4 }),
      spacing,
      chunkSize,
      async (parts, space, size) => {
        const text = parts.map((value) => JSON.stringify(value, null, space)).join('\n\n');
        const bytes = Buffer.from(text);

        for (const { value, place } of await found(text, size)) {
          const start = JSON.stringify(value).slice(0, 1);

          expect(bytes.subarray(place.offset, place.offset + 1).toString()).toBe(start);
          expect(place.line).toBe(bytes.subarray(0, place.offset).toString().split('\n').length);
        }
      },
    ),
    { numRuns: effort(300) },
  );
});

const aRecord = fc.nat({ max: 30 }).map((n) => {
  const id = `id-${n}`;
  const kinds = [
    consoleLogin({ eventID: id }),
    graphSignIn({ id }),
    azureMonitorSignIn({ id }),
    logAnalyticsSignIn({ id }),
  ];
  return kinds[n % kinds.length] as Json;
});

const container = fc
  .tuple(fc.constantFrom('value', 'records', 'Records', 'list', 'lines'), spacing)
  .map(([form, space]) => (records: readonly Json[]): string => {
    if (form === 'lines') return records.map((record) => JSON.stringify(record, null, space)).join('\n');
    return JSON.stringify(form === 'list' ? records : { '@odata.count': 1, [form]: records }, null, space);
  });

/** Records shared out over documents of different forms, and the documents over gzip members. */
const wrapped = fc
  .array(fc.tuple(fc.array(aRecord, { minLength: 1, maxLength: 6 }), container, fc.boolean()), { minLength: 1 })
  .map((parts) => {
    const texts = parts.map(([records, wrap]) => `${wrap(records)}\n`);
    const gzipped = parts[0]?.[2] === true;
    const content = gzipped ? Buffer.concat(texts.map((text) => gzipSync(text))) : Buffer.from(texts.join(''));
    return { records: parts.flatMap(([records]) => records), content };
  });

test('any wrapping, splitting and repetition of the same records gives the same events', async () => {
  await fc.assert(
    fc.asyncProperty(wrapped, fc.integer({ min: 50, max: 5_000 }), async ({ records, content }, size) => {
      const plain = await read(JSON.stringify(records));

      const result = await read(content, { chunkSize: size });

      expect(result.error).toBeUndefined();
      expect(result.events).toEqual(plain.events);
      expect(result.tally).toMatchObject({ records: records.length, events: records.length, failed: 0 });
    }),
    { numRuns: 100 },
  );
});

test('nothing but UnreadableObject is thrown for damaged bytes, and every record is counted', async () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: 1_000_000 }), fc.nat({ max: 255 })), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(wrapped, damage, fc.nat({ max: 1_000_000 }), async ({ content }, changes, cut) => {
      const damaged = Buffer.from(content.subarray(0, content.length - (cut % content.length) * (cut % 2)));
      for (const [place, value] of changes) damaged[place % damaged.length] = value;

      const result = await read(damaged, { chunkSize: 1_000 });

      expectReconciled(result);
    }),
    { numRuns: effort(300) },
  );
});

test('where the stream is cut into chunks has no effect, on damaged text neither', async () => {
  const piece = fc.constantFrom(
    ...['{', '}', '[', ']', ',', ':', '"', '\\', '\n', '\n', '\n', ' ', '\uFEFF', '1', 'null'],
    ...['"a"', '{"a":1}', '{"a":1}\n', '{"Records":[', '"value":[', '{"a":{"b":1,\n', '[]'],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), async (words, size) => {
      const bytes = Buffer.from(words.join(''));

      const whole = await allPieces(jsonValues(chunked(bytes, 1_000)));
      const inChunks = await allPieces(jsonValues(chunked(bytes, size), 1));

      expect(inChunks).toEqual(whole);
    }),
    { numRuns: effort(3_000) },
  );
});

test('nothing but UnreadableObject is thrown for any text', async () => {
  const word = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '\n', '1', 'null', '"Records"', '"a"', ' ');
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
      const result = await read(words.join(''), { chunkSize: 5 });

      expectReconciled(result);
    }),
    { numRuns: effort(2_000) },
  );
});

/** The pieces, and the message of what is thrown after them. */
async function allPieces(pieces: AsyncIterable<Piece>): Promise<readonly (Piece | string)[]> {
  const all: (Piece | string)[] = [];
  try {
    for await (const piece of pieces) all.push(piece);
  } catch (error) {
    all.push(String(error));
  }
  return all;
}

function expectReconciled({ error, events, tally }: Read): void {
  const skipped = [...tally.skipped.values()].reduce((sum, number) => sum + number, 0);
  if (error !== undefined) expect(error).toBeInstanceOf(UnreadableObject);
  expect(tally.events).toBe(events.length);
  expect(tally.records).toBe(tally.events + skipped + tally.failed);
}
