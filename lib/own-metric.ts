import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type CountName, type GaugeName, metrics } from '../lambda/config/metrics.ts';
import type { HandlerFunction } from './handler-function.ts';

/** A metric that a function of ours emits about itself (lambda/config/metrics.ts). */
export function ownMetric(
  { function: { functionName } }: Pick<HandlerFunction, 'function'>,
  metricName: CountName | GaugeName,
  options: Omit<MetricOptions, 'dimensionsMap'>,
): Metric {
  const dimensionsMap = { [metrics.functionDimension]: functionName };
  return new Metric({ namespace: metrics.namespace, metricName, dimensionsMap, ...options });
}
