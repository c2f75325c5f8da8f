import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runs } from './assets.ts';

let folder: string;

/** Writes its process to its log, and answers at once or never. */
const asset = `
  export const handler = async ({ hang }) => {
    console.log(process.pid);
    if (hang) await new Promise((resolve) => setTimeout(resolve, 600_000));
  };`;

/** Hosts the asset; prints what it logs; throws what it is told on its standard input. */
const host = `
  const [module, codeFolder, event] = process.argv.slice(1);
  const { hostFunction } = await import(module);
  const spec = { name: 'x', codeFolder, handler: 'index.handler', timeoutSeconds: 900, memoryMegabytes: 128, environment: {} };
  const invocation = hostFunction(spec, { onLog: console.log }).invoke(JSON.parse(event));
  if (event === '{}') await invocation;
  process.stdin.on('data', (text) => { throw new Error(String(text)); });
  console.log('ready');`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-left-'));
  writeFileSync(join(folder, 'index.mjs'), asset);
});

afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['is idle', 'is killed', {}, (child: ChildProcess) => child.kill('SIGKILL')],
  ['works', 'is killed', { hang: true }, (child: ChildProcess) => child.kill('SIGKILL')],
  ['works', 'is interrupted', { hang: true }, (child: ChildProcess) => child.kill('SIGINT')],
  ['works', 'crashes', { hang: true }, (child: ChildProcess) => child.stdin?.write('an example of a crash')],
])('a function that %s leaves no process behind when its host %s', async (_, __, event, end) => {
  const { child, pid } = await hostOf(event);
  const before = runs(pid);

  end(child);
  await once(child, 'exit');

  expect(before).toBe(true);
  await vi.waitFor(() => expect(runs(pid)).toBe(false), { timeout: 5_000 });
});

/** A host as a process of its own, when its function is idle, or working; and the function's process. */
async function hostOf(event: object): Promise<{ readonly child: ChildProcess; readonly pid: number }> {
  const module = join(import.meta.dirname, '../../../local/lambda/hosted-function.ts');
  const args = ['--input-type=module', '--eval', host, module, folder, JSON.stringify(event)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = new Set<string>();
  for await (const line of createInterface(child.stdout)) {
    if (lines.add(line).size === 2) break;
  }
  expect(lines).toContain('ready');
  return { child, pid: Number([...lines].find((line) => line !== 'ready')) };
}
