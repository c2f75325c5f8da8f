import { OutOfTime } from '../adapters/errors.ts';
import type { MessageCount } from './message-count.ts';
import { sum } from './record-count.ts';

type Fates = Pick<MessageCount, 'named' | 'objects' | 'skippedObjects' | 'failures'>;

/**
 * Whether every object that a message names was read to its end, skipped or failed, and none counted twice. A message
 * that fails as such, or runs out of time, leaves what it did not come to for its next delivery.
 */
export function objectsReconcile(count: Fates): boolean {
  const { named, read, skipped, failed } = objectSides(count);
  const left = named - read - skipped - failed;
  return leavesSome(count) ? left >= 0 : left === 0;
}

/** How many objects are named, and the three that it must be the sum of. */
export function objectSides({ named, objects, skippedObjects, failures }: Fates) {
  return {
    named,
    read: objects.filter(({ readToEnd }) => readToEnd).length,
    skipped: sum([...skippedObjects.values()], (n) => n),
    failed: failures.filter(({ object }) => object !== undefined).length,
  };
}

function leavesSome({ failures }: Fates): boolean {
  return failures.some(({ object, error }) => object === undefined || error instanceof OutOfTime);
}
