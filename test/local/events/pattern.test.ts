import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternTest } from '../../../local/events/pattern.ts';

const event = {
  version: '0',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  resources: ['arn:aws:s3:::one', 'arn:aws:s3:::two'],
  detail: {
    bucket: { name: 'example-logs' },
    object: { key: 'AWSLogs/111122223333/CloudTrail/us-east-1/a+b.json.gz', size: 5 },
    deep: {
      list: [{ name: 'Anna', family: 'Smith' }, [{ name: 'Peter', family: 'Jones' }]],
      nothing: null,
      flag: true,
    },
    empty: [],
    text: '',
  },
};

function takes(pattern: object, other: object = event): boolean {
  return patternTest(pattern, 'the rule')(other);
}

const at = (name: string, ...wanted: readonly unknown[]) => ({ detail: { object: { [name]: wanted } } });

describe('a pattern', () => {
  it.each<[string, object, boolean]>([
    ['takes an exact value', { source: ['aws.s3'] }, true],
    ['takes one of several', { source: ['aws.signin', 'aws.s3'] }, true],
    ['takes no other value', { source: ['aws.signin'] }, false],
    ['takes no part of it', { source: ['aws'] }, false],
    ['takes no other case', { source: ['AWS.s3'] }, false],
    ['wants all of its fields', { source: ['aws.s3'], 'detail-type': ['Object Deleted'] }, false],
    ['does not care for others', { source: ['aws.s3'], 'detail-type': ['Object Created'] }, true],
    ['wants a field that is not there', { missing: ['x'] }, false],
    ['looks at fields below', { detail: { bucket: { name: ['example-logs'] } } }, true],
    ['looks for fields below a value', { source: { name: ['x'] } }, false],
    ['takes a number', at('size', 5), true],
    ['takes no number as text', at('size', '5'), false],
    ['takes true', { detail: { deep: { flag: [true] } } }, true],
    ['takes null', { detail: { deep: { nothing: [null] } } }, true],
    ['takes an empty text', { detail: { text: [''] } }, true],
    ['takes one element of a list', { resources: ['arn:aws:s3:::two'] }, true],
    ['takes no other', { resources: ['arn:aws:s3:::three'] }, false],
    ['looks into lists', { detail: { deep: { list: { name: ['Peter'] } } } }, true],
    ['wants one element for all', { detail: { deep: { list: { name: ['Anna'], family: ['Jones'] } } } }, false],
  ])('%s', (_, pattern, expected) => {
    expect(takes(pattern)).toBe(expected);
  });
});

