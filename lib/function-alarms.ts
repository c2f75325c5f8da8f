import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { limits } from '../lambda/config/limits.ts';
import type { HandlerFunction } from './handler-function.ts';
import { OperatorAlarm } from './operator-alarm.ts';
import type { Operators } from './operators.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface FunctionAlarmsProps {
  /** By what they are called in the alarm. */
  readonly functions: Readonly<Record<string, HandlerFunction>>;
  readonly operators: Operators;
}

/** What goes off, and after how long. */
interface Patience {
  readonly period: Duration;
  readonly threshold: number;
}

const impatient: Patience = { period: Duration.minutes(5), threshold: 0 };

/** Two runs that failed and a third: what passes by itself, like Microsoft's service, passes with the next run. */
const thirdRun: Patience = {
  period: Duration.minutes(4 * Math.max(limits.poll.everyMinutes, limits.sweep.everyMinutes)),
  threshold: 2,
};

/**
 * Tells the operators of functions that die, or may not start. A function that takes messages fails each by itself, so
 * that an error of it is always one of these: no time, no memory, or it cannot start. A run of a schedule fails also where
 * it could not do all of it.
 */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, { functions, operators }: FunctionAlarmsProps) {
    super(scope, id);
    for (const [name, watched] of Object.entries(functions)) {
      const { period, threshold } = watched instanceof ScheduledFunction ? thirdRun : impatient;
      new OperatorAlarm(this, `${name}Errors`, {
        operators,
        meaning: `The ${name} function failed${threshold > 0 ? ' several times' : ''}: what it should judge or tell waits, or is not handled at all.`,
        heading: 'a-function-that-fails',
        metric: watched.function.metricErrors({ period, statistic: Stats.SUM }),
        threshold,
        treatMissingData: TreatMissingData.NOT_BREACHING, // Lambda reports nothing of a function that does not run
      });
      new OperatorAlarm(this, `${name}Throttles`, {
        operators,
        meaning: `The ${name} function was not let run: what it should judge or tell waits.`,
        heading: 'a-function-that-is-throttled',
        metric: watched.function.metricThrottles({ period: impatient.period, statistic: Stats.SUM }),
        threshold: impatient.threshold,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    }
  }
}
