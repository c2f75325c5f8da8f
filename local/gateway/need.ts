import { arnParts } from '../../lambda/config/arn.ts';
import type { Wish } from '../policies/allows.ts';

/** What a caller must be allowed for a request. */
export type Need = Wish;

/** A call that a role's policies do not allow. */
export interface Refusal extends Pick<Need, 'action' | 'resource'> {
  readonly role: string;
}

/** In a sentence. */
export function sentenceOf({ role, action, resource }: Refusal): string {
  return `role ${role} may not do ${action} on ${resource}`;
}

/** What a service does with a key of KMS in the caller's name. */
export function keyNeeds(
  service: 'dynamodb' | 's3' | 'secretsmanager' | 'sns' | 'sqs',
  keyArn: string | undefined,
  actions: readonly string[],
): readonly Need[] {
  if (keyArn === undefined) return [];
  const { region } = arnParts(keyArn); // the service is where the key is: a secret may be in another Region
  const viaService = `${service}.${region}.amazonaws.com`;
  return actions.map((action) => ({ action: `kms:${action}`, resource: keyArn, viaService }));
}

/** Whether the refusal is of the key, and not of the thing itself: services tell them apart. */
export function isOfKey({ action }: Pick<Need, 'action'>): boolean {
  return action.startsWith('kms:');
}
