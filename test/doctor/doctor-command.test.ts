import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checks } from '../../bin/commands/doctor/checks.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { type Ended, gatewardenProcess, repository } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { deployedWorld, otherAccount, queueOf } from './deployed-world.ts';
import { stubAws } from './looked.ts';
import { startWorld, type WorldServer } from './server.ts';
import { outputsFile, type World } from './world.ts';

let server: WorldServer;
let world: World;

beforeAll(async () => {
  server = await startWorld();
  stubAws(server.endpoint);
});

beforeEach(() => {
  world = deployedWorld(server.endpoint);
  server.show(world);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

/** In a folder with the outputs of the world. */
async function ran(run: typeof gatewardenProcess, ...args: readonly string[]): Promise<Ended> {
  using folder = tempFolder({ 'outputs.json': outputsFile(world) });
  return await run(['doctor', ...args], { cwd: folder.path });
}

const doctor = (...args: readonly string[]): Promise<Ended> => ran(gatewarden, ...args);

/** What does not tell the time: the world's is not the command's. */
const timeless = ['--check', 'stack', '--check', 'queue-policies', '--check', 'queues', '--check', 'keys'];

describe('gatewarden doctor', () => {
  it('finds the deployment by its outputs, makes all checks but those left out, and writes findings as the schema has it', async () => {
    const timed = ['--skip', 'trail', '--skip', 'feeds']; // which tell the time
    const { status, stdout, stderr } = await ran(gatewardenProcess, '--outputs', 'outputs.json', ...timed);

    const findings = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    const schema = JSON.parse(readFileSync(join(repository, 'docs/schema/finding.schema.json'), 'utf8'));
    const isFinding = new Ajv2020({ strictTuples: false, strictRequired: false }).compile(schema);
    expect(findings.filter((finding) => !isFinding(finding))).toEqual([]);
    const ids = checks.map(({ id }) => id).filter((id) => id !== 'trail' && id !== 'feeds');
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(ids));
    expect([status, stderr]).toEqual([0, '15 checks: 15 all right.\n']);
  });

  it('finds it by its stack, where there are no outputs', async () => {
    const { status, stdout } = await doctor('--format', 'table', ...timeless);

    expect(status).toBe(0);
    expect(stdout).toMatch(/^ok {7}Stack {11}Gatewarden: UPDATE_COMPLETE in 111122223333, us-east-1$/m);
  });

  it('ends with 1 where there is a fault, and with 2 where something could not be looked at, too', async () => {
    queueOf(world, 'cloudtrail', 'deadLetters')['ApproximateNumberOfMessages'] = '2';
    const faulty = await doctor('--outputs', 'outputs.json', ...timeless);
    world.refused.add('kms:DescribeKey');

    const both = await doctor('--outputs', 'outputs.json', ...timeless);

    expect([faulty.status, both.status]).toEqual([1, 2]);
  });

  it('leaves out what is to be left out', async () => {
    world.refused.add('kms:DescribeKey');

    const { status, stdout } = await doctor('--outputs', 'outputs.json', ...timeless, '--skip', 'keys');

    expect(status).toBe(0);
    expect(stdout).not.toContain('"keys"');
  });

  it.each<[string, readonly string[], string, () => void]>([
    ['a check that is none', ['--check', 'luck'], "there is no check 'luck'; the checks are stack, version,", () => {}],
    ['nothing that is left', ['--check', 'keys', '--skip', 'keys'], 'no check is left', () => {}],
    ['a stack that is not there', ['--stack', 'Other'], "there is no stack 'Other'", () => {}],
    ['a file that is not there', ['--outputs', 'nowhere.json'], 'nowhere.json cannot be read', () => {}],
    [
      'another Region',
      ['--outputs', 'outputs.json', '--region', 'eu-west-1'],
      'Gatewarden is in us-east-1, not in eu-west-1',
      () => {},
    ],
    [
      "another account's credentials",
      ['--outputs', 'outputs.json'],
      `these credentials are of account ${otherAccount}`,
      () => {
        world.caller = otherAccount;
      },
    ],
    [
      'stacks that may not be seen',
      [],
      'nothing can be looked at: you may not do cloudformation:DescribeStacks',
      () => {
        world.refused.add('cloudformation:DescribeStacks');
      },
    ],
  ])('says in a sentence what is wrong with %s, and ends with 2', async (_, args, sentence, change) => {
    change();

    const { status, stdout, stderr } = await doctor(...args);

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`gatewarden: ${sentence}`);
  });
});
