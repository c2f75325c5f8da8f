import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { helpAfterOptions } from '../../bin/commands/init/help.ts';
import { parseConfigText } from '../../bin/config-file.ts';
import { rules } from '../../lambda/rules/index.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { type Answer, keys, typist } from './typist.ts';

const usual = 'gatewarden.config.yaml';
const ruleIds = rules.map(({ id }) => id);
const told = ['--people', 'security@example.com', '--operators', 'operations@example.com'];

describe('gatewarden init, without a terminal', () => {
  it('writes a configuration from flags, with a word on each section, and says what comes next', async () => {
    using folder = tempFolder();
    const trail = ['--mode', 'bucket', '--bucket', 'example-logs', '--account', '111122223333'];
    const graph = ['--graph-tenant', 'example.com', '--graph-client-id', '00000000-0000-4000-8000-000000000002'];
    const chat = ['--slack', 'T0123ABCD/C0123ABCD', '--https', 'https://example.com/alerts'];

    const { status, stdout, stderr } = await gatewardenProcess(
      ['init', ...trail, '--entra', 'graph', ...graph, '--graph-auth', 'federated', ...told, ...chat],
      { cwd: folder.path },
    );

    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toHaveLength(5);
    expect(stdout).toContain('docs/deploy/existing-bucket.md');
    const text = readFileSync(join(folder.path, usual), 'utf8');
    expect(text.match(/^# .*docs\/deploy\/existing-bucket\.md$/m)).not.toBeNull();
    expect(text).toContain('account: "111122223333"');
    expect(parse(text).cloudtrail).toEqual({ mode: 'bucket', bucket: 'example-logs', account: '111122223333' });
    expect(parseConfigText(text, { file: usual, ruleIds })).toMatchObject({
      entra: { graph: { tenant: 'example.com', auth: { method: 'federated' } } },
      subscribers: {
        people: [{ endpoint: 'security@example.com' }],
        operators: [{ endpoint: 'operations@example.com' }],
        chat: [{ workspace: 'T0123ABCD', channel: 'C0123ABCD' }],
        machines: [{ protocol: 'https', endpoint: 'https://example.com/alerts' }],
      },
      topics: { chat: { enabled: true } },
    });
  });

  it('takes several trails, each from its --mode on', async () => {
    using folder = tempFolder();
    const others = ['--mode', 'eventbridge', '--bucket', 'other-logs', '--account', '111122223333'];

    await gatewarden(['init', '--mode', 'create', ...others], { cwd: folder.path });

    const { cloudtrail } = parse(readFileSync(join(folder.path, usual), 'utf8'));
    const second = { mode: 'eventbridge', bucket: 'other-logs', account: '111122223333' };
    expect(cloudtrail).toEqual([{ mode: 'create' }, second]);
  });

  it('says all that is missing or wrong at once, each with its flag, and writes nothing', async () => {
    using folder = tempFolder();

    const { status, stdout, stderr } = await gatewarden(
      ['init', '--mode', 'bucket', '--bucket', 'X', '--mode', 'topic', '--graph-auth', 'secret', '--people', 'alice'],
      { cwd: folder.path },
    );

    expect([status, stdout]).toEqual([2, '']);
    const beginnings = [
      '--bucket (of trail 1) must be the name of a bucket, not "X"',
      '--account (of trail 1) is missing, for example 111122223333',
      '--topic-arn (of trail 2) is missing, for example arn:aws:sns:',
      '--bucket (of trail 2) is missing',
      '--account (of trail 2) is missing',
      '--graph-tenant is missing',
      '--graph-client-id is missing',
      '--graph-secret-arn is missing',
      '--people must be a mail address, not "alice"',
    ];
    const lines = stderr.split('\n').slice(0, -1);
    expect(lines).toHaveLength(beginnings.length);
    for (const each of beginnings)
      expect(
        lines.some((line) => line.startsWith(`gatewarden: ${each}`)),
        each,
      ).toBe(true);
    expect(existsSync(join(folder.path, usual))).toBe(false);
  });

  it('asks for a mode, where nothing is said', async () => {
    using folder = tempFolder();

    const { status, stderr } = await gatewarden(['init'], { cwd: folder.path });

    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^gatewarden: --mode is missing: it must be "create", .*\n$/),
    ]);
  });

  it.each([
    [
      ['--entra', 'none', '--graph-tenant', 'example.com'],
      '--entra none does not go with the flags that begin with --graph-',
    ],
    [['--bucket', 'one-bucket', '--bucket', 'two-buckets'], 'said twice of one trail'],
  ])('refuses %j', async (args, sentence) => {
    using folder = tempFolder();

    const { status, stderr } = await gatewarden(['init', '--mode', 'create', ...args], { cwd: folder.path });

    expect([status, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });

  it.each([
    ['.', 'a folder has that name'],
    ['nowhere/gatewarden.config.yaml', 'there is no such folder'],
    [`${usual}/gatewarden.config.yaml`, 'a part of its path is no folder'],
  ])('says at once that %s cannot be written, before it looks at the rest', async (config, reason) => {
    using folder = tempFolder({ [usual]: 'dashboard: false\n' });

    const { status, stderr } = await gatewarden(['init', '--config', config], { cwd: folder.path });

    expect([status, stderr]).toEqual([2, expect.stringContaining(`${config} cannot be written: ${reason}`)]);
    expect(stderr).not.toContain('--mode');
  });

  it.each([
    ['none', 'No sign-ins of Entra ID come in'],
    ['landing', "Entra ID's sign-ins are read from files"],
    ['graph', "Entra ID's sign-ins are polled"],
  ])('says in the file what becomes of Entra ID’s sign-ins with --entra %s', async (way, sentence) => {
    using folder = tempFolder();
    const graph = ['--graph-tenant', 'example.com', '--graph-auth', 'federated'];
    const app = ['--graph-client-id', '00000000-0000-4000-8000-000000000002', ...graph];

    await gatewarden(['init', '--mode', 'create', '--entra', way, ...(way === 'graph' ? app : [])], {
      cwd: folder.path,
    });

    expect(readFileSync(join(folder.path, usual), 'utf8')).toContain(`# ${sentence}`);
  });

  it('overwrites nothing without --force', async () => {
    using folder = tempFolder({ [usual]: 'dashboard: false\n' });

    const refused = await gatewarden(['init', '--mode', 'create'], { cwd: folder.path });
    const kept = readFileSync(join(folder.path, usual), 'utf8');
    const forced = await gatewarden(['init', '--mode', 'create', '--force'], { cwd: folder.path });

    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('is there already: add --force') });
    expect(kept).toBe('dashboard: false\n');
    expect(forced.status).toBe(0);
    expect(parse(readFileSync(join(folder.path, usual), 'utf8')).cloudtrail).toEqual({ mode: 'create' });
  });
});

