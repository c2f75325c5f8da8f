import { afterEach, expect, it, vi } from 'vitest';
import { limits } from '../../lambda/config/limits.ts';
import { formatInstant, type Instant } from '../../lambda/core/time.ts';
import { notificationRecord } from '../adapters/envelopes.ts';
import { type Deployed, deployments } from '../end-to-end/deployed.ts';
import { reasonsIn } from '../end-to-end/reasons.ts';
import { logFile, logFileKey } from '../handlers/batch.ts';
import { consoleLogin } from '../records.ts';
import { redriveWith, type World } from './world.ts';

const deploy = deployments();

const key = logFileKey('Mu0KsOhtH1ar15ZZ');

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The command line as who may do everything, with the outputs of the stack. */
function redriveOf({ endpoint, stack }: Deployed): World['redrive'] {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  return redriveWith(Object.fromEntries(stack.outputs));
}

it('a log that was gone is judged and told once it is restored and its message is sent again', async () => {
  const deployed = await deploy({ retrySeconds: 0 });
  const [redrive, reasons] = [redriveOf(deployed), reasonsIn(deployed)];
  const bucket = deployed.buckets.cloudtrail;
  const eventTime = formatInstant(Date.now() as Instant);
  const messageId = await deployed.send('cloudtrail', { Records: [notificationRecord(bucket, key, { eventTime })] });
  await deployed.idle();
  const dead = await deployed.deadLetters();
  const noted = await reasons('cloudtrail');

  const listed = await redrive();
  await deployed.put('cloudtrail', key, logFile(consoleLogin()));
  const sent = await redrive('--send', '--yes');
  await deployed.idle();

  expect(dead.map((letter) => letter.messageId)).toEqual([messageId]);
  expect(noted).toMatchObject([{ messageId, attempts: limits.maxReceiveCount, failed: 1 }]);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    queue: 'cloudtrail',
    messageId,
    where: 'dead-letter',
    objects: [`s3://${bucket}/${key}`],
    failures: [{ errors: [expect.stringMatching(/^ObjectMissing: /), expect.any(String)] }],
  });
  expect([sent.status, sent.stderr]).toEqual([0, 'Sent 1 of 1 dead letter again.\n']);
  expect(deployed.machines().map(({ rule }) => rule.id)).toEqual(['log-file-missing', 'console-login-without-mfa']);
  expect(await reasons('cloudtrail')).toEqual([]);
});

it('a log that is sent again and fails again is a dead letter under its new id, with a reason under that', async () => {
  const deployed = await deploy({ retrySeconds: 0, deadLetters: 1 });
  const [redrive, reasons] = [redriveOf(deployed), reasonsIn(deployed)];
  await deployed.put('cloudtrail', key, Buffer.from('no log at all'));
  await deployed.idle();
  const [before] = await deployed.deadLetters();
  const listed = await redrive();

  const sent = await redrive('--send', '--yes');
  await deployed.idle();

  const [after] = await deployed.deadLetters();
  expect(JSON.parse(listed.stdout)).toMatchObject({
    messageId: before?.messageId,
    failures: [{ errors: [expect.stringMatching(/^UnreadableObject: /)] }],
  });
  expect(sent.status).toBe(0);
  expect(after?.messageId).not.toBe(before?.messageId);
  expect((await reasons('cloudtrail')).map(({ messageId }) => messageId)).toEqual([after?.messageId]);
});
