import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { wantedBy } from '../lambda/core/wanted.ts';
import { rules } from '../lambda/rules/index.ts';
import { newTally, readObject } from '../lambda/sources/read-object.ts';
import { cloudTrailFile } from './corpus.ts';
import { peakMemory } from './peak-memory.ts';

/**
 * Reads one gzip object of so many megabytes of CloudTrail, and prints as JSON what came of it and what it took. Neither
 * form of it is whole anywhere: it is made while it is read. `node --max-old-space-size=… bench/read-large.ts 500`
 */
const megabytes = Number(process.argv[2] ?? 500);

const part = cloudTrailFile(5_000_000, { signIns: 1_000 });
const list = part.subarray(part.indexOf('[') + 1, part.lastIndexOf(']'));

async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"Records":[');
  for (let size = 0; size < megabytes * 1_000_000; size += list.length) {
    if (size > 0) yield Buffer.from(',');
    yield list;
  }
  yield Buffer.from(']}');
}

const tally = newTally();
const options = { object: 'large', wanted: wantedBy(rules) };
const cpu = process.cpuUsage();
for await (const _ of readObject(Readable.from(content()).pipe(createGzip({ level: 1 })), options, tally));
const { user, system } = process.cpuUsage(cpu);

const { records, events, failed } = tally;
const took = { cpuSeconds: (user + system) / 1_000_000, peakMegabytes: peakMemory() / 1_000_000 };
process.stdout.write(`${JSON.stringify({ megabytes, records, events, failed, ...took })}\n`);
