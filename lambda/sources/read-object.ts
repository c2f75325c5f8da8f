import type { DetectorEvent } from '../core/event.ts';
import { countableBy } from './cloudtrail/countable.ts';
import { otherEvent } from './cloudtrail/decoder.ts';
import { decodeRecord, isOurs, misplaced } from './decode-record.ts';
import { MisplacedObject, UnreadableObject } from './errors.ts';
import { sources } from './index.ts';
import { membersAt } from './members.ts';
import { objectValues } from './object-values.ts';
import type { Piece } from './piece.ts';
import type { DecodeContext, Decoded } from './source.ts';
import { addTally, count, countSkipped, newTally, type Tally } from './tally.ts';

export { newTally, type Tally } from './tally.ts';

export interface ReadOptions extends DecodeContext {
  /** The most content to read, after decompression. @default 1 GiB */
  readonly maxBytes?: number;
  /** Called for each chunk of the object and of decompressed content; what it throws ends the reading and is passed on. */
  readonly onContent?: () => void;
}

const members = membersAt(sources.flatMap(({ reads }) => reads));
const batchSize = 1_000;
const gibibyte = 1024 ** 3;

/**
 * The events of one object, in batches of up to 1,000; `tally` counts what became of its records. A bad record fails
 * alone. Throws UnreadableObject where the object cannot be read to its end or holds nothing of ours, after it has
 * yielded what stood before the damage; an object of another format counts nothing. What `chunks` throws is passed on.
 */
export async function* readObject(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes = gibibyte, onContent, ...context }: ReadOptions,
  tally: Tally,
): AsyncGenerator<readonly DetectorEvent[]> {
  const unclaimed = newTally(); // failures, until something shows that the object is ours
  let [seen, ours, foreign] = [false, false, false];
  const claim = (): void => {
    if (!ours) addTally(tally, unclaimed);
    ours = true;
  };
  let batch: DetectorEvent[] = [];
  let damage: { readonly error: unknown } | undefined;
  // Only CloudTrail's records are counted unread: where these are not judged, each has to be seen and refused.
  const countable = context.source === 'entra' ? undefined : countableBy(context.wanted);
  const options = { maxBytes, onContent, countable, members };
  try {
    for await (const piece of objectValues(chunks, options)) {
      seen = true;
      if (piece.kind === 'empty' || piece.kind === 'passed') {
        claim();
        if (piece.kind === 'passed') countSkipped(tally, otherEvent, piece.records);
        continue;
      }
      let index = -1;
      for (const decoded of decodedOf(piece, context)) {
        index++;
        foreign ||= decoded === misplaced;
        if (isOurs(decoded) && piece.kind !== 'broken') claim();
        count(ours ? tally : unclaimed, decoded, () => whereIs(piece, index));
        if (decoded.kind !== 'event') continue;
        batch.push(decoded.event);
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    damage = { error };
  }
  if (batch.length > 0) yield batch;
  if (damage !== undefined) throw damage.error;
  if (!seen) throw new UnreadableObject('empty file');
  if (!ours && foreign) throw new MisplacedObject();
  if (!ours) throw new UnreadableObject('neither CloudTrail nor Entra sign-in logs');
}

function whereIs(piece: Held, index: number): string {
  const { event, line, offset } = piece.kind === 'abridged' ? piece.placeOf(index) : piece.place;
  return `${event === undefined ? '' : `event ${event}, `}line ${line}, byte ${offset}`;
}

/** A piece that holds records, or something in a record's place. */
type Held = Exclude<Piece, { readonly kind: 'empty' | 'passed' }>;

function decodedOf(piece: Held, context: DecodeContext): readonly Decoded[] {
  switch (piece.kind) {
    case 'value':
      return [decodeRecord(piece.value, context)];
    case 'abridged':
      return piece.records.map((record, index) => decodeRecord(record, context, () => piece.whole(index)));
    case 'broken':
      return [{ kind: 'failed', reason: piece.reason }];
    default:
      return piece satisfies never;
  }
}
