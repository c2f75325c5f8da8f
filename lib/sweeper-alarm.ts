import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';
import { metrics } from '../lambda/config/metrics.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';
import type { Sweeper } from './sweeper.ts';

export interface SweeperAlarmProps {
  readonly sweeper: Sweeper;
  readonly operators: Operators;
}

/**
 * Tells the operators that what is due is not told: some alert has been due for too long, or nobody looks. Silence is
 * filled in as too long a time, for the reason that CursorAlarm gives.
 */
export class SweeperAlarm extends Construct {
  constructor(scope: Construct, id: string, { sweeper, operators }: SweeperAlarmProps) {
    super(scope, id);
    const longest = Duration.minutes(limits.sweep.longestWaitMinutes);
    const age = new Metric({
      namespace: metrics.namespace,
      metricName: metrics.gauges.oldestDue,
      dimensionsMap: { [metrics.functionDimension]: sweeper.function.functionName },
      statistic: Stats.MAXIMUM,
    });

    new OperatorAlarm(this, 'Alarm', {
      operators,
      meaning: `Some alert, digest or update has been due for ${longest.toMinutes()} minutes and could not be told, or nobody looked whether one is: an audience may not know what it should.`,
      heading: 'alerts-that-are-due-are-not-told',
      metric: new MathExpression({
        label: 'For how many seconds an alert has been due, or too many where it is unknown',
        expression: `FILL(age, ${longest.toSeconds() + 1})`,
        usingMetrics: { age },
        period: longest,
      }),
      threshold: longest.toSeconds(),
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
