import * as v from 'valibot';
import { policySchema, type ResourceStatement, type Statement } from '../policies/statements.ts';
import { expectShape, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

export interface Role {
  readonly name: string;
  readonly arn: string;
  /** What it signs its requests with; it is of no form that AWS gives out. */
  readonly accessKeyId: string;
  readonly statements: readonly Statement[];
  /** Who may assume it, where it is somebody else's. @default - nobody here */
  readonly trust?: readonly ResourceStatement[];
}

/** Managed and inline policies would add to what a role may do; there are none, and they are an error. */
const roleSchema = v.strictObject({
  RoleName: v.optional(v.string()),
  ...without('AssumeRolePolicyDocument', 'Description', 'Tags'),
});

const attachedSchema = v.strictObject({
  PolicyName: v.string(),
  PolicyDocument: policySchema,
  Roles: v.array(v.string()),
});

/** The roles, each with what `AWS::IAM::Policy` gives it. */
export function readRoles(roles: readonly Resource[], policies: readonly Resource[]): readonly Role[] {
  const attached = policies.map(({ logicalId, properties }) =>
    expectShape(attachedSchema, properties, `the policy ${logicalId}`),
  );
  return roles.map(({ logicalId, properties, ref, attribute }) => {
    expectShape(roleSchema, properties, `the role ${logicalId}`);
    return {
      name: ref,
      arn: attribute('Arn'),
      accessKeyId: `LOCAL-${ref}`,
      statements: attached
        .filter(({ Roles }) => Roles.includes(ref))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    };
  });
}
