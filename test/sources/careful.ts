import type { DetectorEvent } from '../../lambda/core/event.ts';
import type { Wanted } from '../../lambda/core/wanted.ts';
import { decodeRecord, isOurs } from '../../lambda/sources/decode-record.ts';
import { jsonValues } from '../../lambda/sources/json-values.ts';
import type { Piece } from '../../lambda/sources/piece.ts';
import type { Skimmer } from '../../lambda/sources/skimmer/skim.ts';
import type { Decoded } from '../../lambda/sources/source.ts';
import { count, newTally, type Tally } from '../../lambda/sources/tally.ts';
import { chunked } from './reading.ts';

/** One that is sure of nothing, so that every record is cut out byte by byte and parsed. */
const blind: Skimmer = {
  text: Buffer.alloc(1024),
  skim: (at) => ({ passed: 0, spans: new Int32Array(), to: at, isOneLine: true }),
  abridge: () => {
    throw new Error('expected nothing to abridge');
  },
  lineFeeds: (from, to) => blind.text.subarray(from, to).filter((found) => found === 0x0a).length,
};

/** What the careful way finds in plain content, every record parsed. */
export interface FoundCarefully {
  readonly events: readonly DetectorEvent[];
  readonly tally: Tally;
  /** The message of what is thrown after all else. */
  readonly error: string | undefined;
}

/** Reads content as `readObject` promises to, without skimming. */
export async function readCarefully(content: Uint8Array, wanted: Wanted): Promise<FoundCarefully> {
  const tally = newTally();
  const events: DetectorEvent[] = [];
  let [seen, ours] = [false, false];
  let error: string | undefined;
  try {
    for await (const piece of jsonValues(chunked(content, 64 * 1024), undefined, { skimmer: blind })) {
      seen = true;
      const decoded = decode(piece, wanted);
      ours ||= piece.kind !== 'broken' && (decoded === undefined || isOurs(decoded));
      if (decoded === undefined || !('place' in piece)) continue;
      count(tally, decoded, () => `line ${piece.place.line}, byte ${piece.place.offset}`);
      if (decoded.kind === 'event') events.push(decoded.event);
    }
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  if (ours) return { events, tally, error };
  const refusal = seen ? 'neither CloudTrail nor Entra sign-in logs' : 'empty file';
  return { events, tally: newTally(), error: error ?? refusal };
}

function decode(piece: Piece, wanted: Wanted): Decoded | undefined {
  if (piece.kind === 'value') return decodeRecord(piece.value, { object: 'object', wanted });
  return piece.kind === 'broken' ? { kind: 'failed', reason: piece.reason } : undefined;
}
