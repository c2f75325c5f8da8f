import { type Duration, days, hours, minutes, seconds } from '../core/time.ts';

const units = { d: days, h: hours, m: minutes, s: seconds } as const;

/** Reads `90s`, `15m`, `12h` or `1d`. Undefined for anything else. */
export function parseDuration(text: string): Duration | undefined {
  const part = /^(?<count>\d{1,6})(?<unit>[smhd])$/.exec(text)?.groups;
  return part && units[part['unit'] as keyof typeof units](Number(part['count']));
}

/** The same length in the largest unit that holds it whole. */
export function formatDuration(length: Duration): string {
  const [unit, of] = Object.entries(units).find(([, each]) => length % each(1) === 0) ?? ['s', seconds];
  return `${length / of(1)}${unit}`;
}
