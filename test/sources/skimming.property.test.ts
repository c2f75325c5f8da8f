import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { countableBy } from '../../lambda/sources/cloudtrail/countable.ts';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { jsonValues } from '../../lambda/sources/json-values.ts';
import { effort } from '../effort.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  createLoginProfile,
  graphSignIn,
  type Json,
  logAnalyticsSignIn,
} from '../records.ts';
import { readCarefully } from './careful.ts';
import { chunked, type Read, read } from './reading.ts';

const wanted = wantedBy(rules);
const call = (changes: Json = {}): Json => consoleLogin({ eventName: 'DescribeInstances', ...changes });

const trickyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    'ConsoleLogin',
    '\\',
    '"',
    '\\"',
    '},{"eventVersion":"1","eventName":"ConsoleLogin"',
    ']}',
    '\n',
    '\ud800',
  ),
);
const more = fc.dictionary(
  fc.oneof(
    fc.constantFrom('eventName', 'Records', 'value', 'detail-type', 'logFiles', 'eventSource', 'eventType'),
    fc.constantFrom('eventID', 'eventTime', 'userIdentity', 'responseElements', 'id', 'createdDateTime', 'status'),
    trickyText,
  ),
  fc.oneof(
    trickyText,
    fc.constantFrom('aws:s3', 'consolelogin', 'AwsCloudTrailInsight', '{"arn":"arn:aws:iam::111122223333:user/bob"}'),
    fc.constantFrom(null, {}, { arn: 'é', type: 1, sessionContext: { sessionIssuer: { userName: '"' } } }),
    fc.jsonValue({ maxDepth: 3 }),
  ),
  { maxKeys: 3 },
);
const makers = [
  call,
  call,
  call,
  consoleLogin,
  createLoginProfile,
  graphSignIn,
  azureMonitorSignIn,
  logAnalyticsSignIn,
];
const record = fc.tuple(fc.constantFrom(...makers), more).map(([make, changes]): Json => ({ ...make(), ...changes }));

/** As JSON.stringify writes it, with space, with letters escaped, or with line breaks. */
const written = fc.constantFrom<((value: unknown) => string)[]>(
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, null, 1),
  (value) => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
  (value) => JSON.stringify(value).replaceAll('ConsoleLogin', 'Console\\u004cogin'),
  (value) => JSON.stringify(value).replaceAll('eventName', 'event\\u004Eame'),
  (value) => JSON.stringify(value).replaceAll(',"', ' , "'),
);

const document = fc
  .tuple(
    fc.array(fc.tuple(record, written), { minLength: 1, maxLength: 6 }),
    fc.constantFrom('Records', 'lines', 'lines', 'crlf', 'commas', 'list', 'twice'),
  )
  .map(([records, form]) => {
    const texts = records.map(([value, write]) => write(value));
    if (form === 'lines') return texts.join('\n');
    if (form === 'crlf') return texts.join('\r\n');
    if (form === 'commas') return texts.join(',');
    const list = `[${texts.join(',')}]`;
    if (form === 'list') return list;
    return form === 'twice' ? `{"Records":${list},"Records":${list}}\n{"Records":${list}}` : `{"Records":${list}}`;
  });

const words = ['{', '}', '[', ']', ':', ',', '"', '\\', '\n', ' ', '1', 'null', '"eventName":"ConsoleLogin"', '\u0000'];
const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...words), fc.nat({ max: 2 })), { maxLength: 3 });

function changed(text: string, places: readonly (readonly [number, string, number])[]): string {
  return places.reduce((before, [place, word, removed]) => {
    const at = place % (before.length + 1);
    return before.slice(0, at) + word + before.slice(at + removed);
  }, text);
}

/** Finding the same as if every record had been cut out carefully and parsed. */
async function expectSame(content: Buffer, { events, tally, error }: Read): Promise<void> {
  const found = { events, tally, error: error instanceof UnreadableObject ? error.message : error };
  expect(found).toEqual(await readCarefully(content, wanted));
}

test('skimming finds the same events, counts and faults as parsing every record', async () => {
  await fc.assert(
    fc.asyncProperty(document, fc.integer({ min: 1, max: 3_000 }), async (text, chunkSize) => {
      const content = Buffer.from(text);

      await expectSame(content, await read(content, { wanted, chunkSize }));
      await expectSame(content, await read(gzipSync(content), { wanted, chunkSize }));
    }),
    { numRuns: effort(1_000) },
  );
});

test('and so in damaged text', async () => {
  await fc.assert(
    fc.asyncProperty(document, changes, fc.integer({ min: 1, max: 3_000 }), async (text, places, chunkSize) => {
      const content = Buffer.from(changed(text, places));

      await expectSame(content, await read(content, { wanted, chunkSize }));
    }),
    { numRuns: effort(2_000) },
  );
});

const compactAndSpaced = [
  ['compact', undefined],
  ['spaced', 1],
] as const;

test.each(compactAndSpaced)('and so in a %s chunk that is larger than what is skimmed at once', async (_, space) => {
  const records = Array.from({ length: 3_000 }, (__, n) => (n % 700 === 0 ? consoleLogin : call)({ eventID: `e${n}` }));
  const content = Buffer.from(JSON.stringify({ Records: records }, null, space));

  const result = await read(content, { wanted, chunkSize: content.length });

  await expectSame(content, result);
  expect(result.tally).toMatchObject({ records: 3_000, events: 5 });
});

test.each(compactAndSpaced)(
  'and so around %s records as long as what is skimmed at once, and longer',
  async (_, space) => {
    const long = [100_000, 520_000, 1_500_000].map((length) =>
      call({ requestParameters: { text: 'x'.repeat(length) } }),
    );
    const records = Array.from({ length: 1_000 }, (__, n) => (n % 2 === 0 ? consoleLogin : call)({ eventID: `e${n}` }));
    const all = long.flatMap((each) => [...records, each, each, each]);
    const content = Buffer.from(JSON.stringify({ Records: all }, null, space));

    const result = await read(content, { wanted });

    await expectSame(content, result);
    expect(result.tally).toMatchObject({ records: 3_009, events: 1_500 });
  },
);

test('and so wherever the edge of what is at hand lies', async () => {
  const odd = call({ a: ['"', '\\', '\\"', [], {}, [{}], 1.5, true, null, { b: '}', c: ',{' }], eventID: 'é' });
  const text = JSON.stringify({ Records: [call({}), odd, consoleLogin(), call({}), createLoginProfile(), odd] });
  const content = Buffer.from(text);
  const logins = [consoleLogin(), createLoginProfile()].map((login) => JSON.parse(JSON.stringify(login)) as unknown);

  for (let size = 1; size < content.length; size++) {
    const found = await Array.fromAsync(jsonValues(chunked(content, size), 1, { countable: countableBy(wanted) }));

    expect(found.flatMap((piece) => (piece.kind === 'value' ? [piece.value] : []))).toEqual(logins);
    expect(found.reduce((sum, piece) => sum + (piece.kind === 'passed' ? piece.records : 0), 0)).toBe(4);
  }
});
