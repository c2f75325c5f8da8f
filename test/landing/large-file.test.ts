import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./take-large-file.ts', import.meta.url));
const heapMegabytes = 96;

it('a file of 200 MB is taken whole in one invocation, in bounded memory', async () => {
  const found = await takeLargeFile(200);

  expect(found).toMatchObject({ failedMessages: 0, failedRecords: 0, told: 2 });
  expect(found['megabytes']).toBeGreaterThanOrEqual(200);
  expect(found['records']).toBe(Number(found['made']) + 1); // and the console login
  expect(found['peakMegabytes']).toBeLessThan(400); // of 1,769 that the function has; 265 measured, for 800 MB, too
});

/** What `take-large-file.ts` prints, run in a process of its own with a small heap. */
async function takeLargeFile(megabytes: number): Promise<Readonly<Record<string, number>>> {
  const args = [`--max-old-space-size=${heapMegabytes}`, script, String(megabytes)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout));
}
