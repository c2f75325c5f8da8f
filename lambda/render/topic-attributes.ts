import type { Alert } from '../core/alert.ts';
import { atAGlance } from './glance.ts';
import { identityOf } from './mail/identity.ts';

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

/** A value that can be what it should be; anything else came from outside and is left out. */
function word(value: string | undefined): string {
  return value !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(value) ? value : '';
}
