import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../bench/read-large.ts', import.meta.url));

it('memory does not follow the size of an object', async () => {
  const found = await readLarge(200);

  expect(found).toMatchObject({ records: 113_960, events: 120, failed: 0 });
  expect(found['peakMegabytes']).toBeLessThan(300); // 150 measured, for 1,000 MB, too
});

/** What `read-large.ts` prints, run in a process of its own with a small heap. */
async function readLarge(megabytes: number): Promise<Readonly<Record<string, number>>> {
  const args = ['--max-old-space-size=64', script, String(megabytes)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout));
}
