import { UnreadableObject } from './errors.ts';
import type { Broken, Piece } from './piece.ts';
import { pieces, type Skimming } from './pieces.ts';

/**
 * The records in a stream of UTF-8 JSON: one document, several, or one a line, each a record or a container of records.
 * Holds one record at a time, whatever the length of the document. Records that are `countable` are counted at most.
 *
 * Damage within a record costs that record, and a line that is no JSON costs that line. A document that spans lines ends
 * at its damage, as what follows cannot be told from text inside a string: then, where a container breaks off with
 * nobody knows how many records in it, and where the only value of the stream is damaged, UnreadableObject is thrown,
 * after everything else was yielded.
 */
export async function* jsonValues(
  chunks: AsyncIterable<Uint8Array>,
  leastGain: number = 64 * 1024, // tests lower it, so that every token is cut by the edge of a chunk
  skimming?: Skimming,
): AsyncGenerator<Piece> {
  let sound = false;
  let held: Broken | undefined; // the first value's damage, until a second value shows that it was a bad line
  let container: Broken | undefined; // the first container that was left behind
  for await (const piece of pieces(chunks, leastGain, skimming)) {
    if (held !== undefined) yield held;
    held = undefined;
    if (piece === 'closed') sound = true;
    else if (piece.kind === 'broken' && piece.container) container ??= piece;
    else if (piece.kind === 'broken' && piece.outermost && !sound) held = piece;
    else {
      yield piece;
      sound ||= piece.outermost;
    }
  }
  const damage = container ?? held;
  if (damage !== undefined) throw new UnreadableObject(damage.reason);
}
