import * as v from 'valibot';
import { expectShape } from './expect-shape.ts';

/**
 * A CloudFormation template as the CDK writes it. A section or an attribute of a resource that is not listed here
 * (conditions, mappings, transforms) has a meaning that would be lost.
 */
const templateSchema = v.strictObject({
  Description: v.optional(v.string()),
  Metadata: v.optional(v.unknown()),
  Parameters: v.optional(v.record(v.string(), v.unknown()), {}),
  /** The CDK's check of its bootstrap version: there is no bootstrap here. */
  Rules: v.optional(v.strictObject({ CheckBootstrapVersion: v.optional(v.unknown()) })),
  Resources: v.record(
    v.string(),
    v.strictObject({
      Type: v.string(),
      Properties: v.optional(v.record(v.string(), v.unknown()), {}),
      DependsOn: v.optional(v.unknown()),
      DeletionPolicy: v.optional(v.string()),
      UpdateReplacePolicy: v.optional(v.string()),
      Metadata: v.optional(v.unknown()),
    }),
  ),
  Outputs: v.optional(
    v.record(v.string(), v.strictObject({ Value: v.unknown(), Description: v.optional(v.string()) })),
    {},
  ),
});

export type Template = v.InferOutput<typeof templateSchema>;

/** Throws TemplateFault where the JSON has a section that would change what is deployed, and that nothing here reads. */
export function readTemplate(json: unknown): Template {
  return expectShape(templateSchema, json, 'the template');
}
