import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';
import { metrics } from '../lambda/config/metrics.ts';
import { AgeAlarm } from './age-alarm.ts';
import type { Operators } from './operators.ts';
import type { Sweeper } from './sweeper.ts';

export interface SweeperAlarmProps {
  readonly sweeper: Sweeper;
  readonly operators: Operators;
}

/** Tells the operators that what is due is not told: some alert has been due for too long, or nobody looks. */
export class SweeperAlarm extends Construct {
  constructor(scope: Construct, id: string, { sweeper, operators }: SweeperAlarmProps) {
    super(scope, id);
    const { longestWaitMinutes } = limits.sweep;
    new AgeAlarm(this, 'Alarm', {
      operators,
      measuredBy: sweeper,
      gauge: metrics.gauges.oldestDue,
      label: 'For how many seconds an alert has been due, or too many where it is unknown',
      longest: Duration.minutes(longestWaitMinutes),
      meaning: `Some alert, digest or update has been due for ${longestWaitMinutes} minutes and could not be told, or nobody looked whether one is: an audience may not know what it should.`,
      heading: 'alerts-that-are-due-are-not-told',
    });
  }
}
