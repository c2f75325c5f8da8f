import type { Bulletin } from '../../core/bulletin.ts';
import { type AttributeValues, alertAttributes } from '../topic-attributes.ts';

/**
 * What subscribers filter a bulletin by: the same names as for an alert. Of what its alerts differ in, all values that are
 * listed: who wants the alerts of one account, or of one severity, must hear of a bulletin that tells of two; and an
 * update that brings an alert of which nobody heard before is a new one, too.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function bulletinAttributes(bulletin: Bulletin): Readonly<Record<string, AttributeValues>> {
  const { rule, severity, kind, alerts, freshCount } = bulletin;
  const entries = alerts.flatMap((alert) => Object.entries(alertAttributes(alert)));
  const differing = Map.groupBy(
    entries.filter(([name]) => name !== 'kind'),
    ([name]) => name,
  );
  const found = [...differing].map(([name, pairs]) => [name, oneOrMore(pairs.flatMap(([, value]) => value))] as const);
  const bringsNew = kind === 'update' && alerts.slice(0, freshCount).some((alert) => alert.kind === 'new');
  return {
    severity,
    ...Object.fromEntries(found),
    ...(rule !== undefined && { rule: rule.id }),
    kind: bringsNew ? ['new', kind] : kind,
  };
}

function oneOrMore(values: readonly string[]): AttributeValues {
  const distinct = [...new Set(values)].toSorted();
  return distinct.length === 1 ? (distinct[0] as string) : distinct;
}
