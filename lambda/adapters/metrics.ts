import { type MetricName, metrics } from '../config/metrics.ts';
import type { Clock } from '../core/ports.ts';

type Counts = Readonly<Partial<Record<MetricName, number>>>;

/** Where the functions count what they did. */
export interface Metrics {
  /** Adds counts; `reason` says why, where they count what was skipped. */
  count(counts: Counts, reason?: string): void;
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
  return {
    count(counts, reason) {
      const dimensions = {
        [functionDimension]: functionName,
        ...(reason !== undefined && { [reasonDimension]: reason }),
      };
      const directive = {
        Namespace: namespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' })),
      };
      const line = { _aws: { Timestamp: clock.now(), CloudWatchMetrics: [directive] }, ...dimensions, ...counts };
      write(`${JSON.stringify(line)}\n`);
    },
  };
}
