import { type Finding, identify, type Match } from './alert.ts';
import type { ColumnValue } from './event.ts';
import { ownSeverity } from './severity.ts';
import type { SystemWords, ToldParts } from './tellable.ts';

/**
 * What Gatewarden notices about its own input, and tells as it tells a rule's alerts. It is no rule: it judges no events,
 * so it is in no log file, and a replay never finds it.
 */
export interface SystemAlert<Column extends string = string> extends ToldParts, SystemWords {
  /** The columns by which its alerts are told apart, besides the period. */
  readonly groupedBy: readonly Column[];
}

export function defineSystemAlert<const Column extends string>(alert: SystemAlert<Column>): SystemAlert<Column> {
  return alert;
}

/** One thing that was noticed, as a match of its alert. */
export function noticed<Column extends string>(
  alert: SystemAlert<Column>,
  columns: Readonly<Record<Column, ColumnValue>>,
  what: Omit<Match, 'severity' | 'named'>,
): Finding {
  const grouped = Object.fromEntries(alert.groupedBy.map((name) => [name, columns[name]]));
  return { ...identify(alert, grouped, what.time), matches: [{ ...what, severity: ownSeverity(alert) }] };
}
