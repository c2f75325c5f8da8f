import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { program } from '../../bin/gatewarden.ts';
import { repository } from './run-cli.ts';

const names = async (args: readonly string[]) => (await program(args)).commands.map((command) => command.name());

it.each([[[]], [['--help']], [['no-such-command']], [['--version']]])('%j knows every command', async (args) => {
  const modules = readdirSync(join(repository, 'bin/commands')).filter((name) => name.endsWith('.ts'));
  const helpers = ['asked-instant', 'collect'];

  const known = modules.map((name) => name.replace('.ts', '')).filter((name) => !helpers.includes(name));

  expect((await names(args)).toSorted()).toEqual(known.toSorted());
});

it('loads no other command than the one that is asked for', async () => {
  expect(await names(['replay', 'logs'])).toEqual(['replay']);
  expect(await names(['test-alert'])).toEqual(['test-alert']);
});
