import type { Columns } from './alert.ts';
import type { Severity } from './rule.ts';

/** A record of a case: what it changes of a usual one of its kind. Text goes through the real decoders. */
export type CaseRecord =
  | { readonly kind: 'console login' | 'login profile'; readonly changes?: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'sign-in';
      readonly changes?: Readonly<Partial<Record<'id' | 'time' | 'address' | 'code' | 'user' | 'table', string>>>;
    };

/** What a rule says of some records. A rule's cases stand beside it, and a test runs them all. */
export interface RuleCase {
  /** A sentence that ends "… fires" or "… does not fire", without the rule's name. */
  readonly it: string;
  readonly records: readonly CaseRecord[];
  /** How many alerts come of the records. */
  readonly alerts: number;
  /** Columns that the first alert has at least. */
  readonly columns?: Columns;
  /** How severe the first alert is. */
  readonly severity?: Severity;
  /** How many events each alert counts, by the time of its latest one. */
  readonly eventCounts?: readonly number[];
}
