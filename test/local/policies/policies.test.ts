import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../../bin/policies/matches.ts';
import { allows } from '../../../local/policies/allows.ts';
import { type Caller, letsIn } from '../../../local/policies/lets-in.ts';
import type { ResourceStatement, Statement } from '../../../local/policies/statements.ts';

const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/state';

function statement(Effect: 'Allow' | 'Deny', Action: string[], Resource: string[]): Statement {
  return { Effect, Action, Resource };
}

describe('a role', () => {
  it.each<[string, readonly Statement[], string, string, boolean]>([
    ['may do nothing by itself', [], 'dynamodb:Query', table, false],
    ['may do what is allowed', [statement('Allow', ['dynamodb:Query'], [table])], 'dynamodb:Query', table, true],
    ['in any case of letters', [statement('Allow', ['DynamoDB:query'], [table])], 'dynamodb:Query', table, true],
    ['but no other action', [statement('Allow', ['dynamodb:Query'], [table])], 'dynamodb:QueryAll', table, false],
    ['on no index of it', [statement('Allow', ['dynamodb:*'], [table])], 'dynamodb:Query', `${table}/index/due`, false],
    ['unless named', [statement('Allow', ['*'], [`${table}/index/*`])], 'dynamodb:Query', `${table}/index/due`, true],
    ['not elsewhere', [statement('Allow', ['*'], [`${table}/index/*`])], 'dynamodb:Query', table, false],
    ['and a Deny wins', [statement('Allow', ['*'], ['*']), statement('Deny', ['s3:*'], ['*'])], 's3:Get', 'a', false],
    ['where it applies', [statement('Allow', ['*'], ['*']), statement('Deny', ['s3:*'], ['b'])], 's3:Get', 'a', true],
  ])('%s', (_, statements, action, resource, expected) => {
    expect(allows(statements, { action, resource })).toBe(expected);
  });
});

it.each([
  ['s3.us-east-1.amazonaws.com', true],
  ['sns.us-east-1.amazonaws.com', false],
  [undefined, false],
])('a key that is granted by way of S3 may be used by way of %s: %s', (viaService, expected) => {
  const Condition = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
  const statements = [{ ...statement('Allow', ['kms:Decrypt'], ['key']), Condition }];

  const wish = { action: 'kms:Decrypt', resource: 'key', ...(viaService !== undefined && { viaService }) };

  expect(allows(statements, wish)).toBe(expected);
});

it.each([
  ['a*c', 'abbc', true],
  ['a*c', 'ac', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['(a', '(a', true],
  ['*', 'a\nb', true],
  ['a', 'ab', false],
])('the pattern %j takes %j: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

it('a pattern without wildcards takes itself and nothing else', () => {
  const plain = fc.string({ unit: fc.constantFrom(...'ab.+^$(){}[]|\\/:\n-') });

  fc.assert(fc.property(plain, plain, (one, other) => matches(one, other) === (one === other)));
  fc.assert(fc.property(plain, (text) => matches(text, text)));
});

describe("a queue's policy", () => {
  const bucketArn = 'arn:aws:s3:::logs';
  const queue = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:111122223333:queue' };
  const s3: Caller = {
    principal: { Service: 's3.amazonaws.com' },
    context: { 'aws:SourceArn': bucketArn, 'aws:SourceAccount': '111122223333', 'aws:SecureTransport': 'true' },
  };
  const allow = (changes: Partial<ResourceStatement> = {}): ResourceStatement => ({
    Effect: 'Allow',
    Principal: { Service: ['s3.amazonaws.com'] },
    Action: ['sqs:SendMessage'],
    Resource: [queue.resource],
    Condition: {},
    ...changes,
  });
  const tlsOnly = allow({
    Effect: 'Deny',
    Principal: { AWS: ['*'] },
    Condition: { Bool: { 'aws:SecureTransport': ['false'] } },
  });

  it.each<[string, readonly ResourceStatement[], boolean]>([
    ['lets nobody in by itself', [], false],
    ['lets in whom it names', [allow(), tlsOnly], true],
    ['lets in whom it names: everybody', [allow({ Principal: '*' })], true],
    ['not another service', [allow({ Principal: { Service: ['sns.amazonaws.com'] } })], false],
    ['not for another action', [allow({ Action: ['sqs:ReceiveMessage'] })], false],
    ['from its bucket', [allow({ Condition: { ArnLike: { 'aws:SourceArn': [bucketArn] } } })], true],
    ['not from another bucket', [allow({ Condition: { ArnLike: { 'aws:SourceArn': [`${bucketArn}-2`] } } })], false],
    ['of its account', [allow({ Condition: { StringEquals: { 'aws:SourceAccount': ['111122223333'] } } })], true],
    ['of no other account', [allow({ Condition: { StringEquals: { 'aws:SourceAccount': ['444455556666'] } } })], false],
    [
      'not where a condition asks for what S3 does not tell',
      [allow({ Condition: { StringLike: { 'aws:PrincipalOrgID': ['*'] } } })],
      false,
    ],
    ['not against a Deny', [allow(), allow({ Effect: 'Deny' })], false],
  ])('%s', (_, statements, expected) => {
    expect(letsIn(statements, s3, queue)).toBe(expected);
  });

  it('with a condition that is not known is an error', () => {
    const statements = [allow({ Condition: { NumericLessThan: { 'aws:SourceAccount': ['1'] } } })];

    expect(() => letsIn(statements, s3, queue)).toThrow('has the condition NumericLessThan');
  });
});
