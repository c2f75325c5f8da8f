import type { Alert } from '../../core/alert.ts';
import type { CloudTrailField } from '../../core/event.ts';
import { type Circumstance, severities } from '../../core/rule.ts';
import { ownSeverity } from '../../core/severity.ts';
import type { Tellable } from '../../core/tellable.ts';

/**
 * The circumstances that can have raised an alert above its rule's own severity. Nothing else raises, so at least one of
 * them holds for some of its events; where there is one, it is this one. None where the alert is not above.
 */
export function raising({ severity }: Alert, rule: Tellable): readonly Circumstance[] {
  const effective = severities.indexOf(severity);
  if (effective <= severities.indexOf(ownSeverity(rule))) return [];
  return (rule.severityWhen ?? []).filter((each) => severities.indexOf(each.severity) >= effective);
}

/** Whether the reason for the severity has said already what there is to say of a field. */
export function saidBySeverity(field: CloudTrailField, alert: Alert, rule: Tellable): boolean {
  const circumstances = raising(alert, rule);
  return circumstances.length > 0 && circumstances.every(({ where }) => where.some((each) => each.field === field));
}
