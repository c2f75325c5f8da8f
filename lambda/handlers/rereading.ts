import type { DetectorEvent, ObjectName } from '../core/event.ts';
import { digest } from '../core/identity.ts';
import type { SeenSets } from '../core/ports.ts';
import { type HashOf, latestSeen, type Processed, unseen } from '../core/seen.ts';
import { earliestInstant } from '../core/time.ts';

/** Why a record is skipped that an earlier reading processed. */
export const skippedAsReadBefore = 'read before';

/** For logs whose files grow and are delivered again, whole, each time: what of them was processed before. */
export interface Rereading {
  readonly seen: SeenSets;
  readonly hashOf: HashOf;
}

/** One object that may have been read before. */
export interface ObjectRereading {
  /** The events of a batch that were not processed before. */
  unseen(batch: readonly DetectorEvent[]): readonly DetectorEvent[];
  /** Keeps what was met for the next reading; to be called once all of it was judged and told. */
  save(): Promise<void>;
}

export async function rereadObject(object: ObjectName, { seen, hashOf }: Rereading): Promise<ObjectRereading> {
  const name = `landing/${digest(object)}`;
  const known = await seen.read(name);
  const met: Processed = new Map();
  return {
    unseen: (batch) => unseen(batch, { hashOf, known, met }).events,
    async save() {
      const latest = latestSeen(met, earliestInstant);
      if (!latest.isSubsetOf(known)) await seen.save(name, latest);
    },
  };
}
