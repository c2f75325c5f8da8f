import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CannotLook, NotThere } from '../../bin/commands/doctor/ask.ts';
import { askAws } from '../../bin/commands/doctor/aws/ask-aws.ts';
import { queueFacts } from '../../bin/commands/doctor/queue-facts.ts';
import { createBucket, createTopic, type Fauxqs, loopback, startFauxqs, subscribedQueue } from '../servers/fauxqs.ts';
import { stubAws } from './looked.ts';

let fauxqs: Fauxqs;

beforeAll(async () => {
  fauxqs = await startFauxqs();
});

beforeEach(() => {
  stubAws(fauxqs.endpoint);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

afterAll(() => fauxqs.stop());

const ask = () => askAws({ region: loopback.region });

describe('servers that others wrote understand what is asked', () => {
  it('SQS: what a queue is, and how many messages it has', async () => {
    const topic = await createTopic(fauxqs, 'told');
    const url = await subscribedQueue(fauxqs, topic, { name: 'listening' });
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:x',
      maxReceiveCount: 5,
    });
    await fauxqs.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { RedrivePolicy } }));

    expect(await queueFacts(url, ask())).toEqual({
      arn: 'arn:aws:sqs:us-east-1:000000000000:listening',
      name: 'listening',
      policy: undefined,
      keyId: undefined,
      messages: 0,
      redrives: true,
    });
  });

  it('SNS: who is subscribed to a topic', async () => {
    const topic = await createTopic(fauxqs, 'heard');
    await subscribedQueue(fauxqs, topic, { name: 'hearing' });

    const { Subscriptions = [] } = await ask()('sns:ListSubscriptionsByTopic', { TopicArn: topic });
    const [{ SubscriptionArn = '' } = {}] = Subscriptions;
    const { Attributes } = await ask()('sns:GetSubscriptionAttributes', { SubscriptionArn });

    expect(Attributes).toMatchObject({ TopicArn: topic, Protocol: 'sqs', PendingConfirmation: 'false' });
  });
});

describe('what is not there', () => {
  it.each(['sqs', 'sns'] as const)('is told apart from what cannot be looked at: %s', async (service) => {
    const question =
      service === 'sqs'
        ? ask()('sqs:GetQueueAttributes', { QueueUrl: `${fauxqs.endpoint}/000000000000/nowhere` })
        : ask()('sns:GetTopicAttributes', { TopicArn: 'arn:aws:sns:us-east-1:000000000000:nowhere' });

    await expect(question).rejects.toThrow(NotThere);
  });

  it('is a bucket as well', async () => {
    await createBucket(fauxqs, 'somewhere');

    await expect(ask()('s3:GetBucketPolicy', { Bucket: 'nowhere' })).rejects.toThrow(NotThere);
  });
});

describe('nobody can look', () => {
  it.each([
    ['without credentials', 'AWS_ACCESS_KEY_ID', 'the credentials cannot be used'],
    ['without a Region', 'AWS_REGION', 'no Region is named: --region or AWS_REGION does'],
  ])('%s, and that is told', async (_, variable, message) => {
    vi.stubEnv(variable, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');

    const error: unknown = await askAws({})('sts:GetCallerIdentity', {}).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(CannotLook);
    expect(error).toMatchObject({ message: expect.stringContaining(message), why: { nobody: true } });
  });

  it('where nothing listens, which is for the one service alone', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', 'http://127.0.0.1:1');

    const error: unknown = await ask()('kms:DescribeKey', { KeyId: 'x' }).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'CannotLook', message: expect.stringContaining('ECONNREFUSED'), why: {} });
  });
});
