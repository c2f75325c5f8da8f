import { type Duration, hours, minutes, seconds } from '../../../lambda/core/time.ts';

/** `8 s`, `3 min 20 s`, `2 h`: to the second, upwards. */
export function inWords(length: Duration): string {
  const rounded = Math.ceil(length / seconds(1)) * seconds(1);
  const parts = [
    [Math.floor(rounded / hours(1)), 'h'],
    [Math.floor((rounded % hours(1)) / minutes(1)), 'min'],
    [(rounded % minutes(1)) / seconds(1), 's'],
  ] as const;
  const words = parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`]));
  return words.length === 0 ? '0 s' : words.join(' ');
}
