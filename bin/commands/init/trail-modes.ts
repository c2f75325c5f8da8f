import type { CloudTrailMode } from '../../../lambda/config/cloudtrail.ts';
import type { Field } from './field.ts';

/** How one mode is offered, and what it takes to configure it. */
interface OfferedMode {
  readonly label: string;
  readonly hint: string;
  /** The page that has its commands. */
  readonly page: string;
  readonly fields: readonly Field[];
}

const bucket: Field = { key: 'bucket', question: 'What is the bucket called?', example: 'example-cloudtrail-logs' };
const account: Field = { key: 'account', question: 'Which account owns the bucket?', example: '111122223333' };
const keyArn: Field = {
  key: 'keyArn',
  question: 'Which KMS key encrypts the log files? Enter, if none does.',
  example: 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001',
  optional: true,
};
const readAs: Field = {
  key: 'readAs',
  question: 'Which role has to be assumed to read them? Enter, if none.',
  example: 'arn:aws:iam::111122223333:role/gatewarden-reads-logs',
  optional: true,
};
const topicArn: Field = {
  key: 'topicArn',
  question: "What is the topic's ARN?",
  example: 'arn:aws:sns:us-east-1:111122223333:example-cloudtrail-topic',
};
const region: Field = {
  key: 'region',
  question: 'In which Region is the bucket? Enter, if you deploy there.',
  example: 'us-east-1',
  optional: true,
};
const roleArn: Field = {
  key: 'roleArn',
  question: 'Which role of that account replicates?',
  example: 'arn:aws:iam::111122223333:role/example-replication',
};
const sourceAccount: Field = {
  key: 'account',
  question: 'Which account owns it?',
  example: '111122223333',
};
const sourceBucket: Field = {
  key: 'sourceBucket',
  question: 'What is the bucket called that is replicated?',
  example: 'example-cloudtrail-logs',
};

/** The modes in the order in which they are offered. A mode of the schema that is missing here is a type error. */
export const trailModes: Readonly<Record<CloudTrailMode, OfferedMode>> = {
  create: {
    label: 'nowhere yet: make a trail and a bucket',
    hint: 'for an account without a trail: a second one costs',
    page: 'docs/deploy/new-trail.md',
    fields: [],
  },
  bucket: {
    label: 'in a bucket that can notify a queue',
    hint: 'deploy in its Region',
    page: 'docs/deploy/existing-bucket.md',
    fields: [bucket, account, keyArn, readAs],
  },
  topic: {
    label: 'in a bucket, and an SNS topic announces new ones',
    hint: "CloudTrail's own, or S3's",
    page: 'docs/deploy/topic.md',
    fields: [topicArn, bucket, account, region, keyArn, readAs],
  },
  eventbridge: {
    label: 'in a bucket that sends to EventBridge',
    hint: 'nothing changes in its notifications',
    page: 'docs/deploy/eventbridge.md',
    fields: [bucket, account, region, keyArn, readAs],
  },
  replica: {
    label: 'where we cannot read: have them replicated to us',
    hint: 'of another account or Region',
    page: 'docs/deploy/another-account.md',
    fields: [sourceBucket, sourceAccount, roleArn, keyArn],
  },
};
