import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../lambda/config/schema.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { existingSources } from '../end-to-end/existing-sources.ts';
import { logFileKey } from '../handlers/batch.ts';
import { createdTrail, type Properties } from '../lib/synthesise.ts';
import { type Changeable, withoutFunctions, withoutGrant } from './assemblies.ts';
import { failureOf, ofThisFile, queueOf } from './gateway/calling.ts';

const { stopAfterwards } = ofThisFile();

const config: Config = { ...createdTrail, cloudtrail: Object.values(existingSources) };

async function start(change: (all: Changeable) => void): Promise<Cloud> {
  return stopAfterwards(await startCloud(withoutFunctions(config, change)));
}

/** Writes a log file into each bucket; resolves to which of them the queue for CloudTrail hears of. */
async function heardOf(cloud: Cloud): Promise<string> {
  const { s3, sqs } = cloud.clients;
  for (const { bucket } of config.cloudtrail.filter((source) => 'bucket' in source))
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: logFileKey('Mu0KsOhtH1ar15ZZ'), Body: 'text' }));
  const QueueUrl = queueOf(cloud, 'CloudTrailQueue').url;
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return JSON.stringify(Messages.map(({ Body }) => Body));
}

it('what others set up brings word of their files', async () => {
  const cloud = await start(() => {});

  const heard = await heardOf(cloud);

  for (const { bucket } of Object.values(existingSources)) expect(heard).toContain(bucket);
  expect([cloud.troubles, cloud.refused]).toEqual([[], []]);
});

it("a topic that the queue's policy does not let in, and a bus that lets no other account in, bring nothing, and it is said", async () => {
  const ofSns = (statement: Properties) => JSON.stringify(statement['Principal']).includes('sns.');
  const cloud = await start((all) => {
    withoutGrant(all, 'CloudTrailQueuePolicy', ofSns);
    for (const [id, { Type }] of Object.entries(all.Resources))
      if (Type === 'AWS::Events::EventBusPolicy') delete all.Resources[id];
  });

  const heard = await heardOf(cloud);

  expect(heard).toBe('[]');
  const { topicArn } = existingSources.topic;
  expect(cloud.troubles).toEqual([
    expect.stringContaining(`SNS did not bring a message of ${topicArn} to `), // S3's test message
    expect.stringMatching(/^SNS did not bring a message of .*: the queue's policy does not let it in$/),
    expect.stringMatching(
      /^EventBridge did not bring an event by the rule forwards .*: the bus's policy does not let it in$/,
    ),
  ]);
});

describe('a role that its owner set up to read', () => {
  const { bucket, readAs } = existingSources.eventbridge;
  const key = logFileKey('Mu0KsOhtH1ar15ZZ');

  async function assumedBy({ endpoint }: Cloud, accessKeyId: string): Promise<Credentials | undefined> {
    const sts = new STSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey: 'local' },
    });
    onTestFinished(() => sts.destroy());
    const command = new AssumeRoleCommand({ RoleArn: readAs, RoleSessionName: 'example' });
    return (await sts.send(command)).Credentials;
  }

  const detectorIn = ({ stack }: Cloud) =>
    stack.roles.find(({ name }) => name.includes('CloudTrailDetector'))?.accessKeyId ?? '';

  it('is assumed by the function, and reads there what it may', async () => {
    const cloud = await start(() => {});
    await cloud.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'text' }));

    const { AccessKeyId: accessKeyId = '' } = (await assumedBy(cloud, detectorIn(cloud))) ?? {};
    const credentials = { accessKeyId, secretAccessKey: 'local' };
    const s3 = new S3Client({ endpoint: cloud.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    onTestFinished(() => s3.destroy());
    const { ContentLength } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const elsewhere = await failureOf(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'another.json' })));

    expect([ContentLength, elsewhere]).toEqual([4, '403 AccessDenied']);
    expect(cloud.refused).toMatchObject([{ role: 'example-reads-logs', action: 's3:GetObject' }]);
  });

  it('is assumed by nobody whom its policy does not name, and by no function that may not', async () => {
    const cloud = await start(() => {});
    const untrusted = await start(({ Outputs }) => {
      for (const name of Object.keys(Outputs).filter((each) => each.endsWith('RoleTrust')))
        Outputs[name] = { Value: '{"Statement":[]}' };
    });
    const sweeper = cloud.stack.roles.find(({ name }) => name.includes('SweeperRole'))?.accessKeyId ?? '';

    const failures = [
      await failureOf(assumedBy(untrusted, detectorIn(untrusted))),
      await failureOf(assumedBy(cloud, sweeper)),
      await failureOf(assumedBy(cloud, 'local')),
    ];

    expect(failures).toEqual(Array(3).fill('403 AccessDenied'));
    expect(cloud.refused).toMatchObject([{ action: 'sts:AssumeRole', resource: readAs }]);
  });
});
