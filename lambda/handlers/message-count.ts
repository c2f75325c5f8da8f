import { errorFields, type Log } from '../adapters/log.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { metrics as declared } from '../config/metrics.ts';
import { type ExclusionTally, newExclusionTally } from '../core/exclusion-tally.ts';
import type { Alerts } from '../core/ports.ts';
import { newTally, type Tally } from '../sources/read-object.ts';

/** What one message brought and what became of it; grows while the message is worked on. */
export interface MessageCount {
  readonly objects: ObjectCount[];
  readonly skippedObjects: Map<string, number>;
  /** What exclusions did. */
  readonly excluded: ExclusionTally;
  /** The ids of the alerts to which it added something. */
  readonly alerts: Set<string>;
  readonly failures: Failure[];
}

export interface ObjectCount {
  readonly object: string;
  readonly tally: Tally;
  /** Events handed on to be judged. */
  judged: number;
}

/** What went wrong: with one object of the message, or with the message as such. */
export interface Failure {
  readonly error: unknown;
  readonly object?: string;
}

const mostFailuresLogged = 5;

/** For one exclusion and rule; beyond that, the log says that there were more. */
const mostExcludedToldApart = 10_000;

export function newMessageCount(): MessageCount {
  const excluded = newExclusionTally({ limit: mostExcludedToldApart, keep: false });
  return { objects: [], skippedObjects: new Map(), excluded, alerts: new Set(), failures: [] };
}

export function newObjectCount(object: string): ObjectCount {
  return { object, tally: newTally(), judged: 0 };
}

/** The same alerts; what is merged into them is counted. */
export function countingAlerts(alerts: Alerts, { alerts: found }: MessageCount): Alerts {
  return {
    ...alerts,
    merge(finding, context) {
      found.add(finding.alertId);
      return alerts.merge(finding, context);
    },
  };
}

/** Writes a message's counts to the log and the metrics, and what failed to the log. Names objects, never users. */
export function report(
  count: MessageCount,
  { messageId, log, metrics }: { readonly messageId: string; readonly log: Log; readonly metrics: Metrics },
): void {
  const { names } = declared;
  const skipped = total(count.objects.map(({ tally }) => tally.skipped));
  const counts = {
    [names.objects]: count.objects.length,
    [names.objectsFailed]: count.failures.filter(({ object }) => object !== undefined).length,
    [names.records]: sum(count.objects, ({ tally }) => tally.records),
    [names.events]: sum(count.objects, ({ judged }) => judged),
    [names.recordsFailed]: sum(count.objects, ({ tally }) => tally.failed),
    [names.eventsExcluded]: sum([...count.excluded.effects.values()], ({ ids }) => ids.size),
    [names.alertsFound]: count.alerts.size,
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
  for (const { exclusion, ruleId, effect, ids, more } of count.excluded.effects.values()) {
    const events = { events: ids.size, ...(more && { more }) };
    log.info('events excluded', { messageId, exclusion: exclusion.id, rule: ruleId, effect, ...events });
  }
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

function sides({ object, tally, judged }: ObjectCount) {
  const skipped = sum([...tally.skipped.values()], (n) => n);
  return { object, records: tally.records, judged, skipped, failed: tally.failed };
}

function total(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const [reason, n] of maps.flatMap((map) => [...map])) totals.set(reason, (totals.get(reason) ?? 0) + n);
  return totals;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
