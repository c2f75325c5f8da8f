import type { Alert } from '../core/alert.ts';
import { severities } from '../core/rule.ts';

export type AlertGroup = readonly [Alert, ...Alert[]];

/** Alerts of one rule and one effective severity together, the most severe first; in a group the order stays. */
export function byRule(alerts: readonly Alert[]): readonly AlertGroup[] {
  const groups = [...Map.groupBy(alerts, ({ rule, severity }) => `${rule.id} ${severity}`).values()] as [
    Alert,
    ...Alert[],
  ][];
  return groups.toSorted(([a], [b]) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
}
