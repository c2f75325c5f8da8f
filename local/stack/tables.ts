import * as v from 'valibot';
import { expectShape, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

const keySchema = v.array(v.strictObject({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }));

/** What AWS::DynamoDB::Table has that dynalite can do. It lets no item expire, and keeps no earlier states. */
const schema = v.strictObject({
  TableName: v.optional(v.string()),
  AttributeDefinitions: v.array(
    v.strictObject({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) }),
  ),
  BillingMode: v.literal('PAY_PER_REQUEST'),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.strictObject({
        IndexName: v.string(),
        KeySchema: keySchema,
        Projection: v.strictObject({ ProjectionType: v.picklist(['ALL', 'KEYS_ONLY']) }),
      }),
    ),
  ),
  SSESpecification: v.optional(
    v.strictObject({
      KMSMasterKeyId: v.optional(v.string()),
      SSEEnabled: v.boolean(),
      SSEType: v.optional(v.literal('KMS')),
    }),
  ),
  ...without('DeletionProtectionEnabled', 'PointInTimeRecoverySpecification', 'TimeToLiveSpecification', 'Tags'),
});

type Shape = v.InferOutput<typeof schema>;

export interface Table {
  readonly name: string;
  readonly arn: string;
  readonly keyArn?: string;
  readonly attributes: Shape['AttributeDefinitions'];
  readonly key: Shape['KeySchema'];
  readonly indexes: NonNullable<Shape['GlobalSecondaryIndexes']>;
}

export function readTable({ logicalId, properties, ref, attribute }: Resource): Table {
  const read = expectShape(schema, properties, `the table ${logicalId}`);
  const keyArn = read.SSESpecification?.KMSMasterKeyId;
  return {
    name: ref,
    arn: attribute('Arn'),
    ...(keyArn !== undefined && { keyArn }),
    attributes: read.AttributeDefinitions,
    key: read.KeySchema,
    indexes: read.GlobalSecondaryIndexes ?? [],
  };
}
