import * as v from 'valibot';
import { expectShape, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

/** Who may invoke a function besides those whose roles say so. */
export interface Permission {
  readonly functionArn: string;
  /** A service, such as `sns.amazonaws.com`. */
  readonly principal: string;
  /** What of the service's alone, such as a topic. @default - anything */
  readonly sourceArn?: string;
}

const schema = v.strictObject({
  Action: v.literal('lambda:InvokeFunction'),
  FunctionName: v.pipe(v.string(), v.startsWith('arn:')),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  ...without('SourceAccount'),
});

export function readPermission({ logicalId, properties }: Resource): Permission {
  const { FunctionName, Principal, SourceArn } = expectShape(schema, properties, `the permission ${logicalId}`);
  return {
    functionArn: FunctionName,
    principal: Principal,
    ...(SourceArn !== undefined && { sourceArn: SourceArn }),
  };
}
