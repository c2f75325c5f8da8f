import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Alert } from '../../lambda/core/alert.ts';

export const repository = join(import.meta.dirname, '../..');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs bin/gatewarden.js in a process of its own, with pipes for its output: for what is about the process, and once for
 * each command. All else takes `gatewarden`, which starts none.
 */
export async function gatewardenProcess(
  args: readonly string[],
  { cwd = repository }: { cwd?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(repository, 'bin/gatewarden.js'), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}

/** The alerts in the command line's JSON, without the signals. */
export function alertsIn(stdout: string): readonly Alert[] {
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Alert).filter(({ signal }) => !signal);
}
