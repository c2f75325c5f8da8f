import { type Duration, formatInstant } from '../../../lambda/core/time.ts';
import { neutral } from '../../../lambda/render/neutral.ts';
import { counted, number } from '../../../lambda/render/quantity.ts';
import { timeSpan } from '../../../lambda/render/when.ts';
import type { FeedReading } from './backfill.ts';
import { inWords } from './duration-in-words.ts';
import type { Span } from './spans.ts';

export interface Backfilled {
  readonly folder: string;
  readonly span: Span;
  readonly overlap: Duration;
  readonly readings: readonly FeedReading[];
}

/** What was read, feed by feed, also where it broke off. Ends in a line break. */
export function feedLines({ folder, span, readings }: Backfilled): string {
  const time = timeSpan(formatInstant(span.from), formatInstant(span.to));
  const width = Math.max(...readings.map(({ feed }) => feed.id.length));
  const lines = readings.map((reading) => `  ${reading.feed.id.padEnd(width)}  ${counts(reading)}`);
  return [`Sign-ins of ${time} UTC, in ${neutral(folder, 1_024)}:`, ...lines].map((line) => `${line}\n`).join('');
}

/** What to do now. Ends in a line break. */
export function nextLines({ folder, overlap }: Backfilled): string {
  return `Sign-ins come late: the same command reads those of the last ${inWords(overlap)} again, and what is new.
Next: gatewarden replay ${asArgument(folder)} <your CloudTrail logs>
`;
}

function counts({ slices, there, pages, records, waited, throttles }: FeedReading): string {
  const stood = there === 0 ? '' : ` (and ${number(there)} from before)`;
  const paused = waited === 0 ? '' : `, waited ${inWords(waited as Duration)}`;
  const throttled = throttles === 0 ? '' : `, throttled ${counted(throttles, 'time')}`;
  return `${counted(slices, 'slice')}${stood}, ${counted(pages, 'page')}, ${counted(records, 'record')}${paused}${throttled}`;
}

/** As a shell takes it. */
function asArgument(path: string): string {
  const shown = neutral(path, 1_024);
  return /^[\w./~+:@-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