describe('an operator', () => {
  it.each<[string, object, boolean]>([
    ['prefix: begins so', at('key', { prefix: 'AWSLogs/' }), true],
    ['prefix: begins otherwise', at('key', { prefix: 'CloudTrail/' }), false],
    ['prefix: a number', at('size', { prefix: '5' }), false],
    ['suffix: ends so', at('key', { suffix: '.json.gz' }), true],
    ['suffix: ends otherwise', at('key', { suffix: '.json' }), false],
    ['equals-ignore-case: another case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
    ['equals-ignore-case: a part', { source: [{ 'equals-ignore-case': 'AWS' }] }, false],
    ['wildcard: anything in between', at('key', { wildcard: '*/CloudTrail/*.json.gz' }), true],
    ['wildcard: nothing in between', at('key', { wildcard: 'AWSLogs*/111122223333/*' }), true],
    ['wildcard: a part alone', at('key', { wildcard: '/CloudTrail/' }), false],
    ['wildcard: its characters are no others', at('key', { wildcard: '*a.b.json.gz' }), false],
    ['wildcard: a star that is one', at('key', { wildcard: '*a\\*b.json.gz' }), false],
    ['anything-but: another value', at('key', { 'anything-but': 'x' }), true],
    ['anything-but: that value', { source: [{ 'anything-but': 'aws.s3' }] }, false],
    ['anything-but: one of a list', { source: [{ 'anything-but': ['x', 'aws.s3'] }] }, false],
    ['anything-but: a number', at('size', { 'anything-but': [4, 5] }), false],
    ['anything-but: nothing there', { missing: [{ 'anything-but': 'x' }] }, false],
    ['anything-but a prefix', at('key', { 'anything-but': { prefix: 'AWSLogs/' } }), false],
    ['anything-but a suffix', at('key', { 'anything-but': { suffix: '.json' } }), true],
    ['anything-but a wildcard', at('key', { 'anything-but': { wildcard: '*/CloudTrail/*' } }), false],
    ['exists: there', at('key', { exists: true }), true],
    ['exists: null is there', { detail: { deep: { nothing: [{ exists: true }] } } }, true],
    ['exists: not there', at('etag', { exists: true }), false],
    ['exists: absent', at('etag', { exists: false }), true],
    ['exists: not absent', at('key', { exists: false }), false],
    ['exists: absent below what is absent', { missing: { below: [{ exists: false }] } }, true],
    ['exists: what has fields below is no value', { detail: { object: [{ exists: false }] } }, true],
    ['exists: an empty list has no value', { detail: { empty: [{ exists: true }] } }, false],
    ['one of several', at('key', { prefix: 'x' }, { suffix: '.gz' }), true],
    ['or a value', at('key', { prefix: 'x' }, 'y'), false],
  ])('%s', (_, pattern, expected) => {
    expect(takes(pattern)).toBe(expected);
  });

  it.each<[object, string]>([
    [at('size', { numeric: ['>', 1] }), 'the rule.detail.object.size has the operator numeric, which'],
    [at('key', { cidr: '192.0.2.0/24' }), 'has the operator cidr'],
    [at('key', { 'anything-but': { cidr: '192.0.2.0/24' } }), 'size, under anything-but'.replace('size', 'key')],
    [at('key', { prefix: { 'equals-ignore-case': 'a' } }), 'knows prefix with a text alone'],
    [
      { $or: [{ source: ['a'] }, { source: ['b'] }] },
      'the rule.$or: the cloud on the laptop does not know this operator',
    ],
    [at('key', { exists: 'true' }), 'needs true or false for exists'],
    [at('key', { wildcard: 'a**b' }), 'the wildcard "a**b", which EventBridge does not take'],
    [at('key', { wildcard: 'a\\b' }), 'the wildcard "a\\\\b"'],
    [at('key', { prefix: 'a', suffix: 'b' }), 'neither a value nor one operator'],
    [at('key', ['a']), 'neither a value nor one operator'],
    [at('key'), 'has an empty list'],
    [{ source: 'aws.s3' }, 'the rule.source has "aws.s3" where an event pattern has an object with fields'],
    [{}, 'the rule has {} where'],
  ])('or a pattern that is not known is an error: %j', (pattern, message) => {
    expect(() => patternTest(pattern, 'the rule')).toThrow(message);
  });
});

const key = fc.string({ unit: fc.constantFrom(...'ab*\\./[]^$(){}+?|-\n'), maxLength: 8 });

it('a wildcard with every star and backslash escaped takes its text and nothing else', () => {
  const escaped = (text: string) => text.replace(/[*\\]/g, '\\$&');

  fc.assert(
    fc.property(key, key, (one, other) => {
      const pattern = { k: [{ wildcard: escaped(one) }] };
      expect([takes(pattern, { k: one }), takes(pattern, { k: other })]).toEqual([true, one === other]);
    }),
  );
});

it('a star stands for whatever is between two texts', () => {
  const escaped = (text: string) => text.replace(/[*\\]/g, '\\$&');

  fc.assert(
    fc.property(key, key, key, (before, between, after) => {
      const pattern = { k: [{ wildcard: `${escaped(before)}*${escaped(after)}` }] };
      expect(takes(pattern, { k: `${before}${between}${after}` })).toBe(true);
    }),
  );
});
