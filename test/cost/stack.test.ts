import { describe, expect, it } from 'vitest';
import { assumptions } from '../../bin/commands/cost/assumptions.ts';
import { knownFrom } from '../../bin/commands/cost/from-config.ts';
import { standingCosts } from '../../bin/commands/cost/stack.ts';
import type { Config } from '../../lambda/config/schema.ts';
import {
  createdTrail,
  everyTopic,
  existingTrail,
  ofType,
  polling,
  type Synthesised,
  secretArn,
  synthesise,
  withTopics,
} from '../lib/synthesise.ts';

const watching: Config = {
  ...createdTrail,
  alarms: { noFilesMinutes: { cloudtrail: 30, entra: 180 } },
  dashboard: false,
};

const configurations: readonly { readonly name: string; readonly config: Config }[] = [
  { name: 'a trail of its own', config: createdTrail },
  { name: 'an existing trail', config: existingTrail },
  { name: 'nobody subscribed', config: withTopics('people') },
  { name: 'every topic', config: everyTopic },
  { name: 'no dashboard, and every feed watched', config: watching },
  { name: 'a fast path', config: { ...createdTrail, fastPath: { regions: ['us-east-1', 'eu-central-1'] } } },
  { name: 'the poller', config: polling({ method: 'secret', secretArn }) },
  { name: 'the canary', config: { ...createdTrail, canary: { every: '1h', within: '15m' } } },
];

/** What has a price that the formula knows, and what costs nothing by itself. */
const priced = [
  ...[
    'CloudTrail::Trail',
    'CloudWatch::Alarm',
    'CloudWatch::Dashboard',
    'DynamoDB::Table',
    'KMS::Key',
    'Lambda::EventSourceMapping',
  ],
  ...['Lambda::Function', 'Logs::LogGroup', 'S3::Bucket', 'SNS::Subscription', 'SNS::Topic', 'SQS::Queue'],
  ...['Scheduler::Schedule'],
];
const free = [
  ...[
    'IAM::Policy',
    'IAM::Role',
    'Lambda::EventInvokeConfig',
    'Lambda::Permission',
    'S3::BucketPolicy',
    'SNS::TopicPolicy',
  ],
  ...['SQS::QueuePolicy', 'Scheduler::ScheduleGroup', 'Chatbot::SlackChannelConfiguration'],
  ...['Chatbot::MicrosoftTeamsChannelConfiguration', 'CDK::Metadata', 'Events::EventBus', 'Events::Rule'],
];

describe.each(configurations)('the stack with $name', ({ config }) => {
  const stack = synthesise(config, { account: '111122223333', region: 'us-east-1' });

  it('has as much that costs while nothing happens as the formula says', () => {
    expect(standingCosts(knownFrom(config))).toEqual({
      keys: ofType(stack, 'AWS::KMS::Key').size,
      polledQueues: ofType(stack, 'AWS::Lambda::EventSourceMapping').size,
      alarms: alarmMetrics(stack),
      dashboards: ofType(stack, 'AWS::CloudWatch::Dashboard').size,
      schedules: ofType(stack, 'AWS::Scheduler::Schedule').size,
    });
  });

  it('has nothing of a kind that the formula does not know', () => {
    const known = new Set([...priced, ...free].map((name) => `AWS::${name}`));

    const unknown = [...stack.resources.values()].map(({ Type }) => Type).filter((type) => !known.has(type));

    expect(unknown).toEqual([]);
  });

  it('has functions, logs and queues as the formula takes them to be', () => {
    const each = (type: string, property: string) =>
      new Set([...ofType(stack, type).values()].map(({ Properties }) => Properties[property]));

    expect(each('AWS::Lambda::Function', 'MemorySize')).toEqual(new Set([assumptions.memoryMegabytes]));
    expect(each('AWS::Logs::LogGroup', 'RetentionInDays')).toEqual(new Set([assumptions.loggedMonths * 30]));
    expect(each('AWS::SQS::Queue', 'KmsDataKeyReusePeriodSeconds')).toEqual(new Set([undefined])); // 300
    // With a maximum concurrency, Lambda does not poll less where there is little.
    for (const { Properties } of ofType(stack, 'AWS::Lambda::EventSourceMapping').values())
      expect(Properties['ScalingConfig']).toHaveProperty('MaximumConcurrency');
  });
});

/** An alarm is charged by the metrics that it looks at. */
function alarmMetrics(stack: Synthesised): number {
  const alarms = [...ofType(stack, 'AWS::CloudWatch::Alarm').values()];
  return alarms.reduce((sum, { Properties }) => {
    const queries: readonly object[] = Properties['Metrics'] ?? [{ MetricStat: {} }];
    return sum + queries.filter((query) => 'MetricStat' in query).length;
  }, 0);
}
