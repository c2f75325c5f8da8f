import { jsonLog, type Log } from '../../lambda/adapters/log.ts';
import { embeddedMetrics, type Metrics } from '../../lambda/adapters/metrics.ts';
import type { Clock } from '../../lambda/core/ports.ts';
import type { Json } from '../records.ts';

/** What a start, an end and a report of Lambda's own take of the log, roughly. */
export const platformLines = 270;

/** The log of functions, metrics included, whose bytes are counted. */
export interface MeteredLog {
  bytes: number;
  /** The names of all metrics so far, with their dimensions: what CloudWatch charges for each. */
  readonly metricNames: Set<string>;
  /** The log and the metrics of one function, whose name is as long as those that CloudFormation gives. */
  of(functionId: string, clock: Clock): { readonly log: Log; readonly metrics: Metrics };
}

export function meteredLog(): MeteredLog {
  const metered: MeteredLog = {
    bytes: 0,
    metricNames: new Set(),
    of(functionId, clock) {
      const functionName = `Gatewarden-${functionId}Function00000000-000000000000`;
      const common = { function: functionName, requestId: '00000000-0000-4000-8000-000000000000' };
      const write = (line: string): void => {
        metered.bytes += Buffer.byteLength(line);
        for (const name of namesIn(JSON.parse(line) as Json)) metered.metricNames.add(name);
      };
      return { log: jsonLog(common, write), metrics: embeddedMetrics({ functionName, clock, write }) };
    },
  };
  return metered;
}

function namesIn(line: Json): readonly string[] {
  const aws = line['_aws'] as
    | { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] }
    | undefined;
  const [directive] = aws?.CloudWatchMetrics ?? [];
  const dimensions = (directive?.Dimensions[0] ?? []).map((name) => `${name}=${line[name]}`);
  return (directive?.Metrics ?? []).map(({ Name }) => [Name, ...dimensions].join(' '));
}
