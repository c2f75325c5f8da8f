import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UnreadableObject } from '../../lambda/sources/errors.ts';
import { consoleLogin } from '../records.ts';
import { ids, read } from './reading.ts';

const lines = Array.from({ length: 200 }, (_, i) => JSON.stringify(consoleLogin({ eventID: `event-${i * 7919}` })));
const gzipped = gzipSync(`${lines.join('\n')}\n`);

describe('gzip', () => {
  test('what is cut short yields what could be decompressed, wherever it is cut', async () => {
    const sizes: number[] = [];
    for (let length = 20; length < gzipped.length; length += 97) {
      const result = await read(gzipped.subarray(0, length), { chunkSize: 1_000 });

      const message = `broken gzip: unexpected end of file after ${length.toLocaleString('en-US')} bytes`;
      expect(result.error).toMatchObject({ name: 'UnreadableObject', message });
      expect(ids(result)).toEqual(lines.slice(0, result.events.length).map((line) => JSON.parse(line).eventID));
      sizes.push(result.events.length);
    }

    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.at(-1)).toBeGreaterThan(190);
  });

  test('a wrong checksum is reported after the records', async () => {
    const damaged = Buffer.from(gzipped);
    damaged.writeUInt32LE(0, damaged.length - 8);

    const result = await read(damaged);

    expect(result.events).toHaveLength(200);
    expect(result.error).toMatchObject({ message: 'broken gzip: incorrect data check', cause: expect.any(Error) });
  });

  test('what follows the last member and is no gzip is damage, zeros are padding', async () => {
    const padded = await read(Buffer.concat([gzipped, Buffer.alloc(200_000)]));
    const dirty = await read(Buffer.concat([gzipped, Buffer.from('trailing')]));

    expect(padded.error).toBeUndefined();
    expect(padded.events).toHaveLength(200);
    expect(dirty.error).toBeInstanceOf(UnreadableObject);
    expect(dirty.events).toHaveLength(200);
  });

  test('two bytes that only look like gzip are broken gzip', async () => {
    const { error } = await read(Buffer.from([0x1f, 0x8b]));

    expect(error).toMatchObject({ message: 'broken gzip: unexpected end of file after 2 bytes' });
  });
});

describe('bounds', () => {
  test('content beyond the bound is refused while it is decompressed', async () => {
    const bomb = gzipSync(`${lines[0]}\n${' '.repeat(64 * 1024 * 1024)}`);

    const result = await read(bomb, { maxBytes: 1024 * 1024 });

    expect(ids(result)).toEqual(['event-0']);
    expect(result.error).toEqual(new UnreadableObject('decompresses to more than 1 MiB'));
  });

  test('content that is as long as the bound is read', async () => {
    const content = lines.join('\n');

    const fitting = await read(gzipSync(content), { maxBytes: content.length });
    const longer = await read(content, { maxBytes: content.length - 1 });

    expect(fitting.error).toBeUndefined();
    expect(longer.error).toMatchObject({ message: expect.stringMatching(/^holds more than [\d,]+ bytes$/) });
  });
});
