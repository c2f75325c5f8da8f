import * as v from 'valibot';
import { expectShape } from '../template/expect-shape.ts';
import { jsonAnswer, jsonError } from './answer.ts';
import { type Asked, headerOf } from './asked.ts';
import { keyNeeds } from './need.ts';
import type { Service } from './service.ts';

/** A secret whose value is text. */
export interface Secret {
  readonly text: string;
  /** The customer-managed key that it is encrypted with. */
  readonly keyArn?: string;
}

const requestSchema = v.object({ SecretId: v.optional(v.string(), '*') });

/**
 * Secrets Manager, by its JSON protocol, as far as secrets are named by their whole ARN and read in their current version.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function secretsManager(secrets: ReadonlyMap<string, Secret>): Service {
  return {
    needs(asked) {
      const { action, id } = wish(asked);
      return [
        { action: `secretsmanager:${action}`, resource: id },
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-authz
        ...keyNeeds('secretsmanager', secrets.get(id)?.keyArn, ['Decrypt']),
      ];
    },
    refuse: (_, message) => jsonError(400, 'AccessDeniedException', message),
    async serve(asked) {
      const { action, id } = wish(asked);
      if (action !== 'GetSecretValue') return jsonError(400, 'NotOnThisLaptop', 'secrets can only be read here');
      const secret = secrets.get(id);
      if (secret === undefined)
        return jsonError(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      return jsonAnswer({ ARN: id, SecretString: secret.text });
    },
  };
}

function wish(asked: Asked): { readonly action: string; readonly id: string } {
  const { SecretId } = expectShape(requestSchema, JSON.parse(asked.body.toString() || '{}'), 'a request for a secret');
  return { action: headerOf(asked, 'x-amz-target')?.split('.')[1] ?? 'nothing', id: SecretId };
}
