/** A point in time: milliseconds since 1970-01-01T00:00:00Z, in the years 0001 to 9999. */
export type Instant = number & { readonly unit: 'instant' };

/** A length of time in milliseconds. */
export type Duration = number & { readonly unit: 'duration' };

export const seconds = (n: number): Duration => (n * 1_000) as Duration;
export const minutes = (n: number): Duration => (n * 60_000) as Duration;
export const hours = (n: number): Duration => (n * 3_600_000) as Duration;
export const days = (n: number): Duration => (n * 86_400_000) as Duration;

export const earliestInstant = -62_135_596_800_000 as Instant; // 0001-01-01T00:00:00Z
export const latestInstant = 253_402_300_799_999 as Instant; // 9999-12-31T23:59:59.999Z

const zone = String.raw`(?<zone>Z|[+-]\d{2}:?\d{2})?`;
const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2}):(?<second>\d{2})(?:[.,](?<fraction>\d+))?`;
const iso = new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[T ]${clock} ?${zone}$`, 'i');
const unitedStates = new RegExp(
  String.raw`^(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4}) ${clock}(?: ?(?<half>AM|PM))? ?${zone}$`,
  'i',
);
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * Reads the time formats of CloudTrail and Entra ID: ISO 8601 with any number of fraction digits, and
 * `11/14/2025 1:48:53 AM` (US order), which Azure Monitor writes since late 2025. No zone means UTC.
 * Digits beyond the millisecond are cut off. Undefined for anything else, and for dates that do not exist.
 */
export function parseInstant(text: string): Instant | undefined {
  return parseUsual(text) ?? parseAny(text);
}

/** As CloudTrail and Graph write it, in a fraction of the time; undefined for what wants a closer look. */
function parseUsual(text: string): Instant | undefined {
  if (!usual.test(text)) return undefined;
  const [year, month, day] = [100 * twoDigits(text, 0) + twoDigits(text, 2), twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > 28) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return (days(daysToDate(year, month, day)) + hours(hour) + minutes(minute) + seconds(second)) as Instant;
}

/** From 1970-01-01 on, as https://howardhinnant.github.io/date_algorithms.html#days_from_civil counts them: years begin in March. */
function daysToDate(year: number, month: number, day: number): number {
  const [marchYear, sinceMarch] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + Math.floor((153 * sinceMarch + 2) / 5) + day - 1 - 719_468;
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - zero) + text.charCodeAt(at + 1) - zero;
}

const zero = '0'.charCodeAt(0);

function parseAny(text: string): Instant | undefined {
  const part = (iso.exec(text) ?? unitedStates.exec(text))?.groups;
  if (part === undefined) return undefined;
  const [year, month, day] = [Number(part['year']), Number(part['month']), Number(part['day'])];
  const hour = hourOfDay(Number(part['hour']), part['half']);
  const [minute, second] = [Number(part['minute']), Number(part['second'])];
  const millisecond = Number((part['fraction'] ?? '').slice(0, 3).padEnd(3, '0'));
  const offset = offsetOf(part['zone']);
  if (hour === undefined || minute > 59 || second > 59 || offset === undefined) return undefined;

  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // unlike Date.UTC, takes the years 0 to 99 as they are
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return toInstant(date.setUTCHours(hour, minute, second, millisecond) - offset);
}

/** The instant of a millisecond count, if it lies in the years 0001 to 9999. */
export function toInstant(milliseconds: number): Instant | undefined {
  const fits = Number.isInteger(milliseconds) && milliseconds >= earliestInstant && milliseconds <= latestInstant;
  return fits ? (milliseconds as Instant) : undefined;
}

/** ISO 8601 in UTC; milliseconds only where they are not zero. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/** The start of the fixed interval `[k·length, (k+1)·length)` of UTC epoch time that holds `instant`. */
export function periodStart(instant: Instant, length: Duration): Instant {
  return (Math.floor(instant / length) * length) as Instant;
}

/** The end of a period that begins at `start`, or the last instant that there is: what is told has a year of four digits. */
export function periodEnd(start: Instant, length: Duration): Instant {
  return Math.min(plus(start, length), latestInstant) as Instant;
}

export function plus(instant: Instant, duration: Duration): Instant {
  return (instant + duration) as Instant;
}

export function minus(instant: Instant, duration: Duration): Instant {
  return (instant - duration) as Instant;
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

function offsetOf(zoneText: string | undefined): number | undefined {
  if (zoneText === undefined || zoneText.toUpperCase() === 'Z') return 0;
  const [offsetHours, offsetMinutes] = [Number(zoneText.slice(1, 3)), Number(zoneText.slice(-2))];
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  return (zoneText.startsWith('-') ? -1 : 1) * (hours(offsetHours) + minutes(offsetMinutes));
}
