import { type ObjectReference, objectUri } from '../adapters/envelope.ts';
import { ObjectMissing } from '../adapters/errors.ts';
import type { CanaryLane } from './canary-lane.ts';
import type { MessageCount } from './message-count.ts';

/**
 * Judges an object of the canary's. Among what was read it counts as skipped, so that neither the silence of a log nor its
 * lag is hidden by it. One that is gone is: nobody signed in, and that its alert does not come back is told by itself.
 */
export async function takeCanaryObject(
  reference: ObjectReference,
  lane: CanaryLane,
  count: MessageCount,
): Promise<void> {
  try {
    await lane.judge(reference);
    skip(count, 'canary');
  } catch (error) {
    if (error instanceof ObjectMissing) skip(count, 'canary that is gone');
    else count.failures.push({ object: objectUri(reference), error });
  }
}

function skip({ skippedObjects }: MessageCount, reason: string): void {
  skippedObjects.set(reason, (skippedObjects.get(reason) ?? 0) + 1);
}
