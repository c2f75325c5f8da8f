import { describe, expect, it } from 'vitest';
import { metrics } from '../../lambda/config/metrics.ts';
import { measuredPublisher } from '../../lambda/handlers/measured-publisher.ts';
import { keepingPublisher, memoryPorts, newLeft } from '../handlers/batch.ts';
import { anAlert } from '../render/an-alert.ts';
import {
  createdTrail,
  everyTopic,
  ofType,
  type Properties,
  polling,
  secretArn,
  synthesise,
  target,
} from './synthesise.ts';

/** AWS's own metrics that may be looked at, by namespace, each with its dimension and the type of what it is of. */
const ofAws: Readonly<
  Record<string, { readonly of: string; readonly type: string; readonly names: readonly string[] }>
> = {
  'AWS/SQS': {
    of: 'QueueName',
    type: 'AWS::SQS::Queue',
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
    ],
  },
  'AWS/Lambda': {
    of: 'FunctionName',
    type: 'AWS::Lambda::Function',
    names: ['Errors', 'Throttles', 'Duration'],
  },
  'AWS/SNS': { of: 'TopicName', type: 'AWS::SNS::Topic', names: ['NumberOfMessagesPublished'] },
  'AWS/Logs': { of: 'LogGroupName', type: 'AWS::Logs::LogGroup', names: ['IncomingBytes'] },
  'AWS/DynamoDB': {
    of: 'TableName',
    type: 'AWS::DynamoDB::Table',
    names: ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'],
  },
};
const own = {
  of: metrics.functionDimension,
  type: 'AWS::Lambda::Function',
  names: [...Object.values(metrics.names), ...Object.values(metrics.gauges)] as readonly string[],
};

/** A metric that somebody looks at. */
interface Looked {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly (readonly [string, string])[];
}

describe.each([
  ['a created trail', synthesise(createdTrail)],
  ['a Graph poller', synthesise(polling({ method: 'secret', secretArn }))],
  ['every topic', synthesise(everyTopic)],
  [
    'everything that can be switched on',
    synthesise({
      ...everyTopic,
      ...polling({ method: 'secret', secretArn }),
      topics: everyTopic.topics,
      canary: { every: '1h', within: '15m' },
    }),
  ],
])('with %s', (_, stack) => {
  const [dashboard, ...others] = ofType(stack, 'AWS::CloudWatch::Dashboard').values();
  const widgets: readonly Properties[] = JSON.parse(dashboard?.Properties['DashboardBody'] ?? '{}').widgets ?? [];
  const alarms = [...ofType(stack, 'AWS::CloudWatch::Alarm')];
  const shown = widgets.flatMap(({ type, properties }) => (type === 'metric' ? lookedAt(properties.metrics) : []));

  it('there is one dashboard, with all alarms, and its name in the outputs', () => {
    const listed = widgets.find(({ type }) => type === 'alarm')?.['properties'].alarms.map(target);

    expect(others).toEqual([]);
    expect(listed).toEqual(alarms.map(([id]) => id));
    expect(stack.outputs.get('DashboardName')?.Value).toMatch(/^<GatewardenWatchingOverview/);
  });

  it('every metric that an alarm or the dashboard looks at is one that somebody writes, of something that is there', () => {
    const inAlarms = alarms.flatMap(([, { Properties }]) => watchedBy(Properties));

    expect(inAlarms.length).toBeGreaterThanOrEqual(alarms.length);
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.length).toBeLessThanOrEqual(50); // an account's first three dashboards are free, of so many each
    for (const { namespace, name, dimensions } of [...inAlarms, ...shown]) {
      const known = namespace === metrics.namespace ? own : ofAws[namespace];
      const [[dimension, value] = ['', ''], ...more] = dimensions;
      expect(known?.names).toContain(name);
      expect([dimension, more]).toEqual([known?.of, []]);
      expect(stack.resources.get(target(value))?.Type, `${name} of ${value}`).toBe(known?.type);
    }
  });

  it('shows files, records, sign-ins, alerts by rule, the lag of each feed, percentiles of publication, and what costs', () => {
    const names = new Set(shown.map(({ name }) => name));
    const percentiles = widgets.flatMap(({ properties }) => JSON.stringify(properties).match(/"p(50|95)"/g) ?? []);

    for (const name of [
      'Objects',
      'Records',
      'Events',
      'LagSeconds',
      'ToldAfterSeconds',
      'PublishFailures',
      'Duration',
    ])
      expect(names).toContain(name);
    expect(new Set(percentiles)).toEqual(new Set(['"p50"', '"p95"']));
    expect(widgets.filter(({ type }) => type === 'log')).toHaveLength(1);
  });

  it('asks the log for what stands in the line of an alert that was told', async () => {
    const { query } = widgets.find(({ type }) => type === 'log')?.['properties'] ?? {};
    const left = newLeft();
    const publisher = measuredPublisher(keepingPublisher('machines', left), memoryPorts(new Map(), left));
    await publisher.publish(anAlert());
    const [line = {}] = left.log;

    const [, ...filters] = /filter (\w+) = "([^"]*)" and (\w+) = "([^"]*)"/.exec(query) ?? [];
    const [, distinct = '', by = ''] = /stats count_distinct\((\w+)\) as \w+ by ([\w, ]+)/.exec(query) ?? [];

    expect([line[filters[0] ?? ''], line[filters[2] ?? '']]).toEqual([filters[1], filters[3]]);
    for (const field of [distinct, ...by.split(', ')]) expect(line).toHaveProperty(field);
    const tellers = [...ofType(stack, 'AWS::Lambda::Function').keys()].filter((id) => !id.includes('Canary'));
    expect(query.match(/SOURCE '<\w+LogGroup\w*>'/g)).toHaveLength(tellers.length);
  });

  it('fills each row of its grid, and no more', () => {
    const rows = Map.groupBy(widgets, ({ y }) => y as number);

    for (const row of rows.values()) {
      expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(24);
      expect(row.every(({ x, width }) => Number.isInteger(x) && Number.isInteger(width))).toBe(true);
    }
  });
});

it('is not there where it is not wanted', () => {
  const stack = synthesise({ ...createdTrail, dashboard: false });

  expect(ofType(stack, 'AWS::CloudWatch::Dashboard').size).toBe(0);
  expect(stack.outputs.has('DashboardName')).toBe(false);
});

/** `[namespace, name, dimension, value, …, { options }]`, without the short forms that repeat the line above. */
function lookedAt(lines: readonly (readonly unknown[])[]): readonly Looked[] {
  return lines.map((line) => {
    const [namespace, name, ...pairs] = line.filter((each) => typeof each === 'string');
    const dimensions = pairs.flatMap((each, at) => (at % 2 === 0 ? [[each, pairs[at + 1] ?? ''] as const] : []));
    return { namespace: namespace ?? '', name: name ?? '', dimensions };
  });
}

function watchedBy({ Metrics, ...single }: Properties): readonly Looked[] {
  const found: readonly Properties[] = Metrics?.flatMap((each: Properties) => each['MetricStat']?.Metric ?? []) ?? [
    single,
  ];
  return found.map(({ Namespace, MetricName, Dimensions }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Dimensions.map(({ Name, Value }: Properties) => [Name, Value]),
  }));
}
