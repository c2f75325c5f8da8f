import { describe, expect, it } from 'vitest';
import {
  createdTrail,
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

  it('a service for one source or this account, and without that only to a key for messages', () => {
    const services = [...byKeys, ...byOthers].filter(({ who }) => who.endsWith('.amazonaws.com'));

    const forAnybody = services.filter(({ condition }) => !namesSource(condition));
    const users = ['s3.amazonaws.com', 'cloudwatch.amazonaws.com', 'sns.amazonaws.com'];
    const uses = users.flatMap((who) => [`${who} kms:Decrypt`, `${who} kms:GenerateDataKey`]);
    expect(namesOf(forAnybody)).toEqual(new Set(uses));
    expect(namesOf(byOthers).intersection(new Set(uses))).toEqual(new Set());
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
