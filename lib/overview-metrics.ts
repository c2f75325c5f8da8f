import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type CountName, type GaugeName, metrics } from '../lambda/config/metrics.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { HandlerFunction } from './handler-function.ts';
import { ownMetric } from './own-metric.ts';

/** Parts of the stack, each by what it is called on the dashboard. */
type Named<Part> = Readonly<Record<string, Part>>;

export interface Measured {
  /** All but the canary's, whose own alarm tells of whatever keeps it from flying. */
  readonly functions: Named<HandlerFunction>;
  /** Those that read log files. */
  readonly fileReaders: Named<HandlerFunction>;
  /** Those that read records: the file readers, and the poller where there is one. */
  readonly readers: Named<HandlerFunction>;
  readonly pollers: Named<HandlerFunction>;
  readonly sweepers: Named<HandlerFunction>;
  readonly canaries: Named<HandlerFunction>;
  readonly queues: Named<DeliveryQueue>;
  readonly topics: Named<ITopic>;
  readonly tableName: string;
}

const { names, gauges } = metrics;
const period = Duration.minutes(5);

/**
 * What the dashboard draws: the metrics of each graph by its title, in rows. There are 50 at most, as an account's first
 * three dashboards are free where each has no more (https://aws.amazon.com/cloudwatch/pricing/); what is left out has an
 * alarm, which is shown.
 */
export function overviewMetrics(measured: Measured) {
  const { functions, fileReaders, readers, pollers, sweepers, canaries, queues, topics, tableName } = measured;
  return {
    read: {
      'Log files': counts(fileReaders, names.objects),
      Records: counts(readers, names.records),
      'Sign-ins that rules ask for': counts(readers, names.events),
    },
    told: {
      'Messages to the topics': each(topics, (topic, label) =>
        topic.metricNumberOfMessagesPublished({ label, period, statistic: Stats.SUM }),
      ),
    },
    late: {
      'Newest sign-in that was read, seconds old': ages(readers, gauges.lag),
      'Seconds from event to publication': [
        ...ages(functions, gauges.toldAfter, 'p50'),
        ...ages(functions, gauges.toldAfter, 'p95'),
        ...ages(canaries, gauges.canaryRoundTrip),
      ],
      'Oldest message, seconds old': each(queues, ({ queue }, label) =>
        queue.metricApproximateAgeOfOldestMessage({ label, period, statistic: Stats.MAXIMUM }),
      ),
      'Cursor, and what is due, seconds old': [...ages(pollers, gauges.cursorAge), ...ages(sweepers, gauges.oldestDue)],
    },
    wrong: {
      'Dead letters': each(queues, ({ deadLetters }, label) =>
        deadLetters.metricApproximateNumberOfMessagesVisible({ label, period, statistic: Stats.MAXIMUM }),
      ),
      'Function errors': each(functions, (each, label) => each.function.metricErrors({ label, period })),
      'Records that could not be read': counts(readers, names.recordsFailed),
      'Messages that SNS did not take': counts(functions, names.publishFailures),
    },
    cost: {
      'Function milliseconds': each(functions, (each, label) =>
        each.function.metricDuration({ label, period, statistic: Stats.SUM }),
      ),
      'Bytes of log': each(functions, ({ logGroup }, label) =>
        sumOf('AWS/Logs', 'IncomingBytes', { LogGroupName: logGroup.logGroupName }, label),
      ),
      'Table units': [
        sumOf('AWS/DynamoDB', 'ConsumedWriteCapacityUnits', { TableName: tableName }, 'Write'),
        sumOf('AWS/DynamoDB', 'ConsumedReadCapacityUnits', { TableName: tableName }, 'Read'),
      ],
    },
  } satisfies Readonly<Record<string, Readonly<Record<string, readonly IMetric[]>>>>;
}

function counts(by: Named<HandlerFunction>, name: CountName): readonly Metric[] {
  return each(by, (counter, label) => ownMetric(counter, name, { statistic: Stats.SUM, label, period }));
}

function ages(by: Named<HandlerFunction>, name: GaugeName, statistic: string = Stats.MAXIMUM): readonly Metric[] {
  return each(by, (counter, label) =>
    ownMetric(counter, name, {
      statistic,
      label: statistic === Stats.MAXIMUM ? label : `${label} ${statistic}`,
      period,
    }),
  );
}

/** One of AWS's, for which its construct has no function, or one that leaves out the dimension. */
function sumOf(namespace: string, metricName: string, dimensionsMap: Named<string>, label: string): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, label, period });
}

function each<Part>(parts: Named<Part>, metricOf: (part: Part, label: string) => Metric): readonly Metric[] {
  return Object.entries(parts).map(([label, part]) => metricOf(part, label));
}
