import type { Decoded, Reason } from './source.ts';

/** What became of the records of an object. Always `records = events + skipped + failed`. Grows while it is read. */
export interface Tally {
  records: number;
  events: number;
  /** How many were skipped, by reason. */
  skipped: Map<string, number>;
  failed: number;
  /** The first 20 failures: where in the object, and why. */
  failures: (Reason & { readonly where: string })[];
}

const mostFailures = 20;

export function newTally(): Tally {
  return { records: 0, events: 0, skipped: new Map(), failed: 0, failures: [] };
}

/** Counts one record. */
export function count(tally: Tally, decoded: Decoded, where: () => string): void {
  tally.records++;
  switch (decoded.kind) {
    case 'event':
      tally.events++;
      break;
    case 'skipped':
      addSkipped(tally, decoded.reason, 1);
      break;
    case 'failed':
      tally.failed++;
      if (tally.failures.length < mostFailures) tally.failures.push({ where: where(), ...reasonOf(decoded) });
      break;
    default:
      decoded satisfies never;
  }
}

/** Counts records that are skipped for one reason. */
export function countSkipped(tally: Tally, reason: string, records: number): void {
  tally.records += records;
  addSkipped(tally, reason, records);
}

function addSkipped({ skipped }: Tally, reason: string, records: number): void {
  skipped.set(reason, (skipped.get(reason) ?? 0) + records);
}

function reasonOf({ reason, found }: Reason): Reason {
  return { reason, ...(found !== undefined && { found }) };
}

/** Adds one tally to another. */
export function addTally(tally: Tally, { records, events, skipped, failed, failures }: Tally): void {
  tally.records += records;
  tally.events += events;
  tally.failed += failed;
  for (const [reason, number] of skipped) addSkipped(tally, reason, number);
  tally.failures.push(...failures.slice(0, mostFailures - tally.failures.length));
}
