import { errorFields, type Log } from '../adapters/log.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { metrics as declared } from '../config/metrics.ts';
import type { Instant } from '../core/time.ts';
import { newTally } from '../sources/read-object.ts';
import { type DetectionCount, detectionCounts, logExcluded, newDetectionCount } from './detection-count.ts';
import { objectSides, objectsReconcile } from './object-count.ts';
import { type RecordCount, reconciles, sidesOf, skippedRecords, sum } from './record-count.ts';
import type { ObjectRereading } from './rereading.ts';
import { shownObject } from './shown-object.ts';
import type { Announced } from './tell-missing.ts';
import { tellingFirst } from './telling-first.ts';

/** What one message brought and what became of it; grows while the message is worked on. */
export interface MessageCount extends DetectionCount {
  /** How many objects it names; a record that is the message itself is one. */
  named: number;
  readonly objects: ObjectCount[];
  /** When the newest of the events was that are handed on to be judged; absent before the first. */
  newest?: Instant;
  /** How many of the events that were handed on detection took; absent where it failed. */
  taken?: number;
  readonly skippedObjects: Map<string, number>;
  /** Of the skipped objects, those that were gone. */
  readonly gone: string[];
  readonly failures: Failure[];
  /** Those of the failed objects that were announced a short while ago, and are gone. */
  readonly missing: Announced[];
}

export interface ObjectCount extends RecordCount {
  readonly object: string;
  /** Whether it is the message itself, an event with its one record: no file came. */
  readonly isEvent: boolean;
  judged: number;
  readBefore: number;
  readToEnd: boolean;
  /** Where the object may come again. */
  rereading?: ObjectRereading;
}

/** What went wrong: with one object of the message, or with the message as such. */
export interface Failure {
  readonly error: unknown;
  readonly object?: string;
}

/** Bad records of one object. */
const mostFailuresLogged = 5;

/** Objects of one message, which can name thousands. */
const mostObjectsLogged = 20;

export function newMessageCount(): MessageCount {
  const nothing = { objects: [], skippedObjects: new Map<string, number>(), gone: [], failures: [], missing: [] };
  return { ...newDetectionCount(), ...nothing, named: 0 };
}

export function newObjectCount(object: string): ObjectCount {
  return { object, isEvent: false, tally: newTally(), judged: 0, readBefore: 0, readToEnd: false };
}

export function newEventCount(object: string): ObjectCount {
  return { ...newObjectCount(object), isEvent: true };
}

/** Writes a message's counts to the log and the metrics, and what failed to the log. Names objects, never users. */
export function report(
  count: MessageCount,
  { messageId, log, metrics }: { readonly messageId: string; readonly log: Log; readonly metrics: Metrics },
): void {
  const { names } = declared;
  const skipped = skippedRecords(count.objects);
  const events = count.objects.filter(({ isEvent }) => isEvent).length;
  const counts = {
    [names.objects]: count.objects.length - events,
    ...(events > 0 && { [names.signInEvents]: events }),
    [names.objectsFailed]: objectSides(count).failed,
    [names.records]: sum(count.objects, ({ tally }) => tally.records),
    [names.events]: sum(count.objects, ({ judged }) => judged),
    [names.recordsFailed]: sum(count.objects, ({ tally }) => tally.failed),
    ...detectionCounts(count),
    [names.messagesFailed]: count.failures.length > 0 ? 1 : 0,
    [names.reconciliationBroken]: 0,
  };

  if (!objectsReconcile(count)) {
    counts[names.reconciliationBroken] += 1;
    log.error('records do not add up', { messageId, objects: objectSides(count) });
  }
  const handedOn = counts[names.events];
  if (count.taken !== undefined && count.taken !== handedOn) {
    counts[names.reconciliationBroken] += 1;
    log.error('records do not add up', { messageId, handedOn, taken: count.taken });
  }
  for (const object of count.objects) {
    if (!reconciles(object)) {
      counts[names.reconciliationBroken] += 1;
      log.error('records do not add up', { messageId, object: object.object, ...sidesOf(object) });
    }
    for (const { where, reason } of object.tally.failures.slice(0, mostFailuresLogged)) {
      log.warn('record failed', { messageId, object: object.object, where, reason });
    }
  }
  logExcluded(count, log, { messageId });
  for (const object of count.gone.slice(0, mostObjectsLogged)) {
    log.warn('object gone', { messageId, object: shownObject(object) });
  }
  const moreGone = count.gone.length - mostObjectsLogged;
  if (moreGone > 0) log.warn('object gone', { messageId, more: moreGone });
  for (const { error, object } of tellingFirst(count.failures).slice(0, mostObjectsLogged)) {
    const named = object !== undefined && { object: shownObject(object) };
    log.error('message failed', { messageId, ...named, ...errorFields(error) });
  }
  const more = count.failures.length - mostObjectsLogged;
  if (more > 0) log.error('message failed', { messageId, more });
  metrics.count(counts);
  for (const [reason, n] of skipped) metrics.count({ [names.recordsSkipped]: n }, reason);
  for (const [reason, n] of count.skippedObjects) metrics.count({ [names.objectsSkipped]: n }, reason);
  log.info('message done', {
    messageId,
    ...counts,
    skippedRecords: Object.fromEntries(skipped),
    skippedObjects: Object.fromEntries(count.skippedObjects),
  });
}
