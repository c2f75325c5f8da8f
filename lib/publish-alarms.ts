import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { metrics } from '../lambda/config/metrics.ts';
import { CountAlarm } from './count-alarm.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { Operators } from './operators.ts';

export interface PublishAlarmsProps {
  /** The functions that tell alerts, by what they are called in the alarm. */
  readonly functions: Readonly<Record<string, HandlerFunction>>;
  readonly operators: Operators;
}

/** Tells the operators of alerts that SNS did not take. They are tried again; who should know of them does not yet. */
export class PublishAlarms extends Construct {
  constructor(scope: Construct, id: string, { functions, operators }: PublishAlarmsProps) {
    super(scope, id);
    for (const [name, teller] of Object.entries(functions)) {
      new CountAlarm(this, name, {
        operators,
        meaning: `The ${name} function could not publish some alerts: an audience does not know of them yet.`,
        heading: 'alerts-that-cannot-be-published',
        countedBy: teller,
        count: metrics.names.publishFailures,
        within: Duration.minutes(5),
      });
    }
  }
}
