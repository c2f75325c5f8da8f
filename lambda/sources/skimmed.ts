import { isAscii } from 'node:buffer';
import type { ByteWindow } from './byte-window.ts';
import type { Members } from './members.ts';
import type { Broken, Piece, Place } from './piece.ts';
import { abridgedRecords } from './skimmer/abridged.ts';
import type { Skimmed, Skimmer } from './skimmer/skim.ts';

interface SkimmedIn {
  readonly window: ByteWindow;
  /** Whether they stand in no container. */
  readonly outermost: boolean;
  readonly skimmer: Skimmer;
  /** The only members that anybody reads; undefined for all. */
  readonly members: Members | undefined;
}

/** The records that were skimmed last: how many were passed over, and the others, abridged or each by itself. */
export function skimmedPieces(skimmed: Skimmed, where: SkimmedIn): readonly Piece[] {
  const { passed, spans } = skimmed;
  const { outermost } = where;
  return [
    ...(passed === 0 ? [] : [{ kind: 'passed', records: passed, outermost } as const]),
    ...(spans.length === 0 ? [] : lookedAt(skimmed, where)),
  ];
}

/** The records of one span at least. */
function lookedAt({ spans, squeezed }: Skimmed, where: SkimmedIn): readonly Piece[] {
  const { window, outermost, skimmer, members } = where;
  const { bytes, offset } = window;
  const from = (index: number): number => spans[2 * index] as number; // each has one, and an end
  const textAt = (index: number): string =>
    textOf(squeezed?.text ?? bytes, from(index), spans[2 * index + 1] as number);
  const placeOf = (index: number): Place => {
    const start = squeezed?.startOf(index) ?? from(index);
    return { line: window.lineOf(start), offset: offset + start };
  };
  const eachByItself = (): readonly Piece[] =>
    Array.from({ length: spans.length / 2 }, (_, index) => parsed(textAt(index), placeOf(index), outermost));
  if (members === undefined) return eachByItself();
  try {
    const records = abridgedRecords(skimmer.abridge(members));
    const whole = (index: number): unknown => JSON.parse(textAt(index));
    return [{ kind: 'abridged', records, whole, placeOf, outermost }];
  } catch {
    return eachByItself();
  }
}

/** One record by itself. */
export function parseRecord(bytes: Buffer, start: number, end: number, place: Place, outermost: boolean): Piece {
  return parsed(textOf(bytes, start, end), place, outermost);
}

function parsed(text: string, place: Place, outermost: boolean): Piece {
  try {
    return { kind: 'value', value: JSON.parse(text), place, outermost };
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
