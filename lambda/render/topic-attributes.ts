import type { Alert, ValueCounts } from '../core/alert.ts';
import { atAGlance } from './glance.ts';
import { identityOf } from './mail/identity.ts';
import { ownValues } from './own-values.ts';

/**
 * What subscribers of any topic filter alerts by: rule, severity, kind, account, region, identityType, each only where it
 * has a value. Never a user's name: SNS does not encrypt attributes.
 */
export function topicAttributes(alert: Alert): Readonly<Record<string, string>> {
  const { rule, severity, kind } = alert;
  const { accountId, region } = atAGlance(alert);
  const attributes = {
    rule: rule.id,
    severity,
    kind,
    account: word(accountId),
    region: word(region),
    identityType: word(identityOf(alert)?.type),
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
}

/** A text, or several, of which a filter needs to want one: SNS calls these String and String.Array. */
export type AttributeValues = string | readonly string[];

/**
 * The same, and of an event count that names no account or Region the most frequent ones of its events: who wants the
 * alerts of one account must hear of a spray over several.
 */
export function alertAttributes(alert: Alert): Readonly<Record<string, AttributeValues>> {
  const { RecipientAccountId, AWSRegion } = ownValues(alert);
  return { ...several('account', RecipientAccountId), ...several('region', AWSRegion), ...topicAttributes(alert) };
}

function several(name: string, counts: ValueCounts | undefined): Readonly<Record<string, AttributeValues>> {
  const values = (counts?.top ?? []).map(({ value }) => word(value)).filter((value) => value !== '');
  const [only, ...others] = values;
  if (only === undefined) return {};
  return { [name]: others.length === 0 ? only : values };
}

/** A value that can be what it should be; anything else came from outside and is left out. */
function word(value: string | undefined): string {
  return value !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(value) ? value : '';
}
