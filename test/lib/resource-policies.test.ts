import { describe, expect, it } from 'vitest';
import {
  createdTrail,
  everySource,
  everyTopic,
  existingTrail,
  ofType,
  type Properties,
  polling,
  type Statement,
  type Synthesised,
  secretArn,
  statementsOf,
  synthesise,
} from './synthesise.ts';

/** One action that a policy allows to one principal. */
interface Allowed {
  readonly who: string;
  readonly action: string;
  readonly condition: Properties;
}

const ourAccount = 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root';
const trail = 'cloudtrail.amazonaws.com kms:GenerateDataKey*'; // to the letter as CloudTrail's documentation has it

describe.each<[string, Synthesised, readonly string[], readonly string[]]>([
  ['a created trail', synthesise(createdTrail), [trail], []],
  ['an existing trail', synthesise(existingTrail), [], []],
  ['every source', synthesise(everySource), [trail], []],
  ['a Graph poller', synthesise(polling({ method: 'secret', secretArn })), [trail], []],
  ['every topic', synthesise(everyTopic), [trail], ['sns:Subscribe']],
])('with %s, the policies of resources let in', (_, stack, wildcards, openActions) => {
  const byKeys = allowedBy(stack, ['AWS::KMS::Key'], 'KeyPolicy');
  const policies = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy'];
  const byOthers = allowedBy(stack, policies, 'PolicyDocument');

  it('nobody for every action, but the account itself to its keys, which else nobody could keep', () => {
    const wild = [...byKeys, ...byOthers].filter(({ action }) => action.includes('*'));

    expect(namesOf(wild)).toEqual(new Set([`${ourAccount} kms:*`, ...wildcards]));
  });

  it('everybody to nothing, and the accounts of an organisation that is named to subscriptions alone', () => {
    const open = [...byKeys, ...byOthers].filter(({ who }) => who === '*');

    expect(open.map(({ action }) => action)).toEqual(openActions);
    for (const { condition } of open) {
      expect(condition['StringEquals']['aws:PrincipalOrgID']).toBe('o-a1b2c3d4e5');
    }
  });

  it('a service for one source or this account alone, to keys as well', () => {
    const services = [...byKeys, ...byOthers].filter(({ who }) => who.endsWith('.amazonaws.com'));

    const forAnybody = services.filter(({ condition }) => !namesSource(condition));
    expect(services.length).toBeGreaterThan(0);
    expect(forAnybody).toEqual([]);
  });
});

describe('the key for messages is used by', () => {
  const bucket = { bucket: 'example-cloudtrail-logs', account: '444455556666' };
  const topicArn = 'arn:aws:sns:us-east-1:444455556666:trail';
  const stack = synthesise({
    ...everyTopic,
    cloudtrail: [
      { ...bucket, mode: 'topic', topicArn },
      { ...bucket, mode: 'eventbridge', bucket: 'example-other-logs' },
      { ...bucket, mode: 'bucket', bucket: 'example-third-logs' },
    ],
  });
  const uses = allowedBy(stack, ['AWS::KMS::Key'], 'KeyPolicy').filter(
    ({ action }) => action === 'kms:GenerateDataKey',
  );
  const ofOurs = ':<AWS::Region>:<AWS::AccountId>:';

  it.each([
    [
      'S3 for a bucket',
      's3.amazonaws.com',
      { ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:s3:::example-third-logs' } },
    ],
    ['SNS for a topic of somebody else', 'sns.amazonaws.com', { ArnEquals: { 'aws:SourceArn': topicArn } }],
    ['SNS for our topics', 'sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': `arn:<AWS::Partition>:sns${ofOurs}*` } }],
    [
      'EventBridge for our rules',
      'events.amazonaws.com',
      { ArnLike: { 'aws:SourceArn': `arn:<AWS::Partition>:events${ofOurs}rule/*` } },
    ],
    [
      'alarms of this account',
      'cloudwatch.amazonaws.com',
      { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
    ],
  ])('%s', (_, who, condition) => {
    expect(uses.filter((use) => use.who === who).map((use) => use.condition)).toContainEqual(condition);
  });

  it('nobody else', () => {
    const services = ['s3', 'sns', 'events', 'cloudwatch'].map((name) => `${name}.amazonaws.com`);

    expect(new Set(uses.map(({ who }) => who))).toEqual(new Set(services));
  });
});

it('each role is that of one service, and the role of a schedule only for this account', () => {
  const stack = synthesise(everyTopic);

  const trusts = [...ofType(stack, 'AWS::IAM::Role').values()].map(({ Properties }) =>
    statementsOf(Properties['AssumeRolePolicyDocument']).flatMap(allowedIn),
  );

  const services = ['lambda.amazonaws.com', 'scheduler.amazonaws.com', 'chatbot.amazonaws.com'];
  expect(namesOf(trusts.flat())).toEqual(new Set(services.map((service) => `${service} sts:AssumeRole`)));
  expect(trusts.filter(({ length }) => length !== 1)).toEqual([]);
  const scheduled = trusts.flat().filter(({ who }) => who === 'scheduler.amazonaws.com');
  for (const { condition } of scheduled) expect(namesSource(condition)).toBe(true);
});

function allowedBy(stack: Synthesised, types: readonly string[], document: string): readonly Allowed[] {
  return types.flatMap((type) =>
    [...ofType(stack, type).values()].flatMap(({ Properties }) =>
      statementsOf(Properties[document]).flatMap(allowedIn),
    ),
  );
}

function allowedIn({ Effect, Principal, Action, Condition = {} }: Statement): readonly Allowed[] {
  if (Effect !== 'Allow') return [];
  const principals =
    typeof Principal === 'object' && Principal !== null ? Object.values(Principal).flat() : [Principal];
  return principals.flatMap((who) => Action.map((action) => ({ who: String(who), action, condition: Condition })));
}

function namesOf(allowed: readonly Allowed[]): ReadonlySet<string> {
  return new Set(allowed.map(({ who, action }) => `${who} ${action}`));
}

/** Whether it names the resource or the account for which a service acts. */
function namesSource(condition: Properties): boolean {
  const keys = Object.values(condition).flatMap((operands) => Object.keys(operands));
  return keys.includes('aws:SourceArn') || keys.includes('aws:SourceAccount');
}
