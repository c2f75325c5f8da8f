import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { logFile, logFileKey } from '../handlers/batch.ts';
import { consoleLogin } from '../records.ts';
import { type Deployed, deployments } from './deployed.ts';
import { existingSources, replicaIn } from './existing-sources.ts';

const deploy = deployments();

/** A console login without MFA, which is told at once. */
const login = (n: number) =>
  consoleLogin({
    eventID: `00000000-0000-4000-8000-00000000000${n}`,
    userIdentity: { type: 'Root', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:root' },
    sourceIPAddress: `203.0.113.${n}`,
  });

async function write({ clients }: Deployed, bucket: string, key: string, n: number): Promise<void> {
  await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: logFile(login(n)) }));
}

it("files of another account's are told of, by its topic, by EventBridge and in their replicas, and nothing else there is read", async () => {
  const deployed = await deploy();
  const buckets = [...Object.values(existingSources).map(({ bucket }) => bucket), replicaIn(deployed.stack)];
  const key = (n: number) => logFileKey(`Example000000000${n}`);

  for (const [n, bucket] of buckets.entries()) {
    await write(deployed, bucket, key(n), n);
    await write(deployed, bucket, `AWSLogs/111122223333/CloudTrail-Digest/${n}.json.gz`, n + 5);
  }
  await deployed.idle();

  const told = deployed.machines().flatMap(({ evidence }) => evidence.map(({ object }) => object));
  expect(told.toSorted()).toEqual(buckets.map((bucket, n) => `s3://${bucket}/${key(n)}`).toSorted());
});
