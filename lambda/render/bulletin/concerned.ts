import type { Alert } from '../../core/alert.ts';
import { compareText } from '../../core/identity.ts';
import { atAGlance, type Glance } from '../glance.ts';

const mostShown = 5;

/** Whom several alerts name most, in one line: `111122223333 ×30, 444455556666 ×5 and 3 more`; empty where none is named. */
export function mostConcerned(alerts: readonly Alert[], of: keyof Glance): string {
  const counts = new Map<string, number>();
  for (const name of alerts.flatMap((alert) => atAGlance(alert)[of] ?? [])) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a, one], [b, other]) => other - one || compareText(a, b));
  const shown = sorted.slice(0, mostShown).map(([name, count]) => `${name} ×${count}`);
  const rest = sorted.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
