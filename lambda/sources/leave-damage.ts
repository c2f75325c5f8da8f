import { goOnByLine, type Reading } from './by-line.ts';
import { type Cut, longestRecord, newNesting } from './cut.ts';
import { UnreadableObject } from './errors.ts';
import { holdsLineFeed, skipLine } from './lines.ts';
import type { Broken } from './piece.ts';
import { byte, isSpace } from './scan.ts';

const notJson = 'not a JSON object or list';

/** Leaves an outermost value in which something else stands than JSON has there. Throws as `leave` does. */
export async function leaveBroken(reading: Reading, found: Extract<Cut, { kind: 'broken' }>): Promise<Broken> {
  return leave(reading, damageOf(reading, found));
}

/** Leaves an outermost value in which a record is longer than may be. Throws as `leave` does. */
export async function leaveTooLong(reading: Reading): Promise<Broken> {
  return leave(reading, tooLong(reading));
}

/** Leaves a record that is no JSON: goes on behind it, or by line where it swallowed lines that are JSON. */
export async function leaveRecord(reading: Reading, start: number, broken: Broken): Promise<Broken> {
  const { cursor, window } = reading;
  const length = cursor.at - start;
  if (cursor !== window || !holdsLineFeed(cursor, start, cursor.at)) return broken;
  window.at = start;
  if (await goOnByLine(reading)) return { ...broken, outermost: true };
  window.at += length;
  return broken;
}

interface Damage {
  readonly at: number;
  /** The content ends there, within a value. */
  readonly truncated: boolean;
  readonly reason: string;
}

/**
 * Leaves a damaged outermost value: goes on behind its line. Throws UnreadableObject where it spans lines and is not cut
 * short by the content's end, as nothing tells where the next value begins.
 */
async function leave(reading: Reading, { at, truncated, reason }: Damage): Promise<Broken> {
  const { cursor, nesting, window, firstLine } = reading;
  const place = { line: firstLine, offset: window.offset + at };
  const foreign = nesting.open.length === 0 && !opens(cursor.bytes[cursor.at]);
  const broken: Broken = {
    kind: 'broken',
    reason: foreign ? notJson : reason,
    place,
    outermost: !foreign,
    ...(nesting.open.length > 0 && { container: true }),
  };
  const oneLine = window.lineOf(cursor.at) === firstLine && !holdsLineFeed(cursor, cursor.at, at);
  reading.nesting = newNesting();
  if (cursor !== window) cursor.at = cursor.end;
  else if (oneLine) await skipLine(window);
  else if (!(await goOnByLine(reading))) {
    if (!truncated) throw new UnreadableObject(reason);
    window.at = window.end;
  }
  return broken;
}

function damageOf({ window, cursor }: Reading, { at, truncated }: Extract<Cut, { kind: 'broken' }>): Damage {
  if (!truncated) return { at, truncated, reason: `JSON is broken at byte ${window.offset + at}` };
  const text = cursor.bytes.subarray(cursor.at, at);
  const end = cursor.at + text.findLastIndex((found) => !isSpace(found)) + 1;
  return { at: end, truncated, reason: `JSON is truncated at byte ${window.offset + end}` };
}

function tooLong({ window, cursor }: Reading): Damage {
  return {
    at: cursor.at + longestRecord,
    truncated: false,
    reason: `a value of more than ${longestRecord / 1024 / 1024} MiB at byte ${window.offset + cursor.at}`,
  };
}

function opens(found: number | undefined): boolean {
  return found === byte.openBrace || found === byte.openBracket;
}
