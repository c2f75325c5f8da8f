import type { Bulletin } from '../../core/bulletin.ts';
import { topicAttributes } from '../topic-attributes.ts';

/** A text, or several, of which a filter needs to want one: SNS calls these String and String.Array. */
export type AttributeValues = string | readonly string[];

/** What an alert and a bulletin say alike. */
const own = new Set(['rule', 'severity', 'kind']);

/**
 * What subscribers filter a bulletin by: the same names as for an alert. Of what its alerts differ in, all values that are
 * listed: who wants the alerts of one account must hear of a bulletin that tells of two.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function bulletinAttributes(bulletin: Bulletin): Readonly<Record<string, AttributeValues>> {
  const { rule, severity, kind, alerts } = bulletin;
  const entries = alerts.flatMap((alert) => Object.entries(topicAttributes(alert)));
  const differing = Map.groupBy(
    entries.filter(([name]) => name === 'rule' || !own.has(name)),
    ([name]) => name,
  );
  const found = [...differing].map(([name, pairs]) => [name, oneOrMore(pairs.map(([, value]) => value))] as const);
  return { ...Object.fromEntries(found), ...(rule !== undefined && { rule: rule.id }), severity, kind };
}

function oneOrMore(values: readonly string[]): AttributeValues {
  const distinct = [...new Set(values)].toSorted();
  return distinct.length === 1 ? (distinct[0] as string) : distinct;
}
