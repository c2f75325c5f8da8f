import { type Duration, type Instant, minus, minutes, periodEnd, toInstant } from '../../../lambda/core/time.ts';
import type { Ports } from './check.ts';

export interface MetricQuestion {
  readonly namespace: string;
  readonly name: string;
  readonly dimension: { readonly Name: string; readonly Value: string };
  readonly statistic: 'Sum' | 'Maximum';
  /** How far to look back. */
  readonly within: Duration;
}

export interface MetricValue {
  /** When its period began. */
  readonly at: Instant;
  readonly value: number;
}

/** CloudWatch keeps periods of this length for 63 days. */
const period = minutes(5);

/** What CloudWatch has of one metric in periods of five minutes, the newest first. Throws CannotLook. */
export async function metricValues(
  { namespace, name, dimension, statistic, within }: MetricQuestion,
  { ask, now }: Ports,
): Promise<readonly MetricValue[]> {
  const metric = { Namespace: namespace, MetricName: name, Dimensions: [dimension] };
  const { MetricDataResults: [found] = [] } = await ask('cloudwatch:GetMetricData', {
    StartTime: new Date(minus(now, within)),
    EndTime: new Date(periodEnd(now, period)),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: metric, Period: period / 1_000, Stat: statistic } }],
  });
  const { Timestamps = [], Values = [] } = found ?? {};
  return Timestamps.flatMap((time, index) => {
    const [at, value] = [toInstant(time.getTime()), Values[index]];
    return at === undefined || value === undefined ? [] : [{ at, value }];
  });
}

export function sumOf(values: readonly MetricValue[]): number {
  return values.reduce((sum, { value }) => sum + value, 0);
}
