import { describe, expect, it } from 'vitest';
import { mostSources } from '../../lambda/config/cloudtrail-faults.ts';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { parseConfig } from '../../lambda/config/schema.ts';

const [account, otherAccount] = ['111122223333', '444455556666'];
const bucket = { mode: 'bucket', bucket: 'example-logs', account };
const topicArn = 'arn:aws:sns:eu-west-1:444455556666:trail';
const topic = { mode: 'topic', topicArn, bucket: 'example-topic-logs', account: otherAccount };
const eventbridge = { mode: 'eventbridge', bucket: 'example-event-logs', account };
const roleArn = `arn:aws:iam::${otherAccount}:role/replication`;
const replica = { mode: 'replica', sourceBucket: 'example-source', account: otherAccount, roleArn };
const keyArn = 'arn:aws:kms:eu-west-1:444455556666:key/00000000-0000-4000-8000-000000000001';
const readAs = `arn:aws:iam::${otherAccount}:role/security/reader`;

function parsed(cloudtrail: unknown) {
  return parseConfig({ cloudtrail }, { ruleIds: [] });
}

function faults(cloudtrail: unknown): readonly string[] {
  const result = parsed(cloudtrail);
  return result.ok ? [] : result.faults.map(sentenceOf);
}

describe('where the logs are', () => {
  it.each<[string, object]>([
    ['a new trail', { mode: 'create' }],
    ['a bucket', { ...bucket, keyArn: 'arn:aws:kms:us-east-1:444455556666:key/mrk-0123', region: 'us-east-1' }],
    ['a topic', { ...topic, keyArn, region: 'eu-west-1', readAs }],
    ['EventBridge', { ...eventbridge, account: otherAccount, readAs }],
    ['a replicated bucket', { ...replica, keyArn }],
    ['a Region with four letters in front', { ...eventbridge, region: 'eusc-de-east-1' }],
  ])('may be one place, which is a list of one: %s', (_, block) => {
    expect(parsed(block)).toMatchObject({ ok: true, config: { cloudtrail: [block] } });
  });

  it('may be several places, each in its own way', () => {
    const blocks = [{ mode: 'create' }, bucket, topic, eventbridge, replica];

    expect(parsed(blocks)).toMatchObject({ ok: true, config: { cloudtrail: blocks } });
  });

  it('may be two buckets that share a topic', () => {
    expect(faults([topic, { ...topic, bucket: 'example-other-logs' }])).toEqual([]);
  });
});

