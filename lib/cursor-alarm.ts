import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';
import { metrics } from '../lambda/config/metrics.ts';
import type { GraphPoller } from './graph-poller.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';

export interface CursorAlarmProps {
  readonly poller: GraphPoller;
  readonly operators: Operators;
}

/**
 * Tells the operators that sign-ins are not read any more: the poller's cursor stands still, or it does not run at all.
 *
 * Silence is filled in as an age that is too high. To treat missing data as breaching is not enough: CloudWatch looks at
 * some periods before the missing one, and goes off only when these are empty, too, hours later
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html). It is for the poller
 * that never ran, of which there is nothing to fill in.
 */
export class CursorAlarm extends Construct {
  constructor(scope: Construct, id: string, { poller, operators }: CursorAlarmProps) {
    super(scope, id);
    const longest = Duration.minutes(limits.poll.longestCursorAgeMinutes);
    const age = new Metric({
      namespace: metrics.namespace,
      metricName: metrics.gauges.cursorAge,
      dimensionsMap: { [metrics.functionDimension]: poller.function.functionName },
      statistic: Stats.MAXIMUM,
    });

    new OperatorAlarm(this, 'Alarm', {
      operators,
      meaning: `No Entra ID sign-ins were read from Microsoft Graph for ${longest.toMinutes()} minutes: failed ones, and console logins near them, may have gone unseen.`,
      heading: 'the-graph-poller-stands-still',
      metric: new MathExpression({
        label: 'Age of the cursor in seconds, or too high where it is unknown',
        expression: `FILL(age, ${longest.toSeconds() + 1})`,
        usingMetrics: { age },
        period: longest,
      }),
      threshold: longest.toSeconds(),
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
