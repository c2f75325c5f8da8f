import type { Stack } from '../../local/stack/read-stack.ts';

/** The sources that are somebody else's, by what tells of their files: another account's each, and the first in another Region. */
export const existingSources = {
  topic: {
    mode: 'topic',
    topicArn: 'arn:aws:sns:eu-central-1:444455556666:example-trail',
    bucket: 'example-topic-logs',
    account: '444455556666',
    region: 'eu-central-1',
    keyArn: 'arn:aws:kms:eu-central-1:444455556666:key/00000000-0000-4000-8000-000000000007',
  },
  eventbridge: {
    mode: 'eventbridge',
    bucket: 'example-events-logs',
    account: '444455556666',
    readAs: 'arn:aws:iam::444455556666:role/example-reads-logs',
  },
} as const;

/** And one whose files are replicated to a bucket of the stack's own. */
export const replicatedSource = {
  mode: 'replica',
  sourceBucket: 'example-source-logs',
  account: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/example-replication',
} as const;

/** That bucket, among those of the stack. Throws where there is none. */
export function replicaIn({ buckets }: Pick<Stack, 'buckets'>): string {
  const replica = buckets.find(({ name }) => name.includes('-copy-'));
  if (replica === undefined) throw new Error('the stack has no bucket for replicas');
  return replica.name;
}

/** Where sign-ins are taken from EventBridge: the cloud's own Region, and another one. */
export const fastRegions = ['us-east-1', 'eu-west-1'] as const;
