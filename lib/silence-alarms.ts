import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metrics } from '../lambda/config/metrics.ts';
import type { HandlerFunction } from './handler-function.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';
import { ownMetric } from './own-metric.ts';

export interface SilenceAlarmsProps {
  readonly feeds: readonly Feed[];
  readonly operators: Operators;
}

/** Where log files come from. */
interface Feed {
  /** As it stands in the alarm. */
  readonly name: string;
  readonly reader: HandlerFunction;
  /** How long no file may come; false where none may come at all. */
  readonly minutes: number | false;
}

/**
 * Tells the operators that no log file comes any more, whatever the cause: a trail that was stopped, a notification that
 * was removed, a queue that nobody reads. It counts what the functions were given, so that what comes and is not taken is
 * silence, too. That missing data is filled in, and breaching besides, has the reasons that AgeAlarm names.
 */
export class SilenceAlarms extends Construct {
  constructor(scope: Construct, id: string, { feeds, operators }: SilenceAlarmsProps) {
    super(scope, id);
    for (const { name, reader, minutes } of feeds) {
      if (minutes === false) continue;
      const files = ownMetric(reader, metrics.names.objects, { statistic: Stats.SUM });
      new OperatorAlarm(this, name, {
        operators,
        meaning: `No ${name} log file was read for ${minutes} minutes: nobody knows what sign-ins there were.`,
        heading: 'no-log-files-come',
        metric: new MathExpression({
          label: '1 where no file was read',
          expression: 'IF(FILL(files, 0) > 0, 0, 1)',
          usingMetrics: { files },
          period: Duration.minutes(minutes),
        }),
        threshold: 0,
        treatMissingData: TreatMissingData.BREACHING,
      });
    }
  }
}
