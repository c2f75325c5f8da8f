import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Members, membersAt } from '../../lambda/sources/members.ts';
import { abridgedRecords } from '../../lambda/sources/skimmer/abridged.ts';
import { borrowSkimmer, giveBack } from '../../lambda/sources/skimmer/skim.ts';
import { hashOfKey } from '../../lambda/sources/skimmer/skim-layout.ts';
import { effort } from '../effort.ts';

const members = membersAt([
  'id',
  'name',
  'status.code',
  'status.deep.er.text',
  'list',
  'aNameOf_29_letters-and-digits',
]);

/** Abridges a list of records, put at a place in memory. */
function abridge(list: string, { at = 0, of = members } = {}): readonly unknown[] {
  const skimmer = borrowSkimmer();
  const bytes = Buffer.from(list).subarray(1, -1);
  skimmer.text.fill('"', 0, at);
  skimmer.text.fill('"', at + bytes.length, at + bytes.length + 64);
  bytes.copy(skimmer.text, at);
  const records: Json[] = [];
  for (let next = at; next < at + bytes.length; ) {
    const { spans, to } = skimmer.skim(next, at + bytes.length);
    expect(spans.length).toBeGreaterThan(0);
    records.push(...abridgedRecords(skimmer.abridge(of)));
    next = to + 1;
  }
  giveBack(skimmer);
  return records;
}

type Json = Readonly<Record<string, unknown>>;

/** The same, of records that were parsed. */
function abridged(record: Json, of: Members): Json {
  const kept = Object.entries(record).filter(([name]) => Object.hasOwn(of, name));
  return Object.fromEntries(kept.map(([name, value]) => [name, abridgedValue(value, of[name] as Members | 'all')]));
}

function abridgedValue(value: unknown, of: Members | 'all'): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return of === 'all' || !isObject ? value : abridged(value as Json, of);
}

function expectAbridged(list: string, at?: number): void {
  const parsed: readonly Json[] = JSON.parse(list);

  const records = abridge(list, { at });

  expect(records).toEqual(parsed.map((record) => abridged(record, members)));
  // the same members in the same order, and no more: text tells what `toEqual` does not
  expect(JSON.stringify(records)).toBe(JSON.stringify(parsed.map((record) => abridged(record, members))));
}

describe('a record is abridged to the members that are asked for', () => {
  test.each([
    ['nothing', '[{}]'],
    ['nothing of interest', '[{"other":1,"more":{"id":1}}]'],
    ['all kinds of values', '[{"id":"x","name":null,"list":[1,{"id":2}]},{"id":true,"name":false,"list":-0.5}]'],
    ['numbers as JSON.parse reads them', '[{"id":0,"name":-0,"list":123456789012345678901234567890},{"id":0.1}]'],
    [
      'an object within another',
      '[{"status":{"code":1,"other":2,"deep":{"er":{"text":"x","id":1},"id":2}},"name":"x"}]',
    ],
    ['nothing within another', '[{"status":{}},{"status":{"other":{}}},{"id":1}]'],
    ['something else where an object may be', '[{"status":"{}"},{"status":[{"code":1}]},{"status":null}]'],
    ['a member twice', '[{"id":1,"name":"a","id":2,"status":{"code":1},"status":{"deep":{}}}]'],
    ['names that nearly are', '[{"i":1,"ids":2,"Id":3,"di":4,"":5,"xid":6,"a\\"id":7,"id\\\\":8,"status.code":9}]'],
    ['a long name', '[{"aNameOf_29_letters-and-digits":1,"aNameOf_29_letters-and-digit":2,"name":"x"}]'],
    [
      'text that looks like members',
      '[{"other":"\\",\\"id\\":1,{\\"","id":"}],\\\\","name":",\\"id\\":2}"},{"id":"]"}]',
    ],
    ['brackets in what is left out', '[{"other":["}",{"a":"]"},[[{}]],"{"],"id":1}]'],
    ['escapes', '[{"id":"a\\u0026b\\n\\"","name":"\\\\","list":["\\u00e9"]}]'],
    ['text that is not ASCII', '[{"id":"é€😀","other":"ü","name":"x"},{"id":"plain","status":{"code":"ß"}}]'],
    [
      'a text of each length up to fifty',
      `[${Array.from({ length: 50 }, (_, n) => `{"id":"${'x'.repeat(n)}"}`).join()}]`,
    ],
    ['many records', `[${Array(5_000).fill('{"id":"x","other":[1],"status":{"code":1}},{}').join()}]`],
  ])('that holds %s', (_, list) => {
    expectAbridged(list);
    expectAbridged(list, 13);
  });

  const name = fc.oneof(
    fc.constantFrom('id', 'name', 'status', 'code', 'deep', 'er', 'text', 'list', 'aNameOf_29_letters-and-digits'),
    fc.string({ unit: 'grapheme', maxLength: 12 }).filter((each) => each !== '__proto__'),
  );
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer().map((n) => n / 8),
        fc.constantFrom(true, null),
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
  }));

  it('whatever it holds, as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.array(value.object, { minLength: 1, maxLength: 4 }), fc.nat({ max: 70 }), (records, at) => {
        expectAbridged(JSON.stringify(records), at);
      }),
      { numRuns: effort(4_000) },
    );
  });
});

it('a sign whose key has the first of all hashes changes nothing', () => {
  const skimmer = borrowSkimmer();
  const key = Array.from({ length: 5_000 }, (_, n) => `k${n}`).find(
    (name) => hashOfKey(Buffer.from(`"${name}"`).readInt32LE(name.length - 2)) === 0,
  );
  skimmer.skim(0, 0, { countable: { start: '{"eventVersion":', signs: [{ key: key ?? '', says: 'look' }] } });
  giveBack(skimmer);

  expect(key).toBeDefined();
  expectAbridged('[{"id":"a","other":{"id":1,"name":"x"}}]');
});

it('a record with more text than is worth keeping is abridged the same', () => {
  expectAbridged(`[{"id":"a\\\\","name":"${'x'.repeat(5_000)}","list":[1],"status":{"code":"é"}}]`);
});

it('members that were refused leave nothing behind', () => {
  const list = '[{"id":1}]';

  abridge(list);

  expect(() => abridge(list, { of: membersAt(['id', 'not plain']) })).toThrow(RangeError);
  expect(abridge(list)).toEqual([{ id: 1 }]);
});

it('more members than find room are refused', () => {
  const many = Array.from({ length: 400 }, (_, n) => `name${n}`);

  expect(() => abridge('[{}]', { of: membersAt(many) })).toThrow(RangeError);
  expectAbridged('[{"id":1}]');
});

it('the same skimmer abridges to others when it is asked for others', () => {
  const list = '[{"id":1,"name":{"first":"x","last":"y"}}]';

  const found = [membersAt(['id']), membersAt(['name.last']), membersAt(['name'])].map((of) => abridge(list, { of }));

  expect(found).toEqual([[{ id: 1 }], [{ name: { last: 'y' } }], [{ name: { first: 'x', last: 'y' } }]]);
});

it.each(['x', 'x'.repeat(31), 'ä'.repeat(16)])('a name that the skimmer cannot compare is refused: %s', (name) => {
  expect(() => abridge('[{}]', { of: membersAt([name]) })).toThrow(RangeError);
});

it('paths become members; where one ends, all is kept', () => {
  expect(membersAt(['a', 'b.c', 'b.d.e', 'a', 'f.g', 'f'])).toEqual({
    a: 'all',
    b: { c: 'all', d: { e: 'all' } },
    f: 'all',
  });
});
