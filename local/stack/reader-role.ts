import * as v from 'valibot';
import { policySchema, resourceStatementSchema } from '../policies/statements.ts';
import { expectShape } from '../template/expect-shape.ts';
import type { ExistingSource, Wired } from './existing-bucket.ts';
import type { Role } from './roles.ts';

/** Every statement of a trust policy is about its own role. */
const trustSchema = v.object({ Statement: v.array(v.looseObject({})) });

/** The role of a bucket's owner that the function reads as, set up as the stack's outputs tell; undefined where there is none. */
export function readerRoleOf({ bucket, readAs }: ExistingSource, wired: Wired): Role | undefined {
  if (readAs === undefined) return undefined;
  const what = `the role ${readAs}`;
  const { Statement: trust } = expectShape(trustSchema, JSON.parse(wired('RoleTrust')), what);
  return {
    name: readAs.split('/').at(-1) as string,
    arn: readAs,
    accessKeyId: `LOCAL-reads-${bucket}`,
    statements: expectShape(policySchema, JSON.parse(wired('RolePermissions')), what).Statement,
    trust: trust.map((each) => expectShape(resourceStatementSchema, { ...each, Resource: readAs }, what)),
  };
}
