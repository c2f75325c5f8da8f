import * as v from 'valibot';
import { type ResourceStatement, resourcePolicySchema } from '../policies/statements.ts';
import { expectShape, numeric, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

export interface Queue {
  readonly logicalId: string;
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** How long a message stays hidden after its delivery. */
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly keyArn?: string;
  /** Where a message goes that was delivered so often. */
  readonly redrive?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
  readonly policy: readonly ResourceStatement[];
}

const schema = v.strictObject({
  QueueName: v.optional(v.string()),
  KmsMasterKeyId: v.optional(v.string()),
  /** SQS's own values where nothing is said: 30 seconds, and 4 days. */
  VisibilityTimeout: v.optional(numeric, 30),
  MessageRetentionPeriod: v.optional(numeric, 345_600),
  RedrivePolicy: v.optional(v.strictObject({ deadLetterTargetArn: v.string(), maxReceiveCount: numeric })),
  ...without('KmsDataKeyReusePeriodSeconds', 'Tags'),
});

const policySchema = v.strictObject({ Queues: v.array(v.string()), PolicyDocument: resourcePolicySchema });

/** The queues, each with what `AWS::SQS::QueuePolicy` says of it. */
export function readQueues(queues: readonly Resource[], policies: readonly Resource[]): readonly Queue[] {
  const documents = policies.map(({ logicalId, properties }) =>
    expectShape(policySchema, properties, `the queue policy ${logicalId}`),
  );
  return queues.map(({ logicalId, properties, ref, attribute }) => {
    const read = expectShape(schema, properties, `the queue ${logicalId}`);
    return {
      logicalId,
      name: attribute('QueueName'),
      url: ref,
      arn: attribute('Arn'),
      visibilitySeconds: read.VisibilityTimeout,
      retentionSeconds: read.MessageRetentionPeriod,
      ...(read.KmsMasterKeyId !== undefined && { keyArn: read.KmsMasterKeyId }),
      ...(read.RedrivePolicy !== undefined && { redrive: read.RedrivePolicy }),
      policy: documents
        .filter(({ Queues }) => Queues.includes(ref))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    };
  });
}
