import { peakMemory } from '../../bench/peak-memory.ts';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import { landingKey } from '../../lambda/adapters/object-key.ts';
import type { Objects } from '../../lambda/adapters/objects.ts';
import { hashBy } from '../../lambda/core/seen.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { rules } from '../../lambda/rules/index.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { bucket, logFile, logFileKey, memoryPorts, metric, newLeft, sqsEvent } from '../handlers/batch.ts';
import { azureMonitorSignIn, consoleLogin } from '../records.ts';
import { hourlyKey } from './landing.ts';

/**
 * Takes a file of so many megabytes, one sign-in of about 2 KB a line, as the function would, and prints what came of it
 * and what it took as JSON. The file is made while it is read, and is never whole anywhere.
 */
const megabytes = Number(process.argv[2]);

/** One sign-in in twenty failed: 100 addresses in turn, the first of them that of the console login. */
function signIn(n: number): string {
  const failed = n % 20 === 0;
  const address = failed ? (n % 2_000 === 0 ? '203.0.113.7' : `198.51.100.${(n / 20) % 100}`) : '192.0.2.1';
  const time = `2026-11-20T09:${String(n % 60).padStart(2, '0')}:00.1234567Z`;
  return JSON.stringify({
    ...azureMonitorSignIn({ id: `sign-in-${n}`, time, address, code: failed ? '50126' : '0' }),
    deviceDetail,
  });
}

const deviceDetail = {
  policies: Array.from({ length: 20 }, (_, n) => ({
    id: `policy-${n}`,
    result: 'notApplied',
    conditions: ['user', 'location'],
  })),
};

let [bytes, made] = [0, 0];
async function* content(): AsyncGenerator<Uint8Array> {
  while (bytes < megabytes * 1_000_000) {
    const lines = Array.from({ length: 25 }, () => signIn(made++));
    const chunk = Buffer.from(`${lines.join('\n')}\n`);
    bytes += chunk.length;
    yield chunk;
  }
}

const left = newLeft();
const alerts = memoryAlerts();
const logKey = logFileKey('Mu0KsOhtH1ar15ZZ');
const stored = new Map([
  [`s3://${bucket}/${logKey}`, logFile(consoleLogin({ additionalEventData: { MFAUsed: 'Yes' } }))],
]);
const cloudtrail = memoryPorts(stored, left, { alerts });
await handleBatch(sqsEvent(s3Notification(bucket, logKey)), cloudtrail);

const objects: Objects = { read: content };
const rereading = { seen: memorySeenSets(), hashOf: hashBy(rules) };
const ports = { ...cloudtrail, objects, rereading, judgeKey: landingKey(''), owner: 'invocation-2' };
const start = process.cpuUsage();
const { batchItemFailures } = await handleBatch(sqsEvent(s3Notification(bucket, hourlyKey)), ports);
const { user, system } = process.cpuUsage(start);

const found = {
  megabytes: bytes / 1_000_000,
  made,
  failedMessages: batchItemFailures.length,
  records: metric(left, 'Records'),
  failedRecords: metric(left, 'RecordsFailed'),
  told: left.published.length,
  cpuSeconds: (user + system) / 1_000_000,
  peakMegabytes: peakMemory() / 1_000_000,
};
process.stdout.write(`${JSON.stringify(found)}\n`);
