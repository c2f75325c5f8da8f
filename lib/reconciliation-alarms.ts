import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { metrics } from '../lambda/config/metrics.ts';
import { CountAlarm } from './count-alarm.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { Operators } from './operators.ts';

export interface ReconciliationAlarmsProps {
  /** The functions that read records, by what they read, as it stands in the alarm. */
  readonly readers: Readonly<Record<string, HandlerFunction>>;
  readonly operators: Operators;
}

/** Tells the operators of records that a function read and lost: a fault of ours, by which sign-ins may go unseen. */
export class ReconciliationAlarms extends Construct {
  constructor(scope: Construct, id: string, { readers, operators }: ReconciliationAlarmsProps) {
    super(scope, id);
    for (const [reads, reader] of Object.entries(readers)) {
      new CountAlarm(this, reads, {
        operators,
        meaning: `Some ${reads} records were read and neither judged, skipped nor failed: sign-ins in them may have gone unseen.`,
        heading: 'records-that-do-not-add-up',
        countedBy: reader,
        count: metrics.names.reconciliationBroken,
        within: Duration.minutes(5),
      });
    }
  }
}
