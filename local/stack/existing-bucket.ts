import * as v from 'valibot';
import type { CloudTrailSource, SourceOf } from '../../lambda/config/cloudtrail.ts';
import { TemplateFault } from '../errors.ts';
import { here } from '../here.ts';
import { resourcePolicySchema } from '../policies/statements.ts';
import { expectShape } from '../template/expect-shape.ts';
import { type Bucket, keyFilter, type Notification } from './buckets.ts';

/** A source whose bucket is somebody else's. */
export type ExistingSource = SourceOf<'bucket' | 'topic' | 'eventbridge'>;

/**
 * What the stack tells others to set up for one source, by the output's name without what all of them begin with. Throws
 * TemplateFault where there is no such output.
 */
export type Wired = (name: string) => string;

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

/** The sources with buckets of others, each with its outputs (lib/wiring-outputs.ts numbers them where there are several). */
export function existingSources(
  sources: readonly CloudTrailSource[],
  outputs: ReadonlyMap<string, string>,
): readonly { readonly source: ExistingSource; readonly wired: Wired }[] {
  return sources.flatMap((source, index) => {
    if (source.mode === 'create' || source.mode === 'replica') return [];
    const prefix = `CloudTrail${sources.length > 1 ? index + 1 : ''}`;
    const wired: Wired = (name) => {
      const value = outputs.get(`${prefix}${name}`);
      if (value === undefined) throw new TemplateFault(`the template has no output ${prefix}${name}`);
      return value;
    };
    return [{ source, wired }];
  });
}

/**
 * Somebody else's bucket, set up as the stack's outputs tell its owner: what it notifies, and its policy, which counts where
 * the owner is another account. One that announces its objects over a topic does so itself, as S3 can.
 */
export function existingBucket(source: ExistingSource, wired: Wired): Bucket {
  const { mode, bucket, account, keyArn, region = here.region, readAs } = source;
  return {
    name: bucket,
    arn: `arn:${here.partition}:s3:::${bucket}`,
    account,
    region,
    versioned: false,
    ...(keyArn !== undefined && { keyArn }),
    notifications: mode === 'bucket' ? notificationsIn(wired('Notification')) : [],
    ...(mode === 'topic' && { topicArn: source.topicArn }),
    sendsEvents: mode === 'eventbridge',
    // A role that is assumed to read is the owner's own.
    policy:
      readAs === undefined
        ? expectShape(resourcePolicySchema, JSON.parse(wired('BucketPolicy')), 'the policy for an existing bucket')
            .Statement
        : [],
  };
}

function notificationsIn(json: string): readonly Notification[] {
  const { QueueConfigurations } = expectShape(
    notificationSchema,
    JSON.parse(json),
    'the notification for an existing bucket',
  );
  return QueueConfigurations.map(({ Id, QueueArn, Events, Filter }) => ({
    id: Id,
    events: Events,
    ...keyFilter(Filter.Key.FilterRules),
    queueArn: QueueArn,
  }));
}
