import type { ByteWindow } from './byte-window.ts';
import { type Nesting, newNesting } from './cut.ts';
import { UnreadableObject } from './errors.ts';
import { isDocument, lineEnd, longestLine } from './lines.ts';
import type { Cursor } from './scan.ts';

/** Where the reading of a stream of JSON stands. */
export interface Reading {
  readonly window: ByteWindow;
  nesting: Nesting;
  /** The line on which the outermost value began. */
  firstLine: number;
  /** What is cut from: the window, or one line of it once the content proved to be one of lines. */
  cursor: Cursor;
}

/**
 * Whether the damaged value turns out to be a bad line in a file of lines, as the next line is JSON by itself; then goes
 * on from there, line by line, to the end: so the time stays linear whatever the content.
 */
export async function goOnByLine(reading: Reading): Promise<boolean> {
  const { window } = reading;
  const lineFeed = await lineEnd(window, 0);
  if (lineFeed === undefined || lineFeed === window.end) return false;
  const length = lineFeed + 1 - window.at;
  const end = await lineEnd(window, length);
  const start = window.at + length;
  if (end === undefined || !isDocument(window.bytes.subarray(start, end))) return false;
  window.at = start;
  takeLine(reading, end);
  return true;
}

/** Goes to the next line of a file that is read by lines; false at its end, and where it is not read by lines. */
export async function nextLine(reading: Reading): Promise<boolean> {
  const { cursor, window } = reading;
  if (cursor === window) return false;
  window.at = Math.min(cursor.end + 1, window.end);
  const end = await lineEnd(window, 0);
  if (end === undefined) throw new UnreadableObject(`a line is longer than ${longestLine / 1024 / 1024} MiB`);
  if (end === window.at && window.final && end === window.end) return false;
  takeLine(reading, end);
  return true;
}

function takeLine(reading: Reading, end: number): void {
  const { bytes, at } = reading.window;
  reading.cursor = { bytes, at, end, final: true, depth: 0 };
  reading.nesting = newNesting();
}
