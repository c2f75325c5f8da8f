import * as v from 'valibot';
import { type ResourceStatement, resourcePolicySchema } from '../policies/statements.ts';
import { expectShape, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

/** A key of KMS. Nothing is encrypted here; what its policy and the roles' say of it counts. */
export interface Key {
  readonly arn: string;
  readonly policy: readonly ResourceStatement[];
}

const schema = v.strictObject({
  KeyPolicy: resourcePolicySchema,
  ...without('Description', 'EnableKeyRotation', 'PendingWindowInDays', 'Tags'),
});

export function readKey({ logicalId, properties, attribute }: Resource): Key {
  const { KeyPolicy } = expectShape(schema, properties, `the key ${logicalId}`);
  return { arn: attribute('Arn'), policy: KeyPolicy.Statement };
}
