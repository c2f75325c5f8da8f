import { describe, expect, it } from 'vitest';
import { TemplateFault } from '../../../local/errors.ts';
import { resolve } from '../../../local/template/resolve.ts';
import { resolveTemplate } from '../../../local/template/resources.ts';
import { readTemplate } from '../../../local/template/template.ts';

const references = {
  ref: (name: string) => (name === 'AWS::NoValue' ? undefined : `<${name}>`),
  attribute: (id: string, name: string) => `<${id}.${name}>`,
};

describe('a value of a template', () => {
  it.each([
    ['a text', 'a text'],
    [{ Ref: 'Topic' }, '<Topic>'],
    [{ 'Fn::GetAtt': ['Topic', 'Arn'] }, '<Topic.Arn>'],
    [{ 'Fn::GetAtt': 'Topic.Arn' }, '<Topic.Arn>'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }, { 'Fn::GetAtt': ['C', 'D'] }]] }, 'a-<B>-<C.D>'],
    [{ 'Fn::Sub': `a-\${B}-\${C.D}-\${!E}` }, `a-<B>-<C.D>-\${E}`],
    [{ 'Fn::Sub': [`\${x}-\${B}`, { x: { Ref: 'Y' } }] }, '<Y>-<B>'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ list: [{ Ref: 'A' }, { Ref: 'AWS::NoValue' }], gone: { Ref: 'AWS::NoValue' } }, { list: ['<A>'] }],
    [
      { Ref: 'A', Other: 1 },
      { Ref: 'A', Other: 1 },
    ],
  ])('%j is worked out', (value, expected) => {
    expect(resolve(value, references, 'here')).toEqual(expected);
  });

  it.each([
    [{ a: { 'Fn::If': ['Some', 1, 2] } }, 'here.a uses Fn::If, which the cloud on the laptop cannot work out'],
    [{ 'Fn::Select': [3, ['a']] }, 'here selects number 3 of a shorter list'],
    [{ 'Fn::Join': ['', [{ list: [] }]] }, 'here needs a text where it has {"list":[]}'],
    [{ 'Fn::Split': [',', { Ref: 'AWS::NoValue' }] }, 'here needs a text where it has nothing'],
  ])('%j is an error', (value, message) => {
    expect(() => resolve(value, references, 'here')).toThrow(new TemplateFault(message));
  });
});

describe('references of a template', () => {
  const resources = {
    Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': `logs-\${AWS::AccountId}` } } },
    Unnamed: { Type: 'AWS::SQS::Queue' },
    Nameless: { Type: 'AWS::CloudWatch::Alarm' },
  };
  const outputOf = (value: unknown): string | undefined =>
    resolveTemplate(readTemplate({ Resources: resources, Outputs: { O: { Value: value } } }), {
      stackName: 'Stack',
      endpoint: 'http://127.0.0.1:1',
    }).outputs.get('O');

  it.each([
    [{ Ref: 'Named' }, 'logs-111122223333'],
    [{ 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:s3:::logs-111122223333'],
    [{ Ref: 'Unnamed' }, 'http://127.0.0.1:1/111122223333/Stack-Unnamed'],
    [{ 'Fn::GetAtt': ['Unnamed', 'Arn'] }, 'arn:aws:sqs:us-east-1:111122223333:Stack-Unnamed'],
    [{ 'Fn::Sub': `\${AWS::Partition} \${AWS::Region} \${AWS::StackName}` }, 'aws us-east-1 Stack'],
  ])('%j is %s', (value, expected) => {
    expect(outputOf(value)).toBe(expected);
  });

  it.each([
    [{ Ref: 'Gone' }, 'something refers to Gone, which is no resource'],
    [{ Ref: 'AWS::StackId' }, 'something refers to AWS::StackId, which is no resource'],
    [{ 'Fn::GetAtt': ['Named', 'DomainName'] }, 'something refers to Named.DomainName, which is not known here'],
    [{ Ref: 'Nameless' }, 'something refers to Nameless, and nobody knows the name of a AWS::CloudWatch::Alarm'],
  ])('%j is an error', (value, message) => {
    expect(() => outputOf(value)).toThrow(new TemplateFault(message));
  });

  it.each([
    [{ Conditions: {} }, 'Conditions'],
    [{ Mappings: {} }, 'Mappings'],
    [{ Transform: 'AWS::Serverless' }, 'Transform'],
    [{ Resources: { A: { Type: 'AWS::SQS::Queue', Condition: 'Some' } } }, 'Resources.A.Condition'],
  ])('a template with %j is an error', (section, place) => {
    expect(() => readTemplate({ Resources: {}, ...section })).toThrow(`the template has here: ${place}`);
  });
});
