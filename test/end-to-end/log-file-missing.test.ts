import { expect, it, vi } from 'vitest';
import { formatInstant, type Instant } from '../../lambda/core/time.ts';
import { notificationRecord } from '../adapters/envelopes.ts';
import { logFile, logFileKey } from '../handlers/batch.ts';
import { consoleLogin, type Json } from '../records.ts';
import { deployments } from './deployed.ts';
import { reasonsIn } from './reasons.ts';

const deploy = deployments();

const [gone, also] = [logFileKey('Mu0KsOhtH1ar15ZZ'), logFileKey('AAAAAAAAAAAAAAAA')];

/** The message of an object that was written just now, and that nobody finds. */
function announced(bucket: string, key: string): Json {
  const eventTime = formatInstant(Date.now() as Instant);
  return { Records: [notificationRecord(bucket, key, { eventTime })] };
}

it('log files that somebody deleted are one alert for each bucket, told once, however often their messages come; then they are dead letters', async () => {
  const deployed = await deploy({ retrySeconds: 0, deadLetters: 3 });
  const { buckets } = deployed;

  await deployed.send('cloudtrail', announced(buckets.cloudtrail, gone));
  await deployed.send('entra', announced(buckets.entra, 'tenant one/PT1H.json'));
  await vi.waitUntil(() => deployed.machines().length === 2, 60_000);
  await deployed.send('cloudtrail', announced(buckets.cloudtrail, also)); // it would wait for another's claim
  await deployed.idle();

  const [ofLogs, ofLanding] = [buckets.cloudtrail, buckets.entra].map((bucket) =>
    deployed.machines().filter(({ columns }) => columns['bucket'] === bucket),
  );
  expect(ofLogs).toEqual([
    expect.objectContaining({
      rule: expect.objectContaining({ id: 'log-file-missing' }),
      severity: 'High',
      kind: 'new',
      columns: { bucket: buckets.cloudtrail, account: '111122223333' },
      eventCount: 1,
      evidence: [expect.objectContaining({ object: `s3://${buckets.cloudtrail}/${gone}` })],
    }),
  ]);
  expect(ofLanding?.map(({ columns }) => columns['account'])).toEqual(['111122223333']); // who owns the bucket
  const mails = deployed.people().filter(({ text }) => text.includes(buckets.cloudtrail));
  expect(deployed.people()).toHaveLength(2);
  expect(mails.map(({ subject }) => subject)).toEqual(['[High] Log file gone before it was read (111122223333)']);
  expect(mails[0]?.text).toMatch(
    /^Log file gone before it was read: of account 111122223333 in bucket \S+\n\nWhen .*, 1 missing file\n/,
  );
});

it('a file that was restored is judged when its message comes again, which leaves no reason', async () => {
  const deployed = await deploy({ retrySeconds: 1 });
  const reasons = reasonsIn(deployed);
  await deployed.send('cloudtrail', announced(deployed.buckets.cloudtrail, gone));
  const noted = await vi.waitUntil(async () => (await reasons('cloudtrail'))[0], 60_000);

  await deployed.put('cloudtrail', gone, logFile(consoleLogin()));
  await deployed.idle();

  expect(noted.failed).toBe(1);
  expect(await reasons('cloudtrail')).toEqual([]);
  expect(deployed.machines().map(({ rule }) => rule.id)).toEqual(['log-file-missing', 'console-login-without-mfa']);
});
