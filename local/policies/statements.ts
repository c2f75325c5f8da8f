import * as v from 'valibot';
import { oneOrMany } from '../template/expect-shape.ts';

/**
 * What a role's policy says. NotAction and NotResource would need another reading, and are an error where they appear;
 * so is a Deny under a condition, as only one condition of roles is evaluated here.
 */
const statementSchema = v.pipe(
  v.strictObject({
    Sid: v.optional(v.string()),
    Effect: v.picklist(['Allow', 'Deny']),
    Action: oneOrMany,
    Resource: oneOrMany,
    Condition: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
  }),
  v.check(
    ({ Effect, Condition }) => Effect === 'Allow' || Condition === undefined,
    'a Deny under a condition, which nothing here evaluates',
  ),
);

export type Statement = v.InferOutput<typeof statementSchema>;

export const policySchema = v.strictObject({ Version: v.optional(v.string()), Statement: v.array(statementSchema) });

const conditionSchema = v.record(v.string(), v.record(v.string(), oneOrMany));

/** What the policy of a queue, a bucket or a key says. Its conditions are evaluated. */
export const resourceStatementSchema = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.union([v.literal('*'), v.record(v.picklist(['AWS', 'Service']), oneOrMany)]),
  Action: oneOrMany,
  Resource: oneOrMany,
  Condition: v.optional(conditionSchema, {}),
});

export type ResourceStatement = v.InferOutput<typeof resourceStatementSchema>;

export const resourcePolicySchema = v.strictObject({
  Version: v.optional(v.string()),
  Statement: v.array(resourceStatementSchema),
});
