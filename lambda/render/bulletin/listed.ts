import type { Alert } from '../../core/alert.ts';
import type { Bulletin } from '../../core/bulletin.ts';

/** The alerts that a bulletin lists, apart by whether they were told before. */
export interface Listed {
  /** What came since, and what grew since: `kind` says which. Of a first telling, all. */
  readonly fresh: readonly Alert[];
  /** What was told before, and has not changed. */
  readonly known: readonly Alert[];
  /** Whether these are all that the bulletin gathered. */
  readonly whole: boolean;
}

export function listedIn({ alerts, alertCount, freshCount }: Bulletin): Listed {
  return {
    fresh: alerts.slice(0, freshCount),
    known: alerts.slice(freshCount),
    whole: alerts.length === alertCount,
  };
}
