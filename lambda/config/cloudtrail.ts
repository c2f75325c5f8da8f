import * as v from 'valibot';
import { must, mustBeOneOf, mustMatch, option } from './faults.ts';
import { keyArn } from './key-arn.ts';
import { region as regionName } from './region.ts';

/**
 * One place where CloudTrail's files are, by what tells of new ones: the notification of a bucket that the stack makes
 * (`create`), of one that exists (`bucket`) or that the files are replicated to (`replica`), an SNS topic, or EventBridge.
 */
export type CloudTrailSource = CreatedSource | BucketSource | TopicSource | EventBridgeSource | ReplicaSource;

export type CloudTrailMode = CloudTrailSource['mode'];
export type SourceOf<Mode extends CloudTrailMode> = Extract<CloudTrailSource, { readonly mode: Mode }>;

/** A bucket and a trail of all Regions that the stack makes. */
interface CreatedSource {
  readonly mode: 'create';
}

/** A bucket that somebody else made and keeps. */
interface ExistingBucket {
  readonly bucket: string;
  /** The account that owns the bucket. */
  readonly account: string;
  /** Where the bucket is. The stack's own Region by default. */
  readonly region?: string;
  /** The key that the trail encrypts its files with, where it uses SSE-KMS. */
  readonly keyArn?: string;
  /** A role of the bucket's owner that the function assumes to read. By default the bucket's policy lets the function in. */
  readonly readAs?: string;
}

/** The bucket's owner points its notification at the stack's queue. */
interface BucketSource extends ExistingBucket {
  readonly mode: 'bucket';
}

/** A topic that CloudTrail or S3 tells of new files: of this account or another, of this Region or another. */
interface TopicSource extends ExistingBucket {
  readonly mode: 'topic';
  readonly topicArn: string;
}

/** The bucket sends its events to EventBridge; from another account or Region its owner forwards them. */
interface EventBridgeSource extends ExistingBucket {
  readonly mode: 'eventbridge';
}

/** The files are replicated into a bucket that the stack makes. */
interface ReplicaSource {
  readonly mode: 'replica';
  /** Who owns the bucket that is replicated from. */
  readonly account: string;
  /** The role that S3 replicates as. It belongs to that account. */
  readonly roleArn: string;
  /** The bucket that is replicated from, for what the stack prints for its owner. */
  readonly sourceBucket: string;
  /** The key that the files are encrypted with there, where they are with SSE-KMS. */
  readonly keyArn?: string;
}

/** What no two sources may have in common. */
export function sourceIdentity(source: CloudTrailSource): readonly string[] {
  if (source.mode === 'create') return ['create'];
  return source.mode === 'replica' ? ['replica', source.sourceBucket] : ['bucket', source.bucket];
}

const modes = '"create", "bucket", "topic", "eventbridge" or "replica"';

/** One block or a list of blocks; always read as a list. */
export function cloudTrailSchema(): v.GenericSchema<unknown, readonly CloudTrailSource[]> {
  const one = v.pipe(
    sourceSchema(),
    v.transform((source): readonly CloudTrailSource[] => [source]),
  );
  const several = v.pipe(
    v.array(sourceSchema()),
    v.minLength(1, `must name one mapping at least, whose mode is ${modes}`),
  );
  return v.lazy((input): v.GenericSchema<unknown, readonly CloudTrailSource[]> => {
    return Array.isArray(input) ? several : one;
  });
}

function sourceSchema(): v.GenericSchema<unknown, CloudTrailSource> {
  return v.variant(
    'mode',
    [
      option({ mode: v.literal('create') }),
      option({ mode: v.literal('bucket'), ...existingBucket }),
      option({ mode: v.literal('topic'), topicArn: mustMatch(topicArn.form, topicArn.words), ...existingBucket }),
      option({ mode: v.literal('eventbridge'), ...existingBucket }),
      option({
        mode: v.literal('replica'),
        account,
        roleArn: role('the role that S3 replicates as'),
        sourceBucket: bucket,
        keyArn: v.exactOptional(key),
      }),
    ],
    mustBeOneOf('mode', modes),
  );
}

/**
 * S3 and CloudTrail send to standard topics alone:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
const topicArn = {
  form: /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
  words: 'the ARN of an SNS topic, and of a standard one: nothing can tell a FIFO topic of new files',
};

const account = accountId();

/** No two dots side by side, and no address: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucket = mustMatch(/^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket');
const key = mustMatch(keyArn.form, keyArn.words);
const existingBucket = {
  bucket,
  account,
  region: v.exactOptional(mustMatch(regionName.form, regionName.words)),
  keyArn: v.exactOptional(key),
  readAs: v.exactOptional(role('a role that may read the bucket')),
};

/** To YAML its digits are a number, and its quotes are no part of it where it comes as a flag. */
function accountId() {
  const words = 'an account id of 12 digits';
  const be = (issue: { readonly input: unknown }) =>
    must(typeof issue.input === 'number' ? `${words}, in quotes` : words)(issue);
  return v.pipe(v.string(be), v.regex(/^\d{12}$/, be));
}

/** To the letter, as policies and AssumeRole name it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function role(what: string) {
  return mustMatch(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, `the ARN of an IAM role: ${what}`);
}
