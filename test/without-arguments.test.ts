import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from './cli/run-cli.ts';

const commands = [
  ['faults/run.ts', /^The long run of the fault schedules.* GATEWARDEN_FAULT_SCHEDULES /s],
  ['fuzz/main.ts', /^Fuzzes every decoder.* FUZZ_SECONDS /s],
] as const;

/** Halves the time to start, as in bin/gatewarden.js. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/gatewarden') };

function ran(file: string, ...args: readonly string[]) {
  const path = join(import.meta.dirname, file);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe.each(commands)('%s, which the environment tells what to do', (file, help) => {
  it('says so when it is asked for help', () => {
    const answer = ran(file, '--help');

    expect(answer).toEqual({ status: 0, stdout: expect.stringMatching(help), stderr: '' });
  });

  it('takes no other argument', () => {
    const answer = ran(file, '--seed', '17');

    const sentence = 'expected no arguments but --help, found "--seed 17"\n';
    expect(answer).toEqual({ status: 2, stdout: '', stderr: sentence });
  });
});
