import * as v from 'valibot';
import { here } from '../here.ts';
import type { ResourceStatement } from '../policies/statements.ts';
import { expectShape, without } from '../template/expect-shape.ts';
import type { Resource } from '../template/resources.ts';

export interface Bucket {
  readonly name: string;
  readonly arn: string;
  /** Who owns it. */
  readonly account: string;
  readonly region: string;
  readonly versioned: boolean;
  /** The customer-managed key that encrypts its objects. */
  readonly keyArn?: string;
  readonly notifications: readonly Notification[];
  /** A topic that it tells of each new object. @default - none */
  readonly topicArn?: string;
  /** Whether it tells EventBridge of its objects. */
  readonly sendsEvents: boolean;
  /** What its policy allows to those of other accounts than its owner's. */
  readonly policy: readonly ResourceStatement[];
}

/** Which new objects a bucket announces, and to which queue. */
export interface Notification {
  readonly id: string;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  readonly queueArn: string;
}

const filterSchema = v.strictObject({
  S3Key: v.strictObject({
    Rules: v.array(v.strictObject({ Name: v.picklist(['prefix', 'suffix']), Value: v.string() })),
  }),
});

/** What AWS::S3::Bucket has that counts here. Topics and functions as destinations are still to come. */
const schema = v.strictObject({
  BucketName: v.optional(v.string()),
  VersioningConfiguration: v.optional(v.strictObject({ Status: v.picklist(['Enabled', 'Suspended']) })),
  BucketEncryption: v.optional(
    v.strictObject({
      ServerSideEncryptionConfiguration: v.tuple([
        v.strictObject({
          ServerSideEncryptionByDefault: v.strictObject({
            SSEAlgorithm: v.picklist(['AES256', 'aws:kms']),
            KMSMasterKeyID: v.optional(v.string()),
          }),
          ...without('BucketKeyEnabled'),
        }),
      ]),
    }),
  ),
  NotificationConfiguration: v.optional(
    v.strictObject({
      QueueConfigurations: v.optional(
        v.array(v.strictObject({ Event: v.string(), Queue: v.string(), Filter: v.optional(filterSchema) })),
      ),
      EventBridgeConfiguration: v.optional(v.strictObject({ EventBridgeEnabled: v.optional(v.boolean(), true) })),
    }),
  ),
  ...without(
    'LifecycleConfiguration',
    'LoggingConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'AccessControl',
    'Tags',
  ),
});

/** Throws TemplateFault where the bucket has a property that is not known here. */
export function readBucket({ logicalId, properties, ref, attribute }: Resource): Bucket {
  const { VersioningConfiguration, BucketEncryption, NotificationConfiguration } = expectShape(
    schema,
    properties,
    `the bucket ${logicalId}`,
  );
  const [encryption] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const keyArn = encryption?.ServerSideEncryptionByDefault.KMSMasterKeyID;
  const configurations = NotificationConfiguration?.QueueConfigurations ?? [];
  return {
    name: ref,
    arn: attribute('Arn'),
    account: here.account,
    region: here.region,
    versioned: VersioningConfiguration?.Status === 'Enabled',
    ...(keyArn !== undefined && { keyArn }),
    notifications: configurations.map(({ Event, Queue, Filter }, index) => ({
      id: `${logicalId}-${index}`,
      events: [Event],
      ...keyFilter(Filter?.S3Key.Rules ?? []),
      queueArn: Queue,
    })),
    sendsEvents: NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true,
    policy: [],
  };
}

/** Of each kind S3 takes one rule at most: https://docs.aws.amazon.com/AmazonS3/latest/API/API_S3KeyFilter.html */
export function keyFilter(
  rules: readonly { readonly Name: 'prefix' | 'suffix'; readonly Value: string }[],
): Pick<Notification, 'prefix' | 'suffix'> {
  const of = (wanted: string): string => rules.find(({ Name }) => Name === wanted)?.Value ?? '';
  return { prefix: of('prefix'), suffix: of('suffix') };
}
