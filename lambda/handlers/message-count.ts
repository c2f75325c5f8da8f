import { errorFields, type Log } from '../adapters/log.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { metrics as declared } from '../config/metrics.ts';
import { newTally, type Tally } from '../sources/read-object.ts';
import { type DetectionCount, detectionCounts, logExcluded, newDetectionCount } from './detection-count.ts';
import { type ObjectRereading, skippedAsReadBefore } from './rereading.ts';

/** What one message brought and what became of it; grows while the message is worked on. */
export interface MessageCount extends DetectionCount {
  readonly objects: ObjectCount[];
  readonly skippedObjects: Map<string, number>;
  readonly failures: Failure[];
}

export interface ObjectCount {
  readonly object: string;
  readonly tally: Tally;
  /** Events handed on to be judged. */
  judged: number;
  /** Events that an earlier reading of the same object had processed, and that did not change. */
  readBefore: number;
  /** Where the object may come again. */
  rereading?: ObjectRereading;
}

/** What went wrong: with one object of the message, or with the message as such. */
export interface Failure {
  readonly error: unknown;
  readonly object?: string;
}

const mostFailuresLogged = 5;

export function newMessageCount(): MessageCount {
  return { ...newDetectionCount(), objects: [], skippedObjects: new Map(), failures: [] };
}

export function newObjectCount(object: string): ObjectCount {
  return { object, tally: newTally(), judged: 0, readBefore: 0 };
}

/** Writes a message's counts to the log and the metrics, and what failed to the log. Names objects, never users. */
export function report(
  count: MessageCount,
  { messageId, log, metrics }: { readonly messageId: string; readonly log: Log; readonly metrics: Metrics },
): void {
  const { names } = declared;
  const skipped = total(count.objects.map(skippedOf));
  const counts = {
    [names.objects]: count.objects.length,
    [names.objectsFailed]: count.failures.filter(({ object }) => object !== undefined).length,
    [names.records]: sum(count.objects, ({ tally }) => tally.records),
    [names.events]: sum(count.objects, ({ judged }) => judged),
    [names.recordsFailed]: sum(count.objects, ({ tally }) => tally.failed),
    ...detectionCounts(count),
    [names.messagesFailed]: count.failures.length > 0 ? 1 : 0,
    [names.reconciliationBroken]: 0,
  };

  for (const object of count.objects) {
    if (!reconciles(object)) {
      counts[names.reconciliationBroken] += 1;
      log.error('records do not add up', { messageId, ...sides(object) });
    }
    for (const { where, reason } of object.tally.failures.slice(0, mostFailuresLogged)) {
      log.warn('record failed', { messageId, object: object.object, where, reason });
    }
  }
  logExcluded(count, log, { messageId });
  for (const { error, object } of count.failures) {
    log.error('message failed', { messageId, ...(object !== undefined && { object }), ...errorFields(error) });
  }
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

/** Whether every record that was read was judged, skipped or failed: nothing may be dropped in silence. */
function reconciles(object: ObjectCount): boolean {
  const { records, judged, skipped, failed } = sides(object);
  return records === judged + skipped + failed;
}

function sides(count: ObjectCount) {
  const { object, tally, judged } = count;
  const skipped = sum([...skippedOf(count).values()], (n) => n);
  return { object, records: tally.records, judged, skipped, failed: tally.failed };
}

function skippedOf({ tally, readBefore }: ObjectCount): ReadonlyMap<string, number> {
  return new Map([...tally.skipped, ...(readBefore > 0 ? [[skippedAsReadBefore, readBefore] as const] : [])]);
}

function total(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const [reason, n] of maps.flatMap((map) => [...map])) totals.set(reason, (totals.get(reason) ?? 0) + n);
  return totals;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
