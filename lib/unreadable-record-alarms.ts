import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { metrics } from '../lambda/config/metrics.ts';
import { CountAlarm } from './count-alarm.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { Operators } from './operators.ts';

export interface UnreadableRecordAlarmsProps {
  /** The functions that read records, by what they read, as it stands in the alarm. */
  readonly readers: Readonly<Record<string, HandlerFunction>>;
  readonly operators: Operators;
}

/**
 * Tells the operators of records that could not be read, while the rest of their file was judged: one by itself, or all
 * of them from the day on that somebody changes their format.
 */
export class UnreadableRecordAlarms extends Construct {
  constructor(scope: Construct, id: string, { readers, operators }: UnreadableRecordAlarmsProps) {
    super(scope, id);
    for (const [reads, reader] of Object.entries(readers)) {
      new CountAlarm(this, reads, {
        operators,
        meaning: `Some ${reads} records could not be read: sign-ins among them were not judged.`,
        heading: 'records-that-cannot-be-read',
        countedBy: reader,
        count: metrics.names.recordsFailed,
        within: Duration.hours(1),
      });
    }
  }
}
