import type { Tally } from '../sources/tally.ts';
import { skippedAsReadBefore } from './rereading.ts';

/** What became of the records of one object, or of one list of records. */
export interface RecordCount {
  readonly tally: Tally;
  /** Events handed on to be judged. */
  readonly judged: number;
  /** Events that an earlier reading had processed, and that did not change. */
  readonly readBefore: number;
}

/** Whether every record that was read was judged, skipped or failed: nothing may be dropped in silence. */
export function reconciles(count: RecordCount): boolean {
  const { records, judged, skipped, failed } = sidesOf(count);
  return records === judged + skipped + failed;
}

/** What was read, and the three that it must be the sum of. */
export function sidesOf({ tally, judged, readBefore }: RecordCount) {
  const { records, skipped, failed } = tally;
  return { records, judged, skipped: readBefore + sum([...skipped.values()], (n) => n), failed };
}

/** How many records were skipped in all, by reason; each at least one. */
export function skippedRecords(counts: readonly RecordCount[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { tally, readBefore } of counts) {
    for (const [reason, n] of [...tally.skipped, [skippedAsReadBefore, readBefore] as const])
      if (n > 0) totals.set(reason, (totals.get(reason) ?? 0) + n);
  }
  return totals;
}

export function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
