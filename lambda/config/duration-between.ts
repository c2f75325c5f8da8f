import * as v from 'valibot';
import type { Duration } from '../core/time.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { must } from './faults.ts';

/** A length of time in words, such as `2h`. It stays text, so that what was read can be written and read again. */
export function durationBetween(least: Duration, most: Duration): v.GenericSchema<unknown, string> {
  const range = `from ${formatDuration(least)} to ${formatDuration(most)}`;
  const phrase = must(`a length of time ${range}, such as 90s, 15m, 12h or 1d`);
  const fits = (text: string): boolean => {
    const length = parseDuration(text);
    return length !== undefined && least <= length && length <= most;
  };
  return v.pipe(v.string(phrase), v.check(fits, phrase));
}
