import { days, hours, type Instant, minutes, seconds } from '../../../lambda/core/time.ts';
import { counted } from '../../../lambda/render/quantity.ts';

const units = [
  ['day', days(1)],
  ['hour', hours(1)],
  ['minute', minutes(1)],
] as const;

/** How long ago it was, or how long it takes, in its largest unit: `4 minutes`. */
export function lengthInWords(milliseconds: number): string {
  const [unit, length] = units.find(([, each]) => milliseconds >= each) ?? ['second', seconds(1)];
  return counted(Math.max(0, Math.floor(milliseconds / length)), unit);
}

export function agoInWords(then: Instant | number, now: Instant): string {
  return `${lengthInWords(now - then)} ago`;
}
