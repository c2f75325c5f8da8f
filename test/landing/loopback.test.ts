import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { s3Notification } from '../adapters/envelopes.ts';
import { type Deployed, deploy, landingBucket, logBucket } from '../end-to-end/deployed.ts';
import { logFile, logFileKey, signInFile, sqsEvent } from '../handlers/batch.ts';
import { azureMonitorSignIn, consoleLogin } from '../records.ts';
import { captured } from '../sources/avro-file.ts';
import { hourlyKey } from './landing.ts';

const logKey = logFileKey('Mu0KsOhtH1ar15ZZ');
const captureKey = 'example-ns/insights-logs-signinlogs/0/2026/11/20/09/05/00.avro';
const failures = Array.from({ length: 6 }, (_, n) => azureMonitorSignIn({ id: `sign-in-${n}` }));

let deployed: Deployed;

beforeEach(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  deployed = await deploy();
  await deployed.put(logBucket, logKey, logFile(consoleLogin({ additionalEventData: { MFAUsed: 'Yes' } })));
  await deployed.cloudtrail(sqsEvent(s3Notification(logBucket, logKey)));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await deployed.remove();
});

async function land(key: string, body: Uint8Array): Promise<number> {
  await deployed.put(landingBucket, key, body);
  const { batchItemFailures } = await deployed.entra(sqsEvent(s3Notification(landingBucket, key)));
  return batchItemFailures.length;
}

it("a capture file in the bucket is told once, also when its sign-ins come in an hour's file as well", async () => {
  const bodies = [0, 3].map((n) => JSON.stringify({ records: failures.slice(n, n + 3) }));

  const capture = await land(captureKey, captured(bodies, { codec: 'deflate' }));
  const hour = await land(hourlyKey, signInFile(...failures));

  expect([capture, hour]).toEqual([0, 0]);
  expect(await deployed.machines()).toEqual([
    expect.objectContaining({
      kind: 'new',
      columns: expect.objectContaining({ SourceIpAddress: '203.0.113.7' }),
      context: expect.objectContaining({ sides: [expect.objectContaining({ count: 6 }), expect.anything()] }),
    }),
  ]);
});

it("an hour's file that grows in the bucket is told when the sixth failure is whole in it, and once", async () => {
  const whole = signInFile(...failures);
  const states = [0.2, 0.5, 0.9, 1, 1].map((part) => whole.subarray(0, Math.floor(whole.length * part)));

  const told: number[] = [];
  for (const state of states) {
    await land(hourlyKey, state);
    told.push((await deployed.machines()).length);
  }

  expect(told).toEqual([0, 0, 0, 1, 0]);
});
