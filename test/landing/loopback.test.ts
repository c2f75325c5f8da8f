import { expect, it } from 'vitest';
import { type Deployed, deployments } from '../end-to-end/deployed.ts';
import { logFile, logFileKey, signInFile } from '../handlers/batch.ts';
import { azureMonitorSignIn, consoleLogin } from '../records.ts';
import { captured } from '../sources/avro-file.ts';
import { hourlyKey } from './landing.ts';

const deploy = deployments();

const captureKey = 'example-ns/insights-logs-signinlogs/0/2026/11/20/09/05/00.avro';
const failures = Array.from({ length: 6 }, (_, n) => azureMonitorSignIn({ id: `sign-in-${n}` }));

/** The system, after a login from the failures' address. */
async function deployedWithLogin(): Promise<Deployed> {
  const deployed = await deploy();
  const login = consoleLogin({ additionalEventData: { MFAUsed: 'Yes' } });
  await deployed.put('cloudtrail', logFileKey('Mu0KsOhtH1ar15ZZ'), logFile(login));
  await deployed.idle();
  return deployed;
}

async function land({ put, idle }: Deployed, key: string, body: Uint8Array): Promise<void> {
  await put('entra', key, body);
  await idle();
}

it("a capture file in the bucket is told once, also when its sign-ins come in an hour's file as well", async () => {
  const deployed = await deployedWithLogin();
  const bodies = [0, 3].map((n) => JSON.stringify({ records: failures.slice(n, n + 3) }));

  await land(deployed, captureKey, captured(bodies, { codec: 'deflate' }));
  await land(deployed, hourlyKey, signInFile(...failures));

  expect(deployed.machines()).toEqual([
    expect.objectContaining({
      kind: 'new',
      columns: expect.objectContaining({ SourceIpAddress: '203.0.113.7' }),
      context: expect.objectContaining({ sides: [expect.objectContaining({ count: 6 }), expect.anything()] }),
    }),
  ]);
});

it("an hour's file that grows in the bucket is told when the sixth failure is whole in it, and once", async () => {
  const deployed = await deployedWithLogin();
  const whole = signInFile(...failures);
  const states = [0.2, 0.5, 0.9, 1, 1].map((part) => whole.subarray(0, Math.floor(whole.length * part)));

  const told: number[] = [];
  for (const state of states) {
    await land(deployed, hourlyKey, state);
    told.push(deployed.machines().length);
  }

  expect(told).toEqual([0, 0, 0, 1, 1]);
});
