import * as v from 'valibot';
import { mapping, must } from './faults.ts';
import type { QueueName } from './queues.ts';

/** What the operators want to be told of besides what is always told. */
export interface Alarms {
  /** After how many minutes without a log file somebody should look, by where files come from; false never. */
  readonly noFilesMinutes: Readonly<Record<QueueName, number | false>>;
}

/**
 * A trail writes a file about every five minutes for each account and Region in which something happens, and deployed
 * functions make something happen: KMS and STS are asked in their names. In the landing bucket files may well never come.
 */
export const defaultAlarms: Alarms = { noFilesMinutes: { cloudtrail: 60, entra: false } };

/** An alarm of CloudWatch looks back over a day, where its period is not of whole hours. */
const [leastMinutes, mostMinutes] = [15, 24 * 60];

export function alarmsSchema(): v.GenericSchema<unknown, Alarms> {
  const { noFilesMinutes } = defaultAlarms;
  return mapping({
    noFilesMinutes: v.nullish(
      mapping({
        cloudtrail: v.optional(minutesOrNever(), noFilesMinutes.cloudtrail),
        entra: v.optional(minutesOrNever(), noFilesMinutes.entra),
      }),
      {},
    ),
  });
}

function minutesOrNever() {
  const phrase = must(`a whole number of minutes from ${leastMinutes} to ${mostMinutes}, or false`);
  const minutes = v.pipe(
    v.number(phrase),
    v.safeInteger(phrase),
    v.minValue(leastMinutes, phrase),
    v.maxValue(mostMinutes, phrase),
  );
  return v.union([v.literal(false), minutes], phrase);
}
