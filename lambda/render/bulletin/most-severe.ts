import type { Alert } from '../../core/alert.ts';
import { severities } from '../../core/rule.ts';
import type { Tellable } from '../../core/tellable.ts';
import { atAGlance } from '../glance.ts';
import { weigh } from '../mail/weigh.ts';

/** The alert of a rule that its reader should look at first: the most severe; of these root's; of these the one that most speaks against. */
export function mostSevere(alerts: readonly Alert[], rule: Tellable): Alert | undefined {
  const ranked = alerts.map((alert) => ({ alert, rank: rankOf(alert, rule) }));
  return ranked.toSorted((a, b) => compare(b.rank, a.rank))[0]?.alert;
}

function rankOf(alert: Alert, rule: Tellable): readonly number[] {
  const against = weigh(alert, rule).filter(({ side }) => side === 'worse').length;
  return [severities.indexOf(alert.severity), atAGlance(alert).who === 'root' ? 1 : 0, against];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((each, index) => each !== b[index]);
  return differs === -1 ? 0 : Number(a[differs]) - Number(b[differs]);
}