describe('the help of gatewarden init', () => {
  const [, examples = ''] = helpAfterOptions.split('Examples:\n');
  const commands = examples.replaceAll(/ \\\n +/g, ' ').matchAll(/gatewarden (init .+)/g);

  it.each([...commands].map(([, command = '']) => command))('has an example that works: %s', async (command) => {
    using folder = tempFolder();
    const file = join(folder.path, usual);

    await gatewarden([...command.split(' '), '--config', file]);

    expect(parse(readFileSync(file, 'utf8'))).toHaveProperty('cloudtrail');
  });

  it('fits a terminal of 80 columns', () => {
    expect(helpAfterOptions.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('gatewarden init, at a terminal', () => {
  async function run(folder: { readonly path: string }, answers: readonly Answer[], ...args: readonly string[]) {
    const { input, output, shown, unasked } = typist(answers);
    const file = join(folder.path, usual);
    const terminal = { stdin: input, stdout: output };
    const { status, stderr } = await gatewarden(['init', '--config', file, ...args], terminal);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    return { status, text, said: stderr, shown: shown(), unasked: unasked() };
  }

  it('asks for what no flag says, and writes it', async () => {
    using folder = tempFolder();

    const { status, text, shown, unasked } = await run(
      folder,
      [
        ['Which account owns', '111122223333'],
        ["How do Entra ID's", ''],
      ],
      ...['--mode', 'bucket', '--bucket', 'example-logs', ...told],
    );

    expect([status, unasked]).toEqual([0, []]);
    expect(parse(text ?? '').cloudtrail).toEqual({ mode: 'bucket', bucket: 'example-logs', account: '111122223333' });
    expect(shown).toContain(`${usual} is written. Next:`);
  });

  it('writes nothing, once somebody presses Ctrl-C, and ends with 130', async () => {
    using folder = tempFolder();

    const { status, text, said } = await run(folder, [
      ['Where are the log files', ''],
      ['Are there log files', keys.ctrlC],
    ]);

    expect([status, text, said]).toEqual([130, undefined, 'Broken off. Nothing was written.\n']);
  });

  it.each([
    ['', 1, 'dashboard: false\n'],
    ['y', 0, expect.stringContaining('mode: create')],
  ])('asks before it overwrites; the answer is %j', async (answer, status, text) => {
    using folder = tempFolder({ [usual]: 'dashboard: false\n' });

    const ended = await run(folder, [['Overwrite it?', answer]], '--mode', 'create', '--entra', 'none', ...told);

    expect([ended.status, ended.text]).toEqual([status, text]);
  });

  it('says what is wrong with a flag before it asks for anything', async () => {
    using folder = tempFolder();

    const { status, said, shown } = await run(folder, [], '--mode', 'nosuch');

    expect([status, shown]).toEqual([2, '']);
    expect(said).toContain('--mode must be "create"');
  });
});
