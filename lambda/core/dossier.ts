import type { Address } from './address.ts';
import type { Alert, ValueCounts } from './alert.ts';
import type { CloudTrailEvent, SignIn } from './event.ts';
import type { Exclusion } from './exclusion.ts';
import { type FullestWindow, fullestWindow } from './fullest-window.ts';
import { compareText } from './identity.ts';
import type { Seen } from './judgement.ts';
import { days, type Instant, periodStart } from './time.ts';

/** Everything that files or a table know of one address. */
export interface Dossier {
  readonly address: Address;
  readonly source: 'files' | 'table';
  /** By table of sign-ins, in the order of the rules' sides. */
  readonly signIns: readonly SignInsOfTable[];
  /** Every account that was tried, the most often first; by distinct sign-ins that failed. */
  readonly accounts: KnownValues;
  /** Every result code of the sign-ins that failed, likewise. */
  readonly results: KnownValues;
  /** In the order of time; of an event's versions the latest. */
  readonly consoleEvents: readonly CloudTrailEvent[];
  /** What a table keeps only the times of, by the rule that counts it. */
  readonly counted: readonly (Seen & { readonly ruleId: string })[];
  readonly alerts: readonly KnownAlert[];
  readonly exclusions: readonly TouchingExclusion[];
  /** What must be known to read the above, one sentence each. */
  readonly notes: readonly string[];
  /** What the source cannot know, one sentence each. */
  readonly unknown: readonly string[];
}

/** Values, how many and how often; all of these lower bounds where `atLeast`. */
export interface KnownValues extends ValueCounts {
  readonly atLeast: boolean;
}

/** An alert. Where the source keeps only a part of what it counted, `eventCount` is a lower bound. */
export interface KnownAlert extends Alert {
  readonly eventCountAtLeast?: true;
}

export interface SignInsOfTable {
  readonly table: string;
  /** Distinct sign-ins that failed, as the rules count failures. */
  readonly failures: Seen;
  /** The day, of 24 hours and beginning at any time, with the most failures. */
  readonly fullestDay?: FullestWindow;
  /** Failures by calendar day in UTC; lower bounds where `failures.atLeast`. */
  readonly byDay: readonly { readonly day: Instant; readonly count: number }[];
  /** Distinct sign-ins that are no failures to the rules, by result code; empty where the source keeps failures only. */
  readonly others: ValueCounts;
}

/** An exclusion that was in effect for events of the address. */
export interface TouchingExclusion {
  readonly exclusion: Exclusion;
  /** How many distinct events it touched. */
  readonly events: number;
}

/** One sign-in that failed, as far as its source remembers it. */
export interface FailedSignIn {
  readonly table: string;
  readonly id: string;
  readonly time: Instant;
  readonly account: string;
  readonly code: string;
}

/**
 * The failures of one table, with `total` where the source knows of more than it kept, and the sign-ins beside them. A
 * sign-in that stands under several times counts once.
 */
export function signInsOfTable(
  table: string,
  failed: readonly FailedSignIn[],
  { others, total }: { readonly others: readonly SignIn[]; readonly total?: Pick<Seen, 'count' | 'atLeast'> },
): SignInsOfTable {
  const sorted = failed.toSorted((a, b) => a.time - b.time || compareText(a.id, b.id));
  const [first, last] = [sorted[0], sorted.at(-1)];
  const fullestDay = fullestWindow(sorted, { window: days(1) });
  const byDay = Map.groupBy(sorted, ({ time }) => periodStart(time, days(1)));
  const failedIds = new Set(sorted.map(({ id }) => id));
  const beside = latestOfEach(others).filter(({ id }) => !failedIds.has(id));
  return {
    table,
    failures: {
      count: failedIds.size,
      atLeast: false,
      ...total,
      ...(first !== undefined && { first: first.time }),
      ...(last !== undefined && { last: last.time }),
    },
    ...(fullestDay !== undefined && { fullestDay }),
    byDay: [...byDay].map(([day, ofDay]) => ({ day, count: new Set(ofDay.map(({ id }) => id)).size })),
    others: countValues(beside.map(({ fields }) => String(fields.ResultType ?? ''))),
  };
}

/** The values of all failures, each sign-in under that of its latest time; `tables` know whether these are all. */
export function countFailures(
  failed: readonly FailedSignIn[],
  value: 'account' | 'code',
  tables: readonly Pick<SignInsOfTable, 'failures'>[],
): KnownValues {
  const atLeast = tables.some(({ failures }) => failures.atLeast);
  return { ...countValues(latestOfEach(failed).map((failure) => failure[value])), atLeast };
}

/** Of what shares an id the one with the latest time, in the order of time. */
export function latestOfEach<Item extends { readonly id: string; readonly time: Instant; readonly version?: string }>(
  items: readonly Item[],
): readonly Item[] {
  const sorted = items.toSorted((a, b) => a.time - b.time || compareText(a.version ?? '', b.version ?? ''));
  const latest = new Map(sorted.map((item) => [item.id, item]));
  return [...latest.values()].toSorted((a, b) => a.time - b.time || compareText(a.id, b.id));
}

function countValues(values: readonly string[]): ValueCounts {
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, { length }]) => ({ value, count: length }));
  return {
    distinct: counts.length,
    top: counts.toSorted((a, b) => b.count - a.count || compareText(a.value, b.value)),
  };
}
