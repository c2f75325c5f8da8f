import { type ByteWindow, byteWindow } from './byte-window.ts';
import { type Cut, cut, longestRecord, type Nesting, newNesting, skipBetween } from './cut.ts';
import { UnreadableObject } from './errors.ts';
import { deepestRecord, tooDeep } from './json.ts';
import { holdsLineFeed, isDocument, lineEnd, longestLine, skipLine } from './lines.ts';
import { parseRecord, type Run, takeRecord, takeRun } from './run.ts';
import { byte, type Cursor, isSpace } from './scan.ts';
import { borrowSkimmer, type Countable, giveBack, type Skimmed, type Skimmer } from './skim.ts';

/** Where something stands in the content: line from 1, byte from 0. */
export interface Place {
  /** Of a file of events, the event that holds it, from 1; line and byte are then those of its body. */
  readonly event?: number;
  readonly line: number;
  readonly offset: number;
}

/**
 * One record of a stream, something in a record's place that is no JSON, or a list of records that holds none; or some
 * records, one behind the other, that come together, or that need only be counted. `outermost`: it stands in no container.
 */
export type Piece =
  | { readonly kind: 'value'; readonly value: unknown; readonly place: Place; readonly outermost: boolean }
  | {
      readonly kind: 'values';
      readonly values: readonly unknown[];
      /** Of each of them. */
      readonly places: readonly Place[];
      readonly outermost: false;
    }
  | {
      readonly kind: 'broken';
      readonly reason: string;
      readonly place: Place;
      readonly outermost: boolean;
      /** It was a container, and nobody knows how many records stood in what is left of it. */
      readonly container?: true;
    }
  | { readonly kind: 'empty'; readonly outermost: boolean }
  | { readonly kind: 'passed'; readonly records: number; readonly outermost: boolean };

export type Broken = Extract<Piece, { kind: 'broken' }>;

const notJson = 'not a JSON object or list';

interface Reading {
  readonly window: ByteWindow;
  nesting: Nesting;
  /** The line on which the outermost value began. */
  firstLine: number;
  /** What is cut from: the window, or one line of it once the content proved to be one of lines. */
  cursor: Cursor;
}

export interface Skimming {
  /** Which records need only be counted. @default none */
  readonly countable?: Countable | undefined;
  /** Who skims. Every other one finds the same, if it passes fewer records over. */
  readonly skimmer?: Skimmer;
  /** Whether records that stand one behind the other may come together. @default each comes by itself */
  readonly together?: boolean;
}

/** What jsonValues yields, as it comes; `closed` tells that an outermost container ended well. */
export async function* pieces(
  chunks: AsyncIterable<Uint8Array>,
  leastGain: number,
  { countable, skimmer: given, together = false }: Skimming = {},
): AsyncGenerator<Piece | 'closed'> {
  const skimmer = given ?? borrowSkimmer();
  const window = byteWindow(chunks, leastGain, skimmer.text);
  /** Where the content is one of lines, or the window has outgrown its room, nothing is skimmed. */
  const skim = (cursor: Cursor): Skimmed | undefined =>
    cursor === window && window.bytes.buffer === skimmer.text.buffer
      ? skimmer.skim(cursor.at, cursor.end, { countable, alone: reading.nesting.open.length === 0 })
      : undefined;
  const reading: Reading = { window, nesting: newNesting(), firstLine: 1, cursor: window };
  const run: Run = { records: [] };
  try {
    for (;;) {
      const { nesting, cursor } = reading;
      if (nesting.open.length === 0) {
        skipBetween(cursor);
        reading.firstLine = window.lineOf(cursor.at);
      }
      const found = cut(cursor, nesting, skim);
      const inRun = found.kind === 'value' && found.sound && nesting.open.length > 0;
      if (inRun && takeRecord(run, found.start, cursor.at)) continue;
      yield* takeRun(run, window, together);
      switch (found.kind) {
        case 'more':
          await window.fill();
          break;
        case 'long':
          yield await leave(reading, tooLong(reading));
          break;
        case 'value':
          yield await take(reading, found.start);
          break;
        case 'passed':
          yield { kind: 'passed', records: found.records, outermost: nesting.open.length === 0 };
          break;
        case 'empty':
          yield { kind: 'empty', outermost: nesting.open.length === 0 };
          break;
        case 'closed':
          yield 'closed';
          break;
        case 'broken':
          yield await leave(reading, damageOf(reading, found));
          break;
        case 'end':
          if (!(await nextLine(reading))) return;
          break;
        default:
          found satisfies never;
      }
    }
  } finally {
    if (given === undefined) giveBack(skimmer);
    await window.close();
  }
}

/** Parses the record that was cut from `start` to the cursor. */
async function take(reading: Reading, start: number): Promise<Piece> {
  const { cursor, nesting, window } = reading;
  const place = { line: window.lineOf(start), offset: window.offset + start };
  const outermost = nesting.open.length === 0;
  if (cursor.depth > deepestRecord) return { kind: 'broken', reason: tooDeep, place, outermost };
  const piece = parseRecord(cursor.bytes, start, cursor.at, place, outermost);
  return piece.kind === 'broken' ? leaveRecord(reading, start, piece) : piece;
}

/** Leaves a record that is no JSON: goes on behind it, or by line where it swallowed lines that are JSON. */
async function leaveRecord(reading: Reading, start: number, broken: Broken): Promise<Broken> {
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

/**
 * Whether the damaged value turns out to be a bad line in a file of lines, as the next line is JSON by itself; then goes
 * on from there, line by line, to the end: so the time stays linear whatever the content.
 */
async function goOnByLine(reading: Reading): Promise<boolean> {
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
async function nextLine(reading: Reading): Promise<boolean> {
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
