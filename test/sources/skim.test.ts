import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { countableBy } from '../../lambda/sources/cloudtrail/countable.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { byte } from '../../lambda/sources/scan.ts';
import { borrowSkimmer } from '../../lambda/sources/skimmer/skim.ts';
import { effort } from '../effort.ts';
import { consoleLogin, createLoginProfile, graphSignIn, type Json } from '../records.ts';

const wanted = wantedBy(rules);
const countable = countableBy(wanted);
const skimmer = borrowSkimmer();
const call = (changes: Json = {}): Json => consoleLogin({ eventName: 'DescribeInstances', ...changes });

interface Found {
  readonly passed: number;
  /** Of those to be looked at, where they begin, and the text of each. */
  readonly looked: readonly (readonly [number, string])[];
  readonly to: number;
}

/** Skims a text that begins with a record, put at a place in memory. What is said to be on one line, has to be. */
function skim(text: string, at = 0, isList = true): Found {
  const bytes = Buffer.from(text);
  bytes.copy(skimmer.text, at);
  const { passed, spans, to, isOneLine, squeezed } = skimmer.skim(at, at + bytes.length, { countable, isList });
  const looked = Array.from({ length: spans.length / 2 }, (_, index) => {
    const start = squeezed?.startOf(index) ?? (spans[2 * index] as number);
    const found = (squeezed?.text ?? skimmer.text).toString('utf8', ...spans.subarray(2 * index, 2 * index + 2));
    return [start - at, found] as const;
  });
  if (isOneLine && bytes.subarray(0, to - at).includes(byte.lineFeed)) expect.fail(`expected one line: ${text}`);
  return { passed, looked, to: to - at };
}

/** What is claimed of a text is true: it is JSON, and of its records those were passed over that decoding skips. */
function expectSound(text: string, { passed, looked, to }: Found): void {
  const bytes = Buffer.from(text);
  const records: readonly unknown[] = JSON.parse(`[${bytes.toString('utf8', 0, to)}]`);
  const found = looked.map(([, record]): unknown => JSON.parse(record));
  const starts = looked.map(([start]) => start);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  for (const start of starts) expect(bytes[start]).toBe(byte.openBrace);
  const left = records.filter((record) => !found.some((each) => isDeepStrictEqual(each, record)));
  expect(records).toHaveLength(passed + found.length);
  for (const record of left)
    expect(decodeRecord(record, { object: 'object', wanted })).toEqual({ kind: 'skipped', reason: 'other event' });
}

describe('records that no rule asks for', () => {
  test.each([
    ['one', [call()]],
    ['several', [call(), call(), call()]],
    ['with nothing in anything', [call({ a: {}, b: [], c: [{}, []], d: { e: {} }, '': '' })]],
    ['with numbers and words', [call({ a: [0, -1, 1.5, -0.25, 123_456_789, true, false, null] })]],
    ['with exponents', [call({ a: [1e21, -1.5e300, 1e-7, 5e-324] })]],
    ['with text that looks like a record', [call({ userAgent: '},{"eventVersion":"1.0","eventName":"ConsoleLogin"' })]],
    ['with a record as text', [call({ requestParameters: { body: JSON.stringify(consoleLogin()) } })]],
    ['with a record as JSON', [call({ requestParameters: { Records: [consoleLogin()] } })]],
    ['with quotes and backslashes at the end of text', [call({ a: '\\', b: '"', c: '\\"', d: '\\\\' }), call()]],
    ['with harmless escapes', [call({ a: '\n\t\u0001\u007f' })]],
    ['with text in many scripts', [call({ userAgent: 'Ä€😀\u2028\uFEFF' })]],
    ['nested 50 deep', [call({ a: JSON.parse('['.repeat(50) + ']'.repeat(50)) as unknown })]],
  ])('%s are passed over', (_, records) => {
    const text = records.map((record) => JSON.stringify(record)).join(',');

    const skimmed = skim(text);

    expect(skimmed).toEqual({ passed: records.length, looked: [], to: Buffer.byteLength(text) });
    expectSound(text, skimmed);
  });

  test('are passed over as AWS escapes them', () => {
    const text = JSON.stringify(call({ userAgent: 'a=b&c<d>' })).replace(
      'a=b&c<d>',
      'a\\u003db\\u0026c\\u003Cd\\u003e\\u00e9',
    );

    expect(skim(text)).toMatchObject({ passed: 1, looked: [] });
  });

  test('are known to stand on one line, or not', () => {
    const isOneLine = (between: string): boolean => {
      const length = skimmer.text.write([call(), call(), call()].map((record) => JSON.stringify(record)).join(between));
      const skimmed = skimmer.skim(0, length, { countable });
      expect(skimmed.passed).toBe(3);
      return skimmed.isOneLine;
    };

    expect([',', ',\n', ','].map(isOneLine)).toEqual([true, false, true]);
  });

  test('whichever characters are escaped that stand in no sign', () => {
    const codes = Array.from({ length: 0x180 }, (_, code) => code);
    const unsure = codes.filter((code) => {
      const escaped = `\\u${code.toString(16).padStart(4, '0')}`;
      return skim(JSON.stringify(call({ userAgent: '@' })).replace('@', escaped)).passed === 0;
    });

    expect(String.fromCharCode(...unsure)).toBe('-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz');
  });
});

