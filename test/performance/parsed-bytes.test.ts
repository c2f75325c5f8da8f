import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import { cloudTrailFile, graphFile } from '../../bench/corpus.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rules } from '../../lambda/rules/index.ts';
import { newTally, readObject } from '../../lambda/sources/read-object.ts';

/** More than any record of the files has. */
const oneRecord = 3_000;

afterEach(() => vi.restoreAllMocks());

/** How many characters go through JSON.parse when an object is read, and how many events come of it. */
async function parsedOf(file: Buffer): Promise<{ readonly parsed: number; readonly events: number }> {
  const parse = vi.spyOn(JSON, 'parse');
  const tally = newTally();
  for await (const _ of readObject(
    Readable.from([gzipSync(file)]),
    { object: 'file', wanted: wantedBy(rules) },
    tally,
  ));
  const parsed = parse.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
  return { parsed, events: tally.events };
}

it('of a file without a sign-in hardly anything is parsed', async () => {
  const { parsed, events } = await parsedOf(cloudTrailFile(2_000_000));

  expect(events).toBe(0);
  expect(parsed).toBeLessThanOrEqual(oneRecord);
});

it('nor of one with sign-ins, whose values are taken from their bytes', async () => {
  const { parsed, events } = await parsedOf(cloudTrailFile(2_000_000, { signIns: 2 }));

  expect(events).toBeGreaterThan(500);
  expect(parsed).toBeLessThanOrEqual(oneRecord);
});

it('of sign-ins to Entra ID only the types are parsed, which are a list', async () => {
  const { parsed, events } = await parsedOf(graphFile(1_000_000));

  expect(events).toBeGreaterThan(500);
  expect(parsed).toBeLessThanOrEqual(oneRecord + events * '["interactiveUser"]'.length);
});
