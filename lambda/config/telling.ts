import * as v from 'valibot';
import { type Severity, severities } from '../core/rule.ts';
import { mapping, must } from './faults.ts';

/** What is told at once, what together, and what not again. */
export interface Telling {
  /** The most updates of one alert that an audience gets in any hour; with none, nobody hears of an alert again. */
  readonly updatesPerHour: number;
  /** How many new alerts of one rule and period are told one by one. What comes beyond them is summed up. */
  readonly stormAbove: number;
  /** People and chat get alerts less severe than `below` once a day, at this hour in UTC. */
  readonly digest: { readonly below: Severity; readonly hour: number };
}

export const defaultTelling: Telling = {
  updatesPerHour: 4,
  stormAbove: 25,
  digest: { below: 'Medium', hour: 8 },
};

export function tellingSchema(): v.GenericSchema<unknown, Telling> {
  const { updatesPerHour, stormAbove, digest } = defaultTelling;
  return mapping({
    updatesPerHour: v.optional(wholeNumber(0, 60), updatesPerHour),
    stormAbove: v.optional(wholeNumber(1, 1_000), stormAbove),
    digest: v.nullish(
      mapping({
        below: v.optional(v.picklist(severities, must(`one of ${severities.join(', ')}`)), digest.below),
        hour: v.optional(wholeNumber(0, 23), digest.hour),
      }),
      {},
    ),
  });
}

function wholeNumber(least: number, most: number) {
  const phrase = must(`a whole number from ${least} to ${most}`);
  return v.pipe(v.number(phrase), v.safeInteger(phrase), v.minValue(least, phrase), v.maxValue(most, phrase));
}
