import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { listenOn } from '../../../local/listen-on.ts';
import { runs } from '../lambda/assets.ts';

interface Started {
  readonly child: ChildProcess;
  /** All of it, once it has ended. */
  readonly said: Promise<string>;
  /** Where it keeps what it writes. */
  readonly folder: string;
}

/** `npm run local` with these arguments. */
function start(...args: readonly string[]): Started {
  const folder = mkdtempSync(join(tmpdir(), 'gatewarden-start-'));
  const script = join(import.meta.dirname, '..', '..', '..', 'local', 'start.ts');
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, said: text(child.stderr), folder };
}

/** The processes that descend from this one. */
function descendantsOf(pid: number): readonly number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const parents = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = parents.filter(([, parent]) => parent === pid).map(([child]) => child as number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends a synthesis, starts nothing, and leaves no process and no file',
  async (signal) => {
    const { child, said, folder } = start('--port', '0');
    const pid = child.pid as number;
    const app = await vi.waitUntil(() => descendantsOf(pid)[0], { timeout: 60_000, interval: 20 });

    child.kill(signal);
    const [status] = await once(child, 'exit');

    expect(status).toBe(0);
    expect(await said).toBe('Synthesising and bundling, as for a deployment…\n');
    expect(runs(app)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  },
);

it('a port that is taken is said before anything is synthesised', async () => {
  const server = createServer();
  const port = await listenOn(server, 0);
  onTestFinished(() => {
    server.close();
  });

  const { child, said } = start('--port', String(port));
  const [status] = await once(child, 'exit');

  expect(status).toBe(2);
  expect(await said).toBe(`port ${port} of 127.0.0.1 is taken: give another one with --port, 0 for any free one\n`);
});
