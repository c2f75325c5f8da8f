import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { newTally, readObject } from '../../lambda/sources/read-object.ts';
import { isLong } from '../effort.ts';
import { consoleLogin } from '../records.ts';
import { chunked, read, readChunks } from '../sources/reading.ts';
import { endlessHeader, longestExtra } from './files.ts';

const script = fileURLToPath(new URL('./take-compressed.ts', import.meta.url));
const heapMegabytes = 96;
const mebibyte = 1024 * 1024;

/** As large as it gets, where there is time for it; else a part of that. */
const sizes = isLong ? { compressed: 50, bomb: 1_100 } : { compressed: 2, bomb: 100 };

describe('in bounded memory', { timeout: 600_000 }, () => {
  it(`a log file of ${sizes.compressed} MB compressed is taken whole`, async () => {
    const found = await taken('log', sizes.compressed);

    expect(found['compressedMegabytes']).toBeGreaterThanOrEqual(sizes.compressed);
    expect(found).toMatchObject({ failedMessages: 0, failedRecords: 0, told: 1, reconciliationBroken: 0 });
    expect(found['records']).toBe(found['made']);
    expect(found['peakMegabytes']).toBeLessThan(400);
  });

  it(`a bomb of ${sizes.bomb} MB in a thousandth of it is refused at the bound, and what stood before is told`, async () => {
    const found = await taken('bomb', sizes.bomb);

    expect(found['ratio']).toBeGreaterThan(900);
    expect(found).toMatchObject({ failedMessages: 1, told: 1, reconciliationBroken: 0 });
    expect(found['error']).toMatch(/^UnreadableObject: decompresses to more than /);
    expect(found['peakMegabytes']).toBeLessThan(400);
  });

  it('a bomb is left at the deadline, however small its bytes are', async () => {
    const found = await taken('deadline', sizes.bomb);

    expect(found).toMatchObject({ failedMessages: 1, reconciliationBroken: 0 });
    expect(found['error']).toMatch(/^OutOfTime: /);
    expect(found['looks']).toBeLessThan(40); // one for each 256 KiB of content
  });
});

/** In mebibytes; content has no more, and what is packed has a thousandth and 64 KiB more. */
const mostContent = isLong ? 1_024 : 64;

describe('gzip that never ends and holds nothing is left at the bound of its content, quickly and in bounded memory', () => {
  const members = Buffer.concat(Array.from({ length: 3_000 }, () => gzipSync('')));
  const extra = longestExtra(Buffer.of());
  const text = Buffer.alloc(65_536, 'x');
  const zeros = Buffer.alloc(65_536);
  const sound = gzipSync(JSON.stringify(consoleLogin({ eventID: 'sound' })));
  const second = Buffer.concat([sound, endlessHeader(0x08, 0)]);

  it.each([
    ['empty members', sound, members, ['sound']],
    ['members of nothing but an extra field', sound, extra, ['sound']],
    ['the name in a header', endlessHeader(0x08, 0), text, []],
    ['the comment in a header', endlessHeader(0x10, 0), text, []],
    ['the name in the header of its second member', second, text, ['sound']],
    ['zeros behind its last member', sound, zeros, ['sound']],
  ])('%s', async (_, start, part, expected) => {
    let [pulled, peak] = [0, 0];
    const endless = async function* () {
      for (let chunk: Uint8Array = start; ; chunk = part) {
        pulled += chunk.length;
        if (pulled > 2 * mostContent * mebibyte) throw new Error('nobody stops reading');
        yield chunk;
      }
    };
    const usual = process.memoryUsage().arrayBuffers;
    const onContent = () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - usual);
    };
    const before = process.cpuUsage();

    const { events, error } = await readChunks(endless(), { maxBytes: mostContent * mebibyte, onContent });

    const { user, system } = process.cpuUsage(before);
    const bound = mostContent * mebibyte * 1.001 + 65_536;
    expect(error).toEqual(new UnreadableObject(`is compressed to more than ${inUnits(mostContent)}`));
    expect(events.map(({ eventId }) => eventId)).toEqual(expected);
    expect(pulled).toBeGreaterThan(bound);
    expect(pulled).toBeLessThan(bound + 100_000);
    expect(peak / mebibyte).toBeLessThan(64);
    expect((user + system) / 1_000_000).toBeLessThan(mostContent / 10); // seconds
  });

  function inUnits(mebibytes: number): string {
    return mebibytes >= 1_024 ? `${mebibytes / 1_024} GiB` : `${mebibytes} MiB`;
  }
});

describe('what is as long as a record may be is read, and what is longer is not, however the bytes are cut', () => {
  const record = (length: number) => {
    const empty = JSON.stringify(consoleLogin({ eventID: 'long', odd: '' }));
    return empty.replace('"odd":""', `"odd":"${'x'.repeat(length - empty.length)}"`);
  };

  it.each([
    ['a record', 4 * mebibyte, ['long', 'last']],
    ['a record that is a byte too long', 4 * mebibyte + 1, []],
    ['a record that is half as long again', 6 * mebibyte, []],
  ])('%s', async (_, length, expected) => {
    for (const before of [0, 100, 1_000_000, 3_999_999]) {
      const content = Buffer.from(
        `${' '.repeat(before)}{"Records":[${record(length)},${JSON.stringify(consoleLogin({ eventID: 'last' }))}]}`,
      );
      const whole = await read(content, { chunkSize: content.length });

      expect(whole.events.map(({ eventId }) => eventId)).toEqual(expected);
      for (const chunkSize of [99_991, 1_500_007, 5_000_011]) expect(await read(content, { chunkSize })).toEqual(whole);
    }
  });

  it('so is the white space between two records', async () => {
    const [one, two] = ['one', 'two'].map((eventID) => JSON.stringify(consoleLogin({ eventID })));
    for (const [length, expected] of [
      [4 * mebibyte, ['one', 'two']],
      [4 * mebibyte + 1, ['one']],
    ] as const) {
      const content = Buffer.from(`{"Records":[${one},${' '.repeat(length)}${two}]}`);

      for (const chunkSize of [99_991, 5_000_011, content.length]) {
        const { events } = await read(content, { chunkSize });

        expect(events.map(({ eventId }) => eventId)).toEqual(expected);
      }
    }
  });
});

it('the clock is looked at for each part of the content, so that no object outlasts its invocation', async () => {
  const outOfTime = new Error('out of time');
  let looks = 0;
  const onContent = () => {
    looks++;
    if (looks === 3) throw outOfTime;
  };
  const content = Buffer.from(`[${' '.repeat(10 * mebibyte)}]`);
  const options = { object: 'object', wanted: () => true, onContent };

  const reading = readObject(chunked(content, 65_536), options, newTally());

  await expect(reading.next()).rejects.toBe(outOfTime);
});

/** What `take-compressed.ts` prints, run in a process of its own with a small heap. */
async function taken(what: string, megabytes: number): Promise<Readonly<Record<string, unknown>>> {
  const args = [`--max-old-space-size=${heapMegabytes}`, script, what, String(megabytes)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout));
}
