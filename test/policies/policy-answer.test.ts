import { describe, expect, it } from 'vitest';
import { type Caller, type PolicyStatement, policyAnswer } from '../../bin/policies/policy-answer.ts';

const account = '111122223333';
const role = `arn:aws:iam::${account}:role/reader`;
const object = { action: 's3:GetObject', resource: 'arn:aws:s3:::logs/file.json.gz' };

const reader: Caller = { principal: { AWS: role }, context: { 'aws:SecureTransport': 'true' }, otherKeys: 'unknown' };
const trail: Caller = {
  principal: { Service: 'cloudtrail.amazonaws.com' },
  context: { 'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:111122223333:trail/all' },
};

function allow(changes: Partial<PolicyStatement> = {}): PolicyStatement {
  return { Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::logs/*'], ...changes };
}

function under(Condition: PolicyStatement['Condition']): PolicyStatement {
  return allow({ Principal: { Service: ['cloudtrail.amazonaws.com'] }, Condition });
}

describe('a role is let in', () => {
  it.each<[string, readonly PolicyStatement[], string]>([
    ['by its ARN', [allow({ Principal: { AWS: [role] } })], 'in'],
    ['by its account', [allow({ Principal: { AWS: [account] } })], 'in'],
    ['by the root of its account', [allow({ Principal: { AWS: [`arn:aws:iam::${account}:root`] } })], 'in'],
    ['not by another account', [allow({ Principal: { AWS: ['arn:aws:iam::444455556666:root'] } })], 'out'],
    ['not by a service', [allow({ Principal: { Service: ['cloudtrail.amazonaws.com'] } })], 'out'],
    ['by everybody but another', [allow({ Principal: undefined, NotPrincipal: { AWS: ['444455556666'] } })], 'in'],
    ['by every action but others', [allow({ Action: undefined, NotAction: ['s3:Put*'] })], 'in'],
    ['not by every action but this', [allow({ Action: undefined, NotAction: ['s3:Get*'] })], 'out'],
    ['by every resource but others', [allow({ Resource: undefined, NotResource: ['arn:aws:s3:::other/*'] })], 'in'],
    ['not by a statement without a resource', [allow({ Resource: undefined })], 'out'],
    ['not against a Deny of what else is not TLS', [allow(), { ...allow(), Effect: 'Deny' }], 'out'],
  ])('%s', (_, statements, expected) => {
    expect(policyAnswer(statements, reader, object).lets).toBe(expected);
  });
});

describe('a condition', () => {
  const variable = ['$', '{aws:PrincipalTag/x}'].join('');

  it.each<[string, PolicyStatement['Condition'], string]>([
    ['holds where the key has the value', { StringLike: { 'aws:SourceArn': ['*:trail/all'] } }, 'in'],
    ['in any case of the key', { StringLike: { 'AWS:SOURCEARN': ['*:trail/all'] } }, 'in'],
    ['for one of several values', { ArnLike: { 'aws:SourceArn': ['x', '*:trail/all'] } }, 'in'],
    ['not for none of them', { ArnLike: { 'aws:SourceArn': ['x', 'y'] } }, 'out'],
    ['not where the key is absent', { StringEquals: { 'aws:SourceAccount': [account] } }, 'out'],
    [
      'where it is absent, and only counts if it is there',
      { StringEqualsIfExists: { 'aws:SourceAccount': ['x'] } },
      'in',
    ],
    ['where it is absent, and negated', { StringNotEquals: { 'aws:SourceAccount': ['x'] } }, 'in'],
    ['not where it is negated and has the value', { ArnNotLike: { 'aws:SourceArn': ['*:trail/*'] } }, 'out'],
    ['where it is negated and has none of the values', { ArnNotEquals: { 'aws:SourceArn': ['x', 'y'] } }, 'in'],
    ['of being absent', { Null: { 'aws:SourceAccount': ['true'] } }, 'in'],
    ['of being there', { Null: { 'aws:SourceArn': ['true'] } }, 'out'],
    ['for all values, where there is none', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['x'] } }, 'in'],
    ['for any value, where there is none', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['x'] } }, 'out'],
    [
      'in any case of the value',
      { StringEqualsIgnoreCase: { 'aws:SourceArn': ['ARN:AWS:cloudtrail:us-east-1:111122223333:trail/all'] } },
      'in',
    ],
    ['that cannot be evaluated is unknown', { NumericLessThan: { 'aws:SourceArn': ['1'] } }, 'unknown'],
    ['with a variable is unknown', { StringEquals: { 'aws:SourceArn': [variable] } }, 'unknown'],
  ])('%s', (_, condition, expected) => {
    expect(policyAnswer([under(condition)], trail, object).lets).toBe(expected);
  });
});

describe('what is not known of the request', () => {
  const unknown: PolicyStatement['Condition'] = { StringEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'] } };
  const because = 'the condition key aws:PrincipalOrgID';

  it.each<[string, readonly PolicyStatement[], object]>([
    ['leaves open whether a statement allows', [allow({ Condition: unknown })], { lets: 'unknown', because }],
    ['matters no more where another allows', [allow({ Condition: unknown }), allow()], { lets: 'in' }],
    [
      'leaves open whether one denies',
      [allow(), { ...allow({ Condition: unknown }), Effect: 'Deny' }],
      { lets: 'unknown', because },
    ],
    [
      'matters no more where another denies',
      [
        { ...allow({ Condition: unknown }), Effect: 'Deny' },
        { ...allow(), Effect: 'Deny' },
      ],
      { lets: 'out', denied: true },
    ],
    [
      'matters not where nothing allows',
      [{ ...allow({ Condition: unknown }), Effect: 'Deny' }],
      { lets: 'out', denied: false },
    ],
    [
      'matters not where the statement is about another',
      [allow({ Condition: unknown, Action: ['s3:PutObject'] })],
      { lets: 'out', denied: false },
    ],
  ])('%s', (_, statements, expected) => {
    expect(policyAnswer(statements, reader, object)).toEqual(expected);
  });
});
