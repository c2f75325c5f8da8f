import { isAscii } from 'node:buffer';
import { abridgedRecords } from './abridged.ts';
import type { ByteWindow } from './byte-window.ts';
import type { Members } from './members.ts';
import type { Broken, Piece, Place } from './piece.ts';
import type { Skimmer } from './skim.ts';

/** Records in a list, one behind the other with nothing but a comma between them, which are parsed or abridged at once. */
export interface Run {
  /** Where they begin and end, in the window's bytes. */
  readonly records: Span[];
}

type Span = readonly [start: number, end: number];

const longestRun = 64 * 1024; // bytes; of more, what was parsed is alive when garbage is collected, and copied

/** Adds a record without white space between its tokens, in a list, if it belongs to the run. */
export function takeRecord({ records }: Run, start: number, end: number): boolean {
  const [first, last] = [records[0], records.at(-1)];
  if (first !== undefined && last !== undefined && (start !== last[1] + 1 || end - first[0] > longestRun)) return false;
  records.push([start, end]);
  return true;
}

/** What the run holds, each record by itself; or all of them in one piece, with these members alone. It is empty afterwards. */
export function takeRun(
  { records }: Run,
  window: ByteWindow,
  skimmer: Skimmer,
  members: Members | undefined,
): readonly Piece[] {
  const taken = records.splice(0);
  const [first, last] = [taken[0], taken.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { bytes, offset } = window;
  const line = window.lineOf(first[0]); // of all of them, as there is no line feed
  const spanOf = (index: number): Span => taken[index] as Span; // each has one
  const placeOf = (index: number): Place => ({ line, offset: offset + spanOf(index)[0] });
  if (members !== undefined) {
    const whole = (index: number): unknown => JSON.parse(textOf(bytes, ...spanOf(index)));
    const records = abridgedRecords(skimmer.abridge(first[0], last[1], members));
    return [{ kind: 'abridged', records, placeOf, whole, outermost: false }];
  }
  try {
    const values: readonly unknown[] = JSON.parse(`[${textOf(bytes, first[0], last[1])}]`);
    return values.map((value, index): Piece => ({ kind: 'value', value, place: placeOf(index), outermost: false }));
  } catch {
    return taken.map(([start, end], index) => parseRecord(bytes, start, end, placeOf(index), false));
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
