import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflateWhole } from '../../lambda/sources/inflate-whole.ts';
import { consoleLogin } from '../records.ts';
import { chunked, ids, read, readChunks } from './reading.ts';

const mebibyte = 1024 * 1024;
const lying = (gzip: Buffer, size: number): Buffer => {
  const bytes = Buffer.from(gzip);
  bytes.writeUInt32LE(size, bytes.length - 4);
  return bytes;
};

describe('gzip as a whole', () => {
  it.each([0, 1, 255, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 4 * mebibyte])(
    'gives all of %d bytes of content',
    (length) => {
      const content = Buffer.alloc(length, 'text');

      expect(Buffer.compare(inflateWhole(gzipSync(content)) ?? Buffer.from('none'), content)).toBe(0);
    },
  );

  it('gives the content of several members, however small the last one is, and leaves zeros behind them', () => {
    const members = Buffer.concat([gzipSync(Buffer.alloc(mebibyte, 'a')), gzipSync('b'), Buffer.alloc(1_000)]);

    expect(Buffer.compare(inflateWhole(members) ?? Buffer.from('none'), gunzipSync(members))).toBe(0);
  });

  it('gives nothing of what is damaged, whose trailer lies, or that is cut short', () => {
    const sound = gzipSync(Buffer.alloc(mebibyte, 'text'));
    const damaged = [lying(sound, 3), lying(sound, 0xffffffff), lying(sound, 2 * mebibyte), sound.subarray(0, -9)];

    for (const gzip of [...damaged, Buffer.alloc(0), Buffer.from([0x1f, 0x8b])])
      expect(inflateWhole(gzip)?.length).toBeUndefined();
  });

  it('gives nothing of a content that is too large, whether its trailer tells so or not', () => {
    const bomb = gzipSync(Buffer.alloc(5 * mebibyte));

    expect(inflateWhole(bomb)?.length).toBeUndefined();
    expect(inflateWhole(Buffer.concat([bomb, gzipSync('small')]))?.length).toBeUndefined();
  });
});

it('what arrived before the stream itself fails is read, and the failure is passed on', async () => {
  const lost = new Error('connection lost');
  const lines = Array.from({ length: 2_000 }, (_, n) => JSON.stringify(consoleLogin({ eventID: `e${n}` })));
  const gzip = gzipSync(lines.join('\n'));
  const chunks = async function* () {
    yield* chunked(gzip.subarray(0, gzip.length - 1_000), 4_096);
    throw lost;
  };

  const result = await readChunks(chunks());

  expect(result.error).toBe(lost);
  expect(result.events.length).toBeGreaterThan(1_000);
  expect(ids(result)).toEqual(result.events.map((_, n) => `e${n}`));
});

it('an object whose content is larger than what is decompressed at once is read whole', async () => {
  const content = `{"Records":[${JSON.stringify(consoleLogin({ eventID: 'a' }))}${' '.repeat(3 * mebibyte)}`;
  const more = Array.from({ length: 12 }, () => `,${JSON.stringify(consoleLogin())}${' '.repeat(3 * mebibyte)}`);

  const { events, error } = await read(gzipSync(`${content}${more.join('')}]}`));

  expect(error).toBeUndefined();
  expect(events).toHaveLength(13);
});
