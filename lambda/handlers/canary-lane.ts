import { type ObjectReference, objectUri } from '../adapters/envelope.ts';
import { OutOfTime } from '../adapters/errors.ts';
import type { KeyVerdict } from '../adapters/object-key.ts';
import type { Objects } from '../adapters/objects.ts';
import { canaryRule } from '../canary/rule.ts';
import { isOfCanary } from '../canary/run.ts';
import { type DetectPorts, detect } from '../core/detect.ts';
import type { DetectorEvent, Source } from '../core/event.ts';
import type { Publisher } from '../core/ports.ts';
import type { Instant } from '../core/time.ts';
import { wantedBy } from '../core/wanted.ts';
import { newTally, type ReadOptions, readObject } from '../sources/read-object.ts';

/** Where the canary's objects are judged, apart from all others. */
export interface CanaryLane {
  /** Whether an object is the canary's: by where it lies alone, which nobody chooses who signs in. */
  owns(object: ObjectReference): boolean;
  /**
   * Judges one of them by the canary's rule, and tells the canary. Throws NotOfCanary where there is anything else in it,
   * and whatever reading, remembering and telling throw.
   */
  judge(object: ObjectReference): Promise<void>;
}

export interface CanaryLaneOptions {
  /** Where its objects lie: all that begin with `prefix`, in this bucket alone. */
  readonly bucket: string;
  readonly prefix: string;
  readonly judgeKey: (key: string) => KeyVerdict;
  readonly source: Source;
  readonly maxBytes: number;
  readonly objects: Objects;
  /** What its alerts are told by: nobody but the canary hears of them. */
  readonly publisher: Publisher;
  /** When to stop reading. */
  readonly deadline: Instant;
  readonly detection: Omit<DetectPorts, 'rules' | 'publishers' | 'excluded'>;
}

/** Something else than the canary's lies where only the canary writes: it is not judged here, and must not be lost. */
export class NotOfCanary extends Error {
  constructor(object: string, found: string) {
    super(`expected nothing but the canary's own records in ${object}, found ${found}`);
    this.name = 'NotOfCanary';
  }
}

const wanted = wantedBy([canaryRule]);

/** The same engine, with the canary's rule in the place of the rules and the canary in the place of all audiences. */
export function canaryLane(options: CanaryLaneOptions): CanaryLane {
  const { bucket, prefix, judgeKey, publisher, detection } = options;
  return {
    owns: (object) => object.bucket === bucket && object.key.startsWith(prefix),
    async judge(object) {
      const verdict = judgeKey(object.key);
      if (verdict !== 'ours') throw new NotOfCanary(objectUri(object), `a ${verdict.skipped}`);
      const updatesPerHour = 0; // nothing of an alert is news to it
      await detect(eventsOf(object, options), {
        ...detection,
        updatesPerHour,
        rules: [canaryRule],
        publishers: [publisher],
      });
    },
  };
}

/** The events of an object, all of which are the canary's. */
async function* eventsOf(
  reference: ObjectReference,
  { source, maxBytes, objects, deadline, detection: { clock } }: CanaryLaneOptions,
): AsyncGenerator<readonly DetectorEvent[]> {
  const object = objectUri(reference);
  const tally = newTally();
  const onContent = (): void => {
    if (clock.now() >= deadline) throw new OutOfTime();
  };
  const options: ReadOptions = { object, wanted, source, maxBytes, onContent };
  for await (const batch of readObject(objects.read(reference), options, tally)) {
    const strangers = batch.filter((event) => !isOfCanary(event)).length;
    if (strangers > 0) throw new NotOfCanary(object, `${strangers} of somebody else`);
    yield batch;
  }
  const { records, events } = tally;
  if (events < records) throw new NotOfCanary(object, `${records - events} that are no sign-ins`);
}
