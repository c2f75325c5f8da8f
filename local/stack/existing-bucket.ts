import * as v from 'valibot';
import type { CloudTrailConfig } from '../../lambda/config/schema.ts';
import { here } from '../here.ts';
import { resourcePolicySchema } from '../policies/statements.ts';
import { expectShape } from '../template/expect-shape.ts';
import { type Bucket, keyFilter } from './buckets.ts';

/** The entry of a notification configuration that the stack asks the bucket's owner for, as the S3 API has it. */
const notificationSchema = v.strictObject({
  QueueConfigurations: v.array(
    v.strictObject({
      Id: v.string(),
      QueueArn: v.string(),
      Events: v.array(v.string()),
      Filter: v.strictObject({
        Key: v.strictObject({
          FilterRules: v.array(v.strictObject({ Name: v.picklist(['prefix', 'suffix']), Value: v.string() })),
        }),
      }),
    }),
  ),
});

/**
 * Somebody else's bucket, set up as the stack's outputs tell its owner (lib/wiring-outputs.ts): its notification, and
 * its policy, which counts where the owner is another account.
 */
export function existingBucket(
  config: Extract<CloudTrailConfig, { readonly mode: 'existing' }>,
  outputs: ReadonlyMap<string, string>,
): Bucket {
  const { bucket, account, keyArn } = config;
  const wired = <const Schema extends v.GenericSchema>(name: string, schema: Schema): v.InferOutput<Schema> =>
    expectShape(schema, JSON.parse(outputs.get(name) ?? 'null'), `the output ${name}`);
  const { QueueConfigurations } = wired('CloudTrailNotification', notificationSchema);
  return {
    name: bucket,
    arn: `arn:${here.partition}:s3:::${bucket}`,
    account,
    versioned: false,
    ...(keyArn !== undefined && { keyArn }),
    notifications: QueueConfigurations.map(({ Id, QueueArn, Events, Filter }) => ({
      id: Id,
      events: Events,
      ...keyFilter(Filter.Key.FilterRules),
      queueArn: QueueArn,
    })),
    policy: wired('CloudTrailBucketPolicy', resourcePolicySchema).Statement,
  };
}
