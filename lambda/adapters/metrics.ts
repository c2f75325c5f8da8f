import { type CountName, type GaugeName, metrics } from '../config/metrics.ts';
import type { Clock } from '../core/ports.ts';

type Counts = Readonly<Partial<Record<CountName, number>>>;
type Gauges = Readonly<Partial<Record<GaugeName, number>>>;

/** Where the functions count and measure what they did. */
export interface Metrics {
  /** Adds counts; `reason` says why, where they count what was skipped. */
  count(counts: Counts, reason?: string): void;
  /** Notes lengths of time, in seconds. */
  gauge(gauges: Gauges): void;
}

/**
 * Metrics as log lines, from which CloudWatch makes them; no call, no wait. `write` must reach the log as it is: through
 * console.log, Lambda's JSON log format would wrap the line, and CloudWatch would not know it.
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)
 */
export function embeddedMetrics(options: {
  readonly functionName: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly write: (line: string) => void;
}): Metrics {
  const { functionName, clock, write } = options;
  const { namespace, functionDimension, reasonDimension } = metrics;
  const emit = (values: Counts | Gauges, unit: 'Count' | 'Seconds', more: Readonly<Record<string, string>> = {}) => {
    const dimensions = { [functionDimension]: functionName, ...more };
    const directive = {
      Namespace: namespace,
      Dimensions: [Object.keys(dimensions)],
      Metrics: Object.keys(values).map((Name) => ({ Name, Unit: unit })),
    };
    const line = { _aws: { Timestamp: clock.now(), CloudWatchMetrics: [directive] }, ...dimensions, ...values };
    write(`${JSON.stringify(line)}\n`);
  };
  return {
    count: (counts, reason) => emit(counts, 'Count', reason === undefined ? {} : { [reasonDimension]: reason }),
    gauge: (gauges) => emit(gauges, 'Seconds'),
  };
}