describe('a record is looked at', () => {
  test.each([
    ['that has a wanted name', JSON.stringify(consoleLogin())],
    ['that has another wanted name', JSON.stringify(createLoginProfile())],
    ['whose name is spelled in another case', JSON.stringify(consoleLogin({ eventName: 'coNSOLElOGIN' }))],
    ['that has two names, the last of them wanted', `{"eventVersion":"1","eventName":"x","eventName":"ConsoleLogin"}`],
    ['that has two names, the first of them wanted', `{"eventVersion":"1","eventName":"ConsoleLogin","eventName":"x"}`],
    ['that has no name', '{"eventVersion":"1.11","awsRegion":"us-east-1"}'],
    ['that has a name within another key', '{"eventVersion":"1.11","a\\"eventName":"x"}'],
    ['that has a name in something else', '{"eventVersion":"1.11","a":{"eventName":"x"}}'],
    ['of Insights, by its category', JSON.stringify(call({ eventCategory: 'Insight' }))],
    ['of Insights, by its type', JSON.stringify(call({ eventType: 'AwsCloudTrailInsight' }))],
    ['in an envelope', JSON.stringify(call({ 'detail-type': 'x', detail: consoleLogin() }))],
    ['that may be a digest', JSON.stringify(call({ logFiles: [], digestEndTime: '' }))],
    ['that S3 notified of', JSON.stringify(call({ eventSource: 'aws:s3' }))],
    ['that begins otherwise', JSON.stringify({ eventName: 'x', eventVersion: '1.11' })],
    ['that is no CloudTrail record', JSON.stringify(graphSignIn())],
  ])('%s', (_, text) => {
    const skimmed = skim(text);

    expect(skimmed).toEqual({ passed: 0, looked: [[0, text]], to: text.length });
  });

  test('among others that are passed over', () => {
    const [other, login] = [JSON.stringify(call()), JSON.stringify(consoleLogin())];
    const text = `${other},${login},${other},${other},${login}`;
    const [first, last] = [other.length + 1, text.length - login.length];

    expect(skim(text)).toEqual({
      passed: 3,
      looked: [
        [first, login],
        [last, login],
      ],
      to: text.length,
    });
  });
});

