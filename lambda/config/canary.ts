import * as v from 'valibot';
import { type Duration, days, minutes } from '../core/time.ts';
import { parseDuration } from './duration.ts';
import { durationBetween } from './duration-between.ts';
import { mapping } from './faults.ts';

/** How often a made-up attack goes the whole way, and how long its alert may take to come back; texts such as `1h`. */
export interface CanaryConfig {
  readonly every: string;
  readonly within: string;
}

/** What is on everything of the canary's, and on nothing that is real. */
export const canaryMarks = {
  /** It stands where an account's id does, and is nobody's. AWS writes it into a record, not who signs in. */
  account: '000000000000',
  user: 'gatewarden-canary',
  /** Its objects lie in it, behind the prefix of the landing bucket. */
  folder: 'gatewarden-canary/',
} as const;

/** More than a message takes that fails once, and comes again after the visibility timeout. */
const usuallyWithin = '15m';

/** Off unless it is written: the section has to say how often. */
export function canarySchema(): v.GenericSchema<unknown, CanaryConfig> {
  const written = mapping({
    every: wholeMinutes(minutes(15), days(1)),
    within: v.optional(wholeMinutes(minutes(1), minutes(60)), usuallyWithin),
  });
  return v.pipe(written, v.rawCheck(inTurn));
}

/** An alert has to be back before the next one is looked for, or one would stand for the other. */
function inTurn({ dataset, addIssue }: v.RawCheckContext<CanaryConfig>): void {
  if (!dataset.typed || dataset.issues !== undefined) return;
  const { every, within } = dataset.value;
  if (toMinutes(within) <= toMinutes(every)) return;
  const path = { type: 'object', origin: 'value', input: { ...dataset.value }, key: 'within', value: within } as const;
  addIssue({ message: `must not be longer than canary.every, which is ${every}`, path: [path] });
}

/** A length of the canary's in minutes, which it has a whole number of. */
export function toMinutes(text: string): number {
  return (parseDuration(text) ?? 0) / minutes(1);
}

/** Neither EventBridge Scheduler's rates nor the periods of alarms are finer. */
function wholeMinutes(least: Duration, most: Duration): v.GenericSchema<unknown, string> {
  return v.pipe(
    durationBetween(least, most),
    v.check((text) => Number.isInteger(toMinutes(text)), 'must be a length of whole minutes'),
  );
}
