import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const commands = [
  ['faults/run.ts', /^The long run of the fault schedules.* GATEWARDEN_FAULT_SCHEDULES /s],
  ['fuzz/main.ts', /^Fuzzes every decoder.* FUZZ_SECONDS /s],
] as const;

function ran(file: string, ...args: readonly string[]) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
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