/** Every way to put white space between tokens that there is, and where none is. */
const spacings: readonly (readonly [string, (value: unknown) => string])[] = [
  ['a space behind each token, as Python writes it', (value) => spaced(value, '', ' ')],
  ['spaces around each token', (value) => spaced(value, ' ', '  ')],
  ['line breaks', (value) => JSON.stringify(value, null, 2)],
  ['tabs and line breaks of two characters', (value) => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n')],
  ['more white space than fits into a block', (value) => spaced(value, ' '.repeat(70), '\n'.repeat(130))],
];

/** With something in front of commas and colons, and behind them and brackets that open. */
function spaced(value: unknown, before: string, behind: string): string {
  if (Array.isArray(value))
    return `[${before}${value.map((each) => spaced(each, before, behind)).join(`${before},${behind}`)}${before}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value as Json).flatMap(([name, each]) =>
    each === undefined ? [] : [`${JSON.stringify(name)}${before}:${behind}${spaced(each, before, behind)}`],
  );
  return `{${before}${members.join(`${before},${behind}`)}${before}}`;
}

describe.each(spacings)('with %s', (_, write) => {
  const odd = call({ a: ['"', ' \\', '\\" :  ,', [], {}, [{}], 1.5, -1, true, null, { b: '}  ', c: ', {' }], d: {} });
  const records = [call(), odd, consoleLogin(), call(), odd, createLoginProfile(), odd].map(write);
  const wantedOnes = [consoleLogin(), createLoginProfile()].map((record) => JSON.stringify(record));

  test.each([
    ['in a list', ',', true],
    ['in a list, with space around commas', ' \n,\t ', true],
    ['one a line', '\n', false],
    ['with two line breaks between them', '\r\n \r\n', false],
    ['with nothing between them', '', false],
  ])('records %s are passed over and looked at, as far as they are whole', (__, between, isList) => {
    const text = records.join(between);
    const ends = records.map((___, index) => records.slice(0, index + 1).join(between).length);

    const found = skimAll(text, isList);

    expect(found.looked.map(([, record]) => record)).toEqual(wantedOnes);
    expect(found.looked.map(([start]) => start)).toEqual([2, 5].map((n) => (ends[n] as number) - length(records[n])));
    expect(found).toMatchObject({ passed: 5, to: text.length });
    for (let end = 1; end < text.length; end += Math.ceil(text.length / 97))
      expect(skimAll(text.slice(0, end), isList).to).toBe(ends.findLast((each) => each <= end) ?? 0);
  });
});

function length(text: string | undefined): number {
  return text?.length ?? 0;
}

/** Skims from where the last went to, as long as more is found. */
function skimAll(text: string, isList: boolean): Found {
  const found = { passed: 0, looked: [] as (readonly [number, string])[], to: 0 };
  for (let from = 0; ; ) {
    const { passed, looked, to } = skim(text.slice(from), 0, isList);
    if (to === 0) return found;
    found.passed += passed;
    found.looked.push(...looked.map(([start, record]) => [from + start, record] as const));
    found.to = from + to;
    from = found.to + (/^[\s,]*/.exec(text.slice(found.to))?.[0].length ?? 0);
  }
}

describe('it is not sure', () => {
  const good = JSON.stringify(call());

  test.each([
    ['of a name that is escaped', good.replace('DescribeInstances', '\\u0043onsoleLogin')],
    ['of a key that is escaped', good.replace('"eventName"', '"event\\u004eame"')],
    ['of a source that is escaped', good.replace('signin.amazonaws.com', 'aws\\u003as3')],
    ['of white space in a number', good.replace('null', '1 2')],
    ['of a word with white space behind a number', good.replace('null', '1\ntrue')],
    ['of white space that JSON has not', good.replace(':', ':\u00a0')],
    ['of a control character between tokens', good.replace(':', ': \u000c')],
    ['of white space in front of an exponent', good.replace('null', '1 e5')],
    ['of white space in more than 64 KiB', JSON.stringify(call({ a: 'x'.repeat(65_536) }), null, 1)],
    ['of an exponent without digits', good.replace('null', '1e')],
    ['of an exponent with a sign alone', good.replace('null', '1.5E+')],
    ['of an exponent with a fraction', good.replace('null', '1e5.5')],
    ['of an exponent with a sign too many', good.replace('null', '1e+-5')],
    ['of a record that holds a list of records', good.replace('"awsRegion":', '"Records":[{}],"awsRegion":')],
    ['of a record that is cut off', good.slice(0, -1)],
    ['of one nested deeper than 62 levels', good.replace('null', '['.repeat(63) + ']'.repeat(63))],
    ['of a bracket that closes a brace', good.replace('null', '{"a":1]')],
    ['of a brace that closes a bracket', good.replace('null', '[1}')],
    ['of a name without a value', good.replace('null', '{"a"}')],
    ['of a value without a name', good.replace('null', '{1}')],
    ['of two values', good.replace('null', '{"a":1:2}')],
    ['of a name that is a value', good.replace('null', '{"a":"b":1}')],
    ['of a name in a list', good.replace('null', '["a":1]')],
    ['of a comma too many', good.replace('null', '[1,]')],
    ['of a word that is none', good.replace('null', 'nul')],
    ['of a number that is none', good.replace('null', '01')],
    ['of a control character in text', good.replace('Describe', 'Desc\u0001ribe')],
    ['of an escape that is none', good.replace('Describe', 'Desc\\ribe').replace('\\r', '\\q')],
    ['of an escape that is cut off', good.replace('Describe', 'Desc\\u00')],
  ])('%s', (_, text) => {
    expect(skim(text)).toEqual({ passed: 0, looked: [], to: 0 });
  });
});

const tokens = ['{', '}', '[', ']', ':', ',', '"a"', '"', '1', '-', 'true', '\\', ' '];

test('of all short texts, it takes the records for records and nothing else', () => {
  const starts = ['{', '{"a":', '{"a":[', '{"a":{"a":1},'];
  const ends = ['', '}', ']}'];
  let found = 0;
  for (const text of starts.flatMap((start) => [...texts(start, 4)]).flatMap((text) => ends.map((end) => text + end))) {
    const { passed, looked, to } = skim(text);
    const isRecord = passed === 0 && looked.length === 1 && to === text.trimEnd().length;
    if (isRecord !== isJson(text)) expect.fail(text);
    if (isRecord) found++;
  }
  expect(found).toBeGreaterThan(400);
});

/** All that follow from a start by up to so many tokens. */
function* texts(start: string, length: number): Generator<string> {
  yield start;
  if (length > 0) for (const token of tokens) yield* texts(start + token, length - 1);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('wherever the text stands and ends', () => {
  const odd = call({ a: ['"', '\\', '\\"', [], {}, [{}], 1.5, -1, true, null, { b: '}', c: ',{' }] });
  const text = [call(), odd, call(), odd].map((record) => JSON.stringify(record)).join(',');

  test('it is read alike', () => {
    for (let at = 0; at <= 128; at++) expect(skim(text, at)).toEqual({ passed: 4, looked: [], to: text.length });
  });

  test('its tokens are read alike at every place in a block', () => {
    for (let length = 0; length <= 128; length++) {
      const shifted = `${JSON.stringify(call({ a: 'x'.repeat(length) }))},${text}`;

      expect(skim(shifted)).toEqual({ passed: 5, looked: [], to: shifted.length });
    }
  });

  test('what is cut off is left', () => {
    const ends = [...text.matchAll(/\}(?=,\{"eventVersion"|$)/g)].map(({ index }) => index + 1);

    for (let end = 1; end <= text.length; end++) {
      expect(skim(text.slice(0, end))).toEqual({
        passed: ends.filter((each) => each <= end).length,
        looked: [],
        to: ends.findLast((each) => each <= end) ?? 0,
      });
    }
  });
});

/** Records written compactly, some of them wanted, then changed in a few places. */
const changed = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(call, consoleLogin), fc.object({ maxDepth: 4, maxKeys: 4 })), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(...tokens, ' ', '\n', 'ConsoleLogin', '"eventName":', '0', 'e', '\u0000')),
      { maxLength: 3 },
    ),
  )
  .map(([records, changes]) => {
    const text = records.map(([record, more]) => JSON.stringify(record(more as Json))).join(',');
    return changes.reduce((before, [place, word]) => {
      const at = place % before.length;
      return before.slice(0, at) + word + before.slice(at + (place % 3));
    }, text);
  });

test('what it says of any text is true', () => {
  fc.assert(
    fc.property(changed, fc.nat({ max: 70 }), (text, at) => {
      expectSound(text, skim(text, at));
    }),
    { numRuns: effort(5_000) },
  );
});