describe('a fault of where the logs are', () => {
  it.each(['a..b', '192.168.1.1', 'Upper-Case', 'ab', '-logs', 'x'.repeat(64)])(
    'is a bucket that S3 has no such name for: %s',
    (name) => {
      expect(faults({ ...bucket, bucket: name })).toEqual([
        `cloudtrail.bucket must be the name of a bucket, not "${name}".`,
      ]);
    },
  );

  it.each([
    [111122223333, 'must be an account id of 12 digits, in quotes, not 111122223333'],
    ['1111', 'must be an account id of 12 digits, not "1111"'],
  ])('is an account that is none, and quotes mend it only where it is a number: %j', (number, message) => {
    expect(faults({ ...bucket, account: number })).toEqual([`cloudtrail.account ${message}.`]);
  });

  it('is that there are more than the policy of one queue has room for', () => {
    const blocks = Array.from({ length: mostSources + 1 }, (_, n) => ({ ...bucket, bucket: `example-logs-${n}` }));

    expect(faults(blocks.slice(1))).toEqual([]);
    expect(faults(blocks)).toEqual([
      'cloudtrail names 13 places, and one stack takes 12, as the policy of its queue has room for no more: gather the files in fewer buckets, or put the others into a second stack, which counts sign-ins by itself.',
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'nowhere',
      [],
      'cloudtrail must name one mapping at least, whose mode is "create", "bucket", "topic", "eventbridge" or "replica".',
    ],
    [
      'a mode that is none, in a list',
      [bucket, { mode: 'existing' }],
      'cloudtrail[1].mode must be "create", "bucket", "topic", "eventbridge" or "replica", not "existing".',
    ],
    ['a topic that is not said', { ...eventbridge, mode: 'topic' }, 'cloudtrail.topicArn is missing.'],
    [
      'a FIFO topic',
      { ...topic, topicArn: `${topicArn}.fifo` },
      `cloudtrail.topicArn must be the ARN of an SNS topic, and of a standard one: nothing can tell a FIFO topic of new files, not "${topicArn}.fifo".`,
    ],
    [
      'a queue for a topic',
      { ...topic, topicArn: 'arn:aws:sqs:eu-west-1:444455556666:trail' },
      'cloudtrail.topicArn must be the ARN of an SNS topic, and of a standard one: nothing can tell a FIFO topic of new files, not "arn:aws:sqs:eu-west-1:444455556666:trail".',
    ],
    [
      "AWS's own key",
      { ...topic, keyArn: 'alias/aws/s3' },
      'cloudtrail.keyArn must be the ARN of a KMS key (a policy cannot name its alias), not "alias/aws/s3".',
    ],
    [
      'a key id',
      { ...replica, keyArn: '00000000-0000-4000-8000-000000000001' },
      'cloudtrail.keyArn must be the ARN of a KMS key (a policy cannot name its alias), not "00000000-0000-4000-8000-000000000001".',
    ],
    [
      'a key in another Region than the bucket',
      { ...eventbridge, region: 'us-east-1', keyArn },
      'cloudtrail.keyArn is a key of eu-west-1, but the bucket is in us-east-1, and its key must be there.',
    ],
    [
      'a Region with a zone',
      { ...eventbridge, region: 'us-east-1a' },
      'cloudtrail.region must be a Region, such as us-east-1, not "us-east-1a".',
    ],
    [
      'a session for a role',
      { ...topic, readAs: `arn:aws:sts::${otherAccount}:assumed-role/reader/session` },
      `cloudtrail.readAs must be the ARN of an IAM role: a role that may read the bucket, not "arn:aws:sts::${otherAccount}:assumed-role/reader/session".`,
    ],
    [
      'a role with a wildcard, which would be a grant of all that match',
      { ...topic, readAs: `arn:aws:iam::${otherAccount}:role/*` },
      `cloudtrail.readAs must be the ARN of an IAM role: a role that may read the bucket, not "arn:aws:iam::${otherAccount}:role/*".`,
    ],
    [
      "a role that is not the bucket owner's",
      { ...bucket, readAs },
      `cloudtrail.readAs must be a role of the account ${account}, which owns the bucket, not of ${otherAccount}.`,
    ],
    [
      'a replication role of another account',
      [replica, { ...replica, sourceBucket: 'example-other', account }],
      `cloudtrail[1].roleArn must be a role of the account ${account}, which owns the bucket, not of ${otherAccount}.`,
    ],
    [
      'a replica that is read under a role, as it is ours',
      { ...replica, readAs },
      'cloudtrail.readAs is not known here; known are mode, account, roleArn, sourceBucket, keyArn.',
    ],
    [
      'two new trails',
      [{ mode: 'create' }, { mode: 'create' }],
      'cloudtrail[1].mode is "create" in cloudtrail[0] already, and one trail records all Regions.',
    ],
    [
      'one bucket, told of twice',
      [bucket, topic, { ...eventbridge, bucket: bucket.bucket }],
      'cloudtrail[2].bucket is the bucket of cloudtrail[0] already; one way to hear of it is enough.',
    ],
    [
      'one bucket, replicated twice',
      [replica, replica],
      'cloudtrail[1].sourceBucket is replicated by cloudtrail[0] already; once is enough.',
    ],
  ])('is told in a sentence that leads to its mend: %s', (_, section, sentence) => {
    expect(faults(section)).toEqual([sentence]);
  });

  it('is told with those of other blocks and sections', () => {
    const section = [
      { ...topic, topicArn: 'trail' },
      { ...bucket, account: '1' },
    ];

    const result = parseConfig({ cloudtrail: section, dashboard: 'mine' }, { ruleIds: [] });

    expect(result.ok ? [] : result.faults.map(({ path }) => path.join('.'))).toEqual([
      'cloudtrail.0.topicArn',
      'cloudtrail.1.account',
      'dashboard',
    ]);
  });
});
