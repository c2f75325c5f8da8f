import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { GaugeName } from '../lambda/config/metrics.ts';
import type { HandlerFunction } from './handler-function.ts';
import { OperatorAlarm, type OperatorAlarmProps } from './operator-alarm.ts';
import { ownMetric } from './own-metric.ts';

export interface AgeAlarmProps extends Pick<OperatorAlarmProps, 'operators' | 'meaning' | 'heading'> {
  /** Measures the age, in seconds, each time it runs. */
  readonly measuredBy: HandlerFunction;
  readonly gauge: GaugeName;
  /** What the graph calls it. */
  readonly label: string;
  /** The highest age that is well; also how long nothing may be measured. */
  readonly longest: Duration;
}

/**
 * Tells the operators that something is too old, or that nobody measures it any more.
 *
 * Silence is filled in as an age that is too high. To treat missing data as breaching is not enough: CloudWatch looks at
 * some periods before the missing one, and goes off only when these are empty, too, hours later
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html). It is for the function
 * that never ran, of which there is nothing to fill in.
 */
export class AgeAlarm extends OperatorAlarm {
  constructor(scope: Construct, id: string, { measuredBy, gauge, label, longest, ...props }: AgeAlarmProps) {
    const age = ownMetric(measuredBy, gauge, { statistic: Stats.MAXIMUM });
    super(scope, id, {
      ...props,
      metric: new MathExpression({
        label,
        expression: `FILL(age, ${longest.toSeconds() + 1})`,
        usingMetrics: { age },
        period: longest,
      }),
      threshold: longest.toSeconds(),
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
