import type { Alert } from '../../core/alert.ts';
import { atAGlance } from '../glance.ts';

/** The kind of identity that an alert is about. */
export interface Identity {
  /** CloudTrail's own word, such as `IAMUser`: ASCII letters only. */
  readonly type: string;
  readonly words: string;
  /** Whether somebody else than AWS checked who it is. */
  readonly federated: boolean;
}

/**
 * CloudTrail's types of identity.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
const kinds: Readonly<Record<string, Omit<Identity, 'type'>>> = {
  Root: { words: 'root user', federated: false },
  IAMUser: { words: 'IAM user', federated: false },
  AssumedRole: { words: 'role (federated login)', federated: true },
  Role: { words: 'role', federated: true },
  FederatedUser: { words: 'federated user', federated: true },
  SAMLUser: { words: 'SAML user', federated: true },
  WebIdentityUser: { words: 'web identity', federated: true },
  IdentityCenterUser: { words: 'IAM Identity Center user', federated: true },
};

/**
 * The prefixes of AWS's unique ids; of a role's session the name follows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
const byPrefix = [
  [/^AIDA[A-Z0-9]+$/, 'IAMUser'],
  [/^AROA[A-Z0-9]+:/, 'AssumedRole'],
] as const;

/** By the type where the rule's columns have it, else by the principal's id; undefined where neither tells. */
export function identityOf(alert: Alert): Identity | undefined {
  if (atAGlance(alert).who === 'root') return known('Root');
  const { UserIdentityType: type, UserIdentityPrincipalid: principal } = alert.columns;
  if (typeof type === 'string' && /^[A-Za-z]{1,20}$/.test(type)) return known(type);
  if (typeof principal !== 'string') return undefined;
  const found = byPrefix.find(([prefix]) => prefix.test(principal));
  return found === undefined ? undefined : known(found[1]);
}

function known(type: string): Identity {
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  return { type, words: type, federated: false, ...kind };
}
