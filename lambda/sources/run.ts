import { isAscii } from 'node:buffer';
import { abridgedRecords } from './abridged.ts';
import type { ByteWindow } from './byte-window.ts';
import type { Members } from './members.ts';
import type { Broken, Piece, Place } from './piece.ts';
import { byte } from './scan.ts';
import type { Skimmer } from './skim.ts';

/**
 * Records without white space between their tokens, one behind the other with nothing between them but a comma in a list,
 * or a line feed outside of one. They are parsed or abridged at once.
 */
export interface Run {
  /** Where they begin and end, in the window's bytes. */
  readonly records: Span[];
  /** The line of the first. */
  line: number;
  outermost: boolean;
}

type Span = readonly [start: number, end: number];

const longestRun = 64 * 1024; // bytes; of more, what was parsed is alive when garbage is collected, and copied

export function newRun(): Run {
  return { records: [], line: 1, outermost: false };
}

/** Adds the record from `start` to the cursor, if it belongs to the run. */
export function takeRecord(run: Run, window: ByteWindow, start: number, outermost: boolean): boolean {
  const [first, last] = [run.records[0], run.records.at(-1)];
  const end = window.at;
  if (first === undefined || last === undefined) {
    run.line = window.lineOf(start);
    run.outermost = outermost;
  } else if (start !== last[1] + 1 || outermost !== run.outermost || end - first[0] > longestRun) return false;
  else if (outermost && window.bytes[last[1]] !== byte.lineFeed) return false;
  run.records.push([start, end]);
  return true;
}

/** What the run holds, each record by itself; or all of them in one piece, with these members alone. It is empty afterwards. */
export function takeRun(
  { records, line, outermost }: Run,
  { bytes, offset }: ByteWindow,
  skimmer: Skimmer,
  members: Members | undefined,
): readonly Piece[] {
  const taken = records.splice(0);
  const [first, last] = [taken[0], taken.at(-1)];
  if (first === undefined || last === undefined) return [];
  const spanOf = (index: number): Span => taken[index] as Span; // each has one
  const placeOf = (index: number): Place => ({
    line: outermost ? line + index : line,
    offset: offset + spanOf(index)[0],
  });
  try {
    if (members !== undefined) {
      const abridged = abridgedRecords(skimmer.abridge(first[0], last[1], members));
      const whole = (index: number): unknown => JSON.parse(textOf(bytes, ...spanOf(index)));
      return [{ kind: 'abridged', records: abridged, whole, placeOf, outermost }];
    }
    const values: readonly unknown[] = JSON.parse(`[${textOf(bytes, first[0], last[1])}]`);
    return values.map((value, index): Piece => ({ kind: 'value', value, place: placeOf(index), outermost }));
  } catch {
    return taken.map(([start, end], index) => parseRecord(bytes, start, end, placeOf(index), outermost));
  }
}

/** One record by itself. */
export function parseRecord(bytes: Buffer, start: number, end: number, place: Place, outermost: boolean): Piece {
  try {
    return { kind: 'value', value: JSON.parse(textOf(bytes, start, end)), place, outermost };
  } catch {
    return brokenRecord(place, outermost); // what V8 says of it quotes the record, which may hold personal data
  }
}

function brokenRecord(place: Place, outermost: boolean): Broken {
  return { kind: 'broken', reason: `JSON is broken in the value at byte ${place.offset}`, place, outermost };
}

/** UTF-8 as text. What is ASCII alone, as nearly all is, V8 takes as it is. */
function textOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString(isAscii(bytes.subarray(start, end)) ? 'latin1' : 'utf8', start, end);
}
