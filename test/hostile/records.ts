import type { Carrier } from './carriers.ts';

/** One odd record among sound ones, in whatever file. */
export interface RecordCase {
  readonly name: string;
  /** The odd record as JSON, or what stands in its place; a byte 0x7F in it becomes 0xFF. */
  readonly record: (carrier: Carrier) => string;
  /** What becomes of it: an event with such a user agent, or a failure with this reason. */
  readonly gives: { readonly event: string | RegExp } | { readonly failed: string | RegExp };
  /** How far into it the place points that the log names, in bytes: lists are opened, 16 deep at most. @default 0 */
  readonly inside?: (carrier: Carrier) => number;
  /** What the page says of it beyond that. */
  readonly note?: string;
}

const agent = 'attackers-words';
const mebibyte = 1024 * 1024;
const kibibyte = 1024;

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** The record's JSON with this text before its first member. */
const withFirst = (carrier: Carrier, member: string, userAgent = agent) =>
  JSON.stringify(carrier.record(userAgent)).replace('{', `{${member},`);

/** The record's JSON with this text behind its last member. */
const withLast = (carrier: Carrier, member: string) =>
  `${JSON.stringify(carrier.record(agent)).slice(0, -1)},${member}}`;

/** The record with this in the place of its time. */
const withTime = (carrier: Carrier, time: unknown) =>
  carrier.source === 'cloudtrail'
    ? JSON.stringify(carrier.record(agent, { eventTime: time }))
    : JSON.stringify(carrier.record(agent, { properties: { id: 'odd', createdDateTime: time } }));

const neither = 'neither a CloudTrail nor an Entra sign-in record';
const brokenJson = /^JSON is broken in the value at byte \d+$/;
const tooDeep = 'nested deeper than 500 levels';

const looksLikeRecords =
  '"}]},{"eventVersion":"1.11","eventName":"ConsoleLogin"},{"Records":[{"eventName":"ConsoleLogin"}]}\n{"records":[';

