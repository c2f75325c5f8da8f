import type { Alert } from '../../core/alert.ts';

/** Alerts in the order of their first events. */
export function inTime(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => Date.parse(a.startTime) - Date.parse(b.startTime));
}
