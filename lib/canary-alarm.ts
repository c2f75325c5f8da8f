import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { toMinutes } from '../lambda/config/canary.ts';
import { metrics } from '../lambda/config/metrics.ts';
import type { Canary } from './canary.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';
import { ownMetric } from './own-metric.ts';

/** Room for CloudWatch, which says nothing of how long it takes. */
const metricDelayMinutes = 5;

export interface CanaryAlarmProps {
  readonly canary: Canary;
  readonly operators: Operators;
}

/**
 * Tells the operators that an alert of the canary's did not come back in time, or that it does not fly any more.
 *
 * From one alert that is back to the next it takes `every`, and `within` more where the first was at once and the second
 * just in time: so long it may be silent, and a little longer, until CloudWatch has made a metric of a log line. Its window
 * slides
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html), so that this is known
 * about `within` after the run that was lost. That silence is filled in, and breaching besides, has the reasons that
 * AgeAlarm names.
 */
export class CanaryAlarm extends Construct {
  constructor(scope: Construct, id: string, { canary, operators }: CanaryAlarmProps) {
    super(scope, id);
    const { every, within } = canary.flight;
    const longest = Duration.minutes(toMinutes(within));
    const back = ownMetric(canary.function, metrics.gauges.canaryRoundTrip, { statistic: Stats.MAXIMUM });
    new OperatorAlarm(this, 'Alarm', {
      operators,
      meaning: `The canary's alert did not come back within ${within}: an alert about a real attack may not come through either.`,
      heading: 'the-canary-does-not-come-back',
      metric: new MathExpression({
        label: 'Seconds until the canary was back, or too many where it was not',
        expression: `FILL(back, ${longest.toSeconds() + 1})`,
        usingMetrics: { back },
        period: silenceOf(toMinutes(every) + toMinutes(within) + metricDelayMinutes),
      }),
      threshold: longest.toSeconds(),
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}

/** Beyond a day, of whole hours. */
function silenceOf(minutes: number): Duration {
  return minutes <= 24 * 60 ? Duration.minutes(minutes) : Duration.hours(Math.ceil(minutes / 60));
}
