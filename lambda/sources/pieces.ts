import { nextLine, type Reading } from './by-line.ts';
import { byteWindow, type CountLineFeeds } from './byte-window.ts';
import { cut, newNesting, skipBetween } from './cut.ts';
import { deepestRecord, tooDeep } from './json.ts';
import { leaveBroken, leaveRecord, leaveTooLong } from './leave-damage.ts';
import { lineFeedsIn } from './lines.ts';
import type { Members } from './members.ts';
import type { Piece } from './piece.ts';
import type { Cursor } from './scan.ts';
import { parseRecord, skimmedPieces } from './skimmed.ts';
import { borrowSkimmer, giveBack, type Skimmed, type Skimmer } from './skimmer/skim.ts';
import type { Countable } from './skimmer/skim-told.ts';
import { newSqueezing } from './squeezing.ts';

export interface Skimming {
  /** Which records need only be counted. @default none */
  readonly countable?: Countable | undefined;
  /** Who skims. Every other one finds the same, if it passes fewer records over. */
  readonly skimmer?: Skimmer;
  /** The only members that anybody reads: records may come abridged to these. @default all */
  readonly members?: Members | undefined;
}

/** What jsonValues yields, as it comes; `closed` tells that an outermost container ended well. */
export async function* pieces(
  chunks: AsyncIterable<Uint8Array>,
  leastGain: number,
  { countable, skimmer: given, members }: Skimming = {},
): AsyncGenerator<Piece | 'closed'> {
  const skimmer = given ?? borrowSkimmer();
  const { buffer } = skimmer.text;
  const isInRoom = (bytes: Buffer): boolean => bytes.buffer === buffer;
  const lineFeeds: CountLineFeeds = (bytes, from, to) =>
    isInRoom(bytes) ? skimmer.lineFeeds(from, to) : lineFeedsIn(bytes, from, to);
  const window = byteWindow(chunks, leastGain, { room: skimmer.text, lineFeeds });
  const squeezing = newSqueezing();
  /** Where the content is one of lines, or the window has outgrown its room, nothing is skimmed. */
  const skim = (cursor: Cursor): Skimmed | undefined => {
    if (cursor !== window || !isInRoom(window.bytes)) return undefined;
    const { at, end, offset } = window;
    const isList = reading.nesting.open.length > 0;
    const skimmed = skimmer.skim(at, end, { countable, isList, squeezeUpTo: squeezing.mostAt(offset + at) });
    squeezing.note(skimmed, at, offset);
    if (skimmed.isOneLine) window.noteOneLine(at, skimmed.to);
    return skimmed;
  };
  const reading: Reading = { window, nesting: newNesting(), firstLine: 1, cursor: window };
  try {
    for (;;) {
      const { nesting, cursor } = reading;
      if (nesting.open.length === 0) {
        skipBetween(cursor);
        reading.firstLine = window.lineOf(cursor.at);
      }
      const found = cut(cursor, nesting, skim);
      const outermost = nesting.open.length === 0;
      switch (found.kind) {
        case 'more':
          await window.fill();
          break;
        case 'long':
          yield await leaveTooLong(reading);
          break;
        case 'value':
          yield await take(reading, found.start);
          break;
        case 'skimmed':
          yield* skimmedPieces(found.skimmed, { window, outermost, skimmer, members });
          break;
        case 'empty':
          yield { kind: 'empty', outermost };
          break;
        case 'closed':
          yield 'closed';
          break;
        case 'broken':
          yield await leaveBroken(reading, found);
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
