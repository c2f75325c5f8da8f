import { describe, expect, it } from 'vitest';
import type { Config } from '../../../lambda/config/schema.ts';
import { readStack, type Stack } from '../../../local/stack/read-stack.ts';
import { createdTrail, everyTopic, existingTrail, polling, secretArn, templateOf } from '../../lib/synthesise.ts';
import { type Changeable, changed, resourcesOf } from '../assemblies.ts';

const template = templateOf(createdTrail);

function read(json: unknown, { cloudtrail }: Config = createdTrail): Stack {
  return readStack(json, { stackName: 'Gatewarden', endpoint: 'http://127.0.0.1:1', cloudtrail });
}

describe('a stack', () => {
  it.each<[string, Config]>([
    ['a trail of its own', createdTrail],
    ['all topics and subscribers', everyTopic],
    ['an existing bucket', existingTrail],
    ['a poller with a secret', polling({ method: 'secret', secretArn })],
    ['a federated poller', polling({ method: 'federated', audience: 'api://example' })],
  ])('with %s is known to its last resource', (_, config) => {
    const stack = read(templateOf(config), config);

    expect(stack.mappings.map(({ functionName }) => functionName)).toEqual(
      stack.functions.filter(({ environment }) => environment['ALLOWED_BUCKETS']).map(({ name }) => name),
    );
    for (const { roleArn } of stack.functions) {
      expect(stack.roles.find(({ arn }) => arn === roleArn)?.statements).not.toEqual([]);
    }
  });

  it('has its buckets, with what they announce, how they are encrypted and that they keep versions', () => {
    const { buckets, queues, keys } = read(template);

    const logs = buckets.find(({ name }) => name === 'gatewarden-cloudtrail-111122223333-us-east-1');

    const queue = queues.find(({ logicalId }) => /CloudTrailQueue(?!Dead)/.test(logicalId));
    expect(logs).toMatchObject({
      arn: 'arn:aws:s3:::gatewarden-cloudtrail-111122223333-us-east-1',
      account: '111122223333',
      versioned: true,
      notifications: [
        {
          events: ['s3:ObjectCreated:*'],
          prefix: 'AWSLogs/111122223333/CloudTrail/',
          suffix: '.json.gz',
          queueArn: queue?.arn,
        },
      ],
    });
    expect(keys.map(({ arn }) => arn)).toContain(logs?.keyArn);
    expect(queue).toMatchObject({ visibilitySeconds: 720, redrive: { maxReceiveCount: 5 } });
  });

  it("wires somebody else's bucket as the outputs tell its owner", () => {
    const { buckets, queues, roles } = read(templateOf(existingTrail), existingTrail);

    const theirs = buckets.find(({ name }) => name === 'example-cloudtrail-logs');

    expect(theirs).toMatchObject({
      versioned: false,
      keyArn: 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001',
      notifications: [
        {
          id: 'gatewarden',
          events: ['s3:ObjectCreated:*'],
          prefix: '',
          suffix: '.json.gz',
          queueArn: queues.find(({ logicalId }) => /CloudTrailQueue(?!Dead)/.test(logicalId))?.arn,
        },
      ],
    });
    expect(theirs?.policy.map(({ Principal }) => Principal)).toEqual(
      Array(2).fill({ AWS: [roles.find(({ name }) => name.includes('CloudTrailDetector'))?.arn] }),
    );
  });
});

describe('what the laptop does not know', () => {
  const first = (all: Changeable, type: string) => resourcesOf(all, type)[0] as Record<string, unknown>;
  const statement = (all: Changeable) => {
    const { PolicyDocument } = first(all, 'AWS::IAM::Policy') as { PolicyDocument: { Statement: object[] } };
    return PolicyDocument.Statement[0] as Record<string, unknown>;
  };

  const rule = (Properties: object) => ({
    New: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.s3'] }, ...Properties } },
  });

  it.each<[string, (all: Changeable) => void, RegExp]>([
    [
      'a type of resource',
      (all) => Object.assign(all.Resources, { New: { Type: 'AWS::Events::Archive' } }),
      /has New, a AWS::Events::Archive: the cloud on the laptop neither has it/,
    ],
    [
      'another way of notification',
      (all) =>
        Object.assign(first(all, 'AWS::S3::Bucket'), {
          NotificationConfiguration: { TopicConfigurations: [] },
        }),
      /the bucket \w+ has here: NotificationConfiguration/,
    ],
    [
      'a delay of a queue',
      (all) => Object.assign(first(all, 'AWS::SQS::Queue'), { DelaySeconds: 5 }),
      /the queue \w+ has here: DelaySeconds/,
    ],
    [
      'a managed policy',
      (all) => Object.assign(first(all, 'AWS::IAM::Role'), { ManagedPolicyArns: [] }),
      /the role \w+ has here: ManagedPolicyArns/,
    ],
    [
      'NotAction',
      (all) => Object.assign(statement(all), { NotAction: ['s3:*'] }),
      /the policy \w+ has here: PolicyDocument\.Statement\.0\.NotAction/,
    ],
    [
      'NotResource',
      (all) => Object.assign(statement(all), { NotResource: '*' }),
      /the policy \w+ has here: PolicyDocument\.Statement\.0\.NotResource/,
    ],
    [
      'a Deny under a condition',
      (all) => Object.assign(statement(all), { Effect: 'Deny', Condition: { Bool: {} } }),
      /a Deny under a condition, which nothing here evaluates/,
    ],
    [
      'another runtime',
      (all) => Object.assign(first(all, 'AWS::Lambda::Function'), { Runtime: 'nodejs22.x' }),
      /the function \w+ has here: Runtime/,
    ],
    [
      'a rule by schedule',
      (all) => Object.assign(all.Resources, rule({ ScheduleExpression: 'rate(1 minute)' })),
      /the rule New has here: ScheduleExpression/,
    ],
    [
      'an input of a target that is not the event',
      (all) => Object.assign(all.Resources, rule({ Targets: [{ Id: 'a', Arn: 'b', InputPath: '$.detail' }] })),
      /the rule New has here: Targets\.0\.InputPath/,
    ],
    [
      'an operator of an event pattern',
      (all) => Object.assign(all.Resources, rule({ EventPattern: { detail: { count: [{ numeric: ['>', 1] }] } } })),
      /the pattern of the rule New\.detail\.count has the operator numeric, which the cloud on the laptop does not know/,
    ],
    [
      'the bus of a rule',
      (all) => Object.assign(all.Resources, rule({ EventBusName: 'elsewhere' })),
      /the rule New is of a bus that is not in the template/,
    ],
    [
      'a schedule by the calendar',
      (all) => Object.assign(first(all, 'AWS::Scheduler::Schedule'), { ScheduleExpression: 'cron(0 8 * * ? *)' }),
      /has cron\(0 8 \* \* \? \*\): the cloud on the laptop knows rates/,
    ],
  ])('is an error: %s', (_, change, message) => {
    expect(() => read(changed(template, change))).toThrow(message);
  });
});
