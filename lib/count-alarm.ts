import type { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { CountName } from '../lambda/config/metrics.ts';
import type { HandlerFunction } from './handler-function.ts';
import { OperatorAlarm, type OperatorAlarmProps } from './operator-alarm.ts';
import { ownMetric } from './own-metric.ts';

export interface CountAlarmProps extends Pick<OperatorAlarmProps, 'operators' | 'meaning' | 'heading'> {
  readonly countedBy: HandlerFunction;
  readonly count: CountName;
  /** What is added up; the alarm is over when so long nothing more was counted. */
  readonly within: Duration;
}

/** Tells the operators of something that a function counts and that should not be, at the first one. */
export class CountAlarm extends OperatorAlarm {
  constructor(scope: Construct, id: string, { countedBy, count, within, ...props }: CountAlarmProps) {
    super(scope, id, {
      ...props,
      metric: ownMetric(countedBy, count, { statistic: Stats.SUM, period: within }),
      threshold: 0,
      treatMissingData: TreatMissingData.NOT_BREACHING, // a function that has nothing to do counts nothing
    });
  }
}
