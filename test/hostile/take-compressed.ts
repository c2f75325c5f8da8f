import { createHash } from 'node:crypto';
import { createGzip } from 'node:zlib';
import { peakMemory } from '../../bench/peak-memory.ts';
import { cloudTrailKey } from '../../lambda/adapters/object-key.ts';
import type { Objects } from '../../lambda/adapters/objects.ts';
import { type Duration, latestInstant, plus, seconds } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { bucket, logFileKey, memoryPorts, metric, newLeft, now, sqsEvent } from '../handlers/batch.ts';
import { consoleLogin } from '../records.ts';

/**
 * Takes a compressed log file as the function would, and prints what came of it and what it took as JSON: a `log` of so
 * many megabytes compressed, or a `bomb` of so many megabytes decompressed, with the usual bound or a fifth less than it
 * has; `deadline` is the bomb whose invocation ends soon. The file is made while it is read, and is never whole anywhere.
 */
const [what = '', size = ''] = process.argv.slice(2);
const megabytes = Number(size);
const mebibyte = 1024 * 1024;
let [made, compressed, decompressed] = [0, 0, 0];

async function* logContent(): AsyncGenerator<string> {
  yield '{"Records":[';
  while (compressed < megabytes * 1_000_000) {
    const records = Array.from({ length: 100 }, record);
    yield `${made === records.length ? '' : ','}${records.join()}`;
  }
  yield ']}';
}

/** One sign-in, and then records that compress about as little as CloudTrail's own: about 7 to 1. */
function record(): string {
  made++;
  if (made === 1) return JSON.stringify(consoleLogin());
  const ids = [0, 1].map((n) => createHash('sha512').update(`${made}-${n}`).digest('hex'));
  return JSON.stringify(consoleLogin({ eventName: 'AssumeRole', eventID: ids[0], requestParameters: { ids } }));
}

async function* bombContent(): AsyncGenerator<string> {
  yield `{"Records":[${JSON.stringify(consoleLogin())}]}\n`;
  const spaces = ' '.repeat(mebibyte);
  for (let left = megabytes; left > 0; left--) yield spaces;
}

async function* gzipped(content: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  const counted = async function* () {
    for await (const part of content) {
      decompressed += part.length;
      yield part;
    }
  };
  const { Readable } = await import('node:stream');
  for await (const chunk of Readable.from(counted()).pipe(createGzip())) {
    compressed += chunk.length;
    yield chunk;
  }
}

const left = newLeft();
const key = logFileKey('largefile000');
const objects: Objects = { read: () => gzipped(what === 'log' ? logContent() : bombContent()) };
const deadline = what === 'deadline' ? plus(now, seconds(1)) : latestInstant;
let looks = 0;
const clock = {
  now: () => {
    looks++;
    return plus(now, (looks * 50) as Duration); // 20 looks to the deadline
  },
  pause: async () => {},
};
const maxBytes = megabytes > 1_024 ? 1_024 * mebibyte : Math.floor(megabytes * 0.8) * mebibyte;
const bounds = what === 'bomb' ? { maxBytes } : {};
const ports = memoryPorts(new Map(), left, {
  objects,
  judgeKey: cloudTrailKey,
  deadline,
  ...(what === 'deadline' && { clock }),
  ...bounds,
});

const start = process.cpuUsage();
const { batchItemFailures } = await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);
const { user, system } = process.cpuUsage(start);

const failure = left.log.find(({ message }) => message === 'message failed');
const found = {
  made,
  compressedMegabytes: compressed / 1_000_000,
  ratio: decompressed / compressed,
  failedMessages: batchItemFailures.length,
  records: metric(left, 'Records'),
  failedRecords: metric(left, 'RecordsFailed'),
  reconciliationBroken: metric(left, 'ReconciliationBroken'),
  told: left.published.filter(({ audience }) => audience === 'machines').length,
  error: (failure?.['error'] as readonly string[] | undefined)?.[0],
  looks,
  cpuSeconds: (user + system) / 1_000_000,
  peakMegabytes: peakMemory() / 1_000_000,
};
process.stdout.write(`${JSON.stringify(found)}\n`);