export const recordCases: readonly RecordCase[] = [
  {
    name: 'nested 10,000 levels deep',
    record: (carrier) => withFirst(carrier, `"deep":${nested(10_000)}`),
    gives: { failed: tooDeep },
  },
  {
    name: 'a list nested 10,000 levels deep in its place',
    record: () => nested(10_000),
    gives: { failed: tooDeep },
    inside: ({ name }) => (name === 'Entra' ? 16 : 14),
  },
  {
    name: 'nested 10,000 levels deep in a JSON string where an object belongs',
    record: (carrier) => {
      const deep = `{"ConsoleLogin":${nested(10_000)},"createdDateTime":${nested(10_000)}}`;
      return JSON.stringify(carrier.record(agent, { responseElements: deep, properties: deep }));
    },
    gives: { failed: tooDeep },
  },
  {
    name: 'a value that is no JSON',
    record: (carrier) => withFirst(carrier, '"odd":2026-11-20'),
    gives: { failed: brokenJson },
  },
  {
    name: 'a raw NUL in text',
    record: (carrier) => withFirst(carrier, '"odd":"\u0000"'),
    gives: { failed: brokenJson },
  },
  {
    name: 'a bracket that closes a brace',
    record: (carrier) => withFirst(carrier, '"odd":{"a":[}]'),
    gives: { failed: brokenJson },
  },
  { name: 'a comma too many', record: (carrier) => withFirst(carrier, '"odd":[1,]'), gives: { failed: brokenJson } },
  {
    name: 'a number in its place',
    record: () => '1e400',
    gives: { failed: /^(neither a CloudTrail nor an Entra sign-in record|not a JSON object or list)$/ },
  },
  {
    name: 'null in its place',
    record: () => 'null',
    gives: { failed: /^(neither a CloudTrail nor an Entra sign-in record|not a JSON object or list)$/ },
  },
  {
    name: 'a string in its place',
    record: () => `"${agent}"`,
    gives: { failed: /^(neither a CloudTrail nor an Entra sign-in record|not a JSON object or list)$/ },
  },
  { name: 'an empty object in its place', record: () => '{}', gives: { failed: neither } },
  {
    name: 'no time',
    record: (carrier) => withTime(carrier, null).replace(/"time":"[^"]*",/, ''),
    gives: { failed: /: expected a time$/ },
  },
  {
    name: 'a time of 256 KB',
    record: (carrier) => withTime(carrier, '9'.repeat(256 * kibibyte)),
    gives: { failed: /: expected a time$/ },
    note: 'Nothing of it is in the log.',
  },
  {
    name: '256 KB long, the most that CloudTrail writes',
    record: (carrier) => withFirst(carrier, `"odd":"${'x'.repeat(256 * kibibyte)}"`),
    gives: { event: agent },
  },
  {
    name: 'a text of 3 MiB',
    record: (carrier) => JSON.stringify(carrier.record('x'.repeat(3 * mebibyte))),
    gives: { event: /^x{4096}$/ },
    note: 'Every text is cut at 4,096 characters.',
  },
  {
    name: '10,000 members',
    record: (carrier) => withFirst(carrier, Array.from({ length: 10_000 }, (_, n) => `"odd${n}":${n}`).join()),
    gives: { event: agent },
  },
  {
    name: 'a member whose name has 1,024 characters',
    record: (carrier) => withFirst(carrier, `"${'k'.repeat(1_024)}":1`),
    gives: { event: agent },
  },
  {
    name: 'a `__proto__` member',
    record: (carrier) => withFirst(carrier, '"__proto__":{"userAgent":"other","eventTime":"never","time":"never"}'),
    gives: { event: agent },
    note: 'It changes nothing, here or anywhere.',
  },
  {
    name: 'members that are named as methods of every object are',
    record: (carrier) => withFirst(carrier, '"constructor":{},"toString":1,"hasOwnProperty":null,"toJSON":"x"'),
    gives: { event: agent },
  },
  {
    name: 'a member that is there twice',
    record: (carrier) =>
      carrier.source === 'cloudtrail'
        ? withLast(carrier, '"userAgent":"last"')
        : withLast(carrier, JSON.stringify(carrier.record('last')).slice(1, -1)),
    gives: { event: 'last' },
    note: 'The last one counts, as everywhere in JSON.',
  },
  {
    name: 'member names that are spelled with escapes',
    record: (carrier) =>
      JSON.stringify(carrier.record(agent))
        .replace('"eventName"', '"\\u0065vent\\u004eame"')
        .replace('"userAgent"', '"\\u0075serAgent"')
        .replace('"ConsoleLogin"', '"\\u0043onsole\\u004cogin"'),
    gives: { event: agent },
  },
  {
    name: 'invalid UTF-8 in text',
    record: (carrier) => JSON.stringify(carrier.record('a\u007fb')),
    gives: { event: 'a\uFFFDb' },
    note: 'Each such byte becomes U+FFFD.',
  },
  {
    name: 'invalid UTF-8 in a member that no rule reads',
    record: (carrier) => withFirst(carrier, '"odd\u007f":"\u007f"'),
    gives: { event: agent },
  },
  {
    name: 'lone surrogates, spelled as escapes',
    record: (carrier) => JSON.stringify(carrier.record('\udfff-\ud800')),
    gives: { event: '\udfff-\ud800' },
    note: 'They stay in the event; identities, keys of the table and messages are well-formed.',
  },
  {
    name: 'NUL, spelled as an escape',
    record: (carrier) => JSON.stringify(carrier.record('a\u0000b')),
    gives: { event: 'a\u0000b' },
    note: 'It stays in the event and is shown as an escape.',
  },
  {
    name: 'a byte-order mark in text',
    record: (carrier) => JSON.stringify(carrier.record('\uFEFFa')),
    gives: { event: '\uFEFFa' },
  },
  {
    name: 'text that looks like the end of its file and other records',
    record: (carrier) => JSON.stringify(carrier.record(looksLikeRecords)),
    gives: { event: looksLikeRecords },
    note: 'It is one record.',
  },
  {
    name: 'backslashes and quotes at the end of text',
    record: (carrier) => JSON.stringify(carrier.record('\\"\\\\"\\')),
    gives: { event: '\\"\\\\"\\' },
  },
  {
    name: 'a number of 400 digits, and one beyond every bound',
    record: (carrier) => withFirst(carrier, `"odd":[${'9'.repeat(400)},1e999,-0]`),
    gives: { event: agent },
  },
  {
    name: 'a time in no form of ours',
    record: (carrier) => withTime(carrier, 'yesterday'),
    gives: { failed: /: expected a time$/ },
  },
];
