import type { Alert } from '../../core/alert.ts';
import { severities } from '../../core/rule.ts';
import { ownSeverity } from '../../core/severity.ts';
import type { Tellable } from '../../core/tellable.ts';
import { raising } from './raising.ts';
import { better, type Weight, worse } from './weight.ts';

/** Why an alert is more or less severe than its rule's usual ones. */
export function severityWeights(alert: Alert, rule: Tellable): readonly Weight[] {
  const { severity: effective } = alert;
  const own = ownSeverity(rule);
  const rank = severities.indexOf(effective);
  if (rank === severities.indexOf(own)) return [];
  if (rank < severities.indexOf(own)) {
    return [better(`An exclusion lowers it to ${effective}; the rule's own severity is ${own}.`)];
  }
  const circumstances = raising(alert, rule);
  const why = circumstances.map(({ because }) => because).join('; or ') || 'its circumstances raise it';
  const lowered = circumstances.length > 0 && circumstances.every((each) => severities.indexOf(each.severity) > rank);
  return [
    worse(`${effective} instead of the rule's own ${own}: ${why}.`),
    ...(lowered ? [better(`An exclusion lowers it by one step, to ${effective}.`)] : []),
  ];
}
