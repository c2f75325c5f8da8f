import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { trailModes } from '../bin/commands/init/trail-modes.ts';
import { parseConfigText } from '../bin/config-file.ts';
import { program } from '../bin/gatewarden.ts';
import { rules } from '../lambda/rules/index.ts';
import { gatewarden } from './cli/gatewarden.ts';
import { tempFolder } from './cli/temp-folder.ts';
import { templateOf } from './lib/synthesise.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'deploy');
const files = [join(root, 'docs', 'deploy.md'), ...readdirSync(folder).map((name) => join(folder, name))];
const pages = files.map((file) => ({ name: relative(root, file), file, text: readFileSync(file, 'utf8') }));
const ruleIds = rules.map(({ id }) => id);

/** The blocks of a page in one language, without what they are indented by. */
function blocksOf(text: string, language: string): readonly string[] {
  const blocks = [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\`$`, 'gms'))];
  return blocks.map(([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** The arguments of each `npx gatewarden`, in blocks and in the text. */
function commandsIn(text: string): readonly (readonly string[])[] {
  const lines = text.replaceAll(/\\\n\s*/g, ' ').matchAll(/npx gatewarden ([^\n`|;]*)/g);
  return [...lines].map(([, line = '']) => {
    const [command = ''] = line.split(/ #| &&/);
    return [...command.matchAll(/\$\([^)]*\)|\S+/g)].map(([word]) => word);
  });
}

describe('the pages on deployment', () => {
  it.each(Object.entries(trailModes))(
    'have one for the mode %s, with its block, and the overview leads there',
    (mode, { page }) => {
      const [overview, ...others] = pages;
      const found = others.find(({ name }) => name === page);

      const modes = blocksOf(found?.text ?? '', 'yaml').map((block) => parse(block).cloudtrail?.mode);
      expect(modes).toContain(mode);
      expect(overview?.text).toContain(`](${relative('docs', page)}`);
    },
  );

  it('show configurations that are valid', () => {
    const blocks = pages.flatMap(({ name, text }) => blocksOf(text, 'yaml').map((block) => ({ name, block })));

    expect(blocks.length).toBeGreaterThan(10);
    for (const { name, block } of blocks)
      expect(() => parseConfigText(block, { file: name, ruleIds }), block).not.toThrow();
  });

  it('show commands of bash that can be parsed', () => {
    const blocks = pages.flatMap(({ text }) => blocksOf(text, 'sh'));

    expect(blocks.length).toBeGreaterThan(30);
    for (const block of blocks) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
      expect([status, stderr], block).toEqual([0, '']);
    }
  });

  it('replace what belongs to others only by what was merged with what is there', () => {
    const replacing = /\b(?:put-bucket-(?:policy|notification-configuration|replication)|put-key-policy) --\S+ .*$/gm;
    const found = pages.flatMap(({ text }) => [...text.matchAll(replacing)].map((match) => ({ match, text })));

    expect(found.length).toBeGreaterThan(6);
    for (const { match, text } of found) {
      const [command] = match;
      expect(command).toContain('file://merged.json');
      const [put = ''] = command.split(' ');
      expect(text.slice(0, match.index), command).toContain(put.replace('put-', 'get-'));
    }
  });

  it('name only outputs that the stack has', () => {
    const known = new Set(outputs().map(withoutNumber));

    const named = pages.flatMap(({ text }) => [
      ...[...text.matchAll(/\.Gatewarden\.([A-Za-z0-9]+)/g)].map(([, name = '']) => name),
      ...[...text.matchAll(/\boutputs? `([A-Za-z0-9]+)`/g)].map(([, name = '']) => name),
      ...[...text.matchAll(/`(CloudTrail\d[A-Za-z]+)`/g)].map(([, name = '']) => name),
    ]);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.has(withoutNumber(name)))).toEqual([]);
  });

  it('name what the stack prints for others, each on some page', () => {
    const printed = outputs()
      .filter((name) => /^CloudTrail\d/.test(name))
      .map(withoutNumber);

    const text = pages.map((page) => page.text).join();
    expect(new Set(printed.filter((name) => !text.includes(name)))).toEqual(new Set(['CloudTrailQueueArn'])); // it is in the notification
  });

  it('lead to files and headings that are there', () => {
    const links = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)]*)\)/g)].map(([, link = '']) => ({ file, link })),
    );

    expect(links.length).toBeGreaterThan(40);
    for (const { file, link } of links) {
      const [path = '', anchor] = link.split('#');
      const to = path === '' ? file : join(dirname(file), path);
      expect(existsSync(to), `${file}: ${link}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(to, 'utf8')), `${file}: ${link}`).toContain(anchor);
    }
  });
});

describe('the commands of gatewarden on these pages', () => {
  const commands = pages.flatMap(({ text }) => commandsIn(text));
  const inits = commands.filter(([name, ...args]) => name === 'init' && args.length > 0);

  it('have options that there are', async () => {
    expect(commands.length).toBeGreaterThan(15);
    for (const args of commands) {
      const parsed = withoutActions(await program(args)).parseAsync(args, { from: 'user' });
      await expect(parsed, args.join(' ')).resolves.toBeDefined();
    }
  });

  it.each(inits.map((args) => [args.join(' '), args] as const))('write a configuration: %s', async (_, args) => {
    using temp = tempFolder();
    const file = join(temp.path, 'gatewarden.config.yaml');

    const { status } = await gatewarden([...args, '--config', file]);

    expect(status).toBe(0);
    expect(() => parseConfigText(readFileSync(file, 'utf8'), { file, ruleIds })).not.toThrow();
  });
});

let synthesised: readonly string[] | undefined;

/** The outputs of a stack with every mode, and a fast path from elsewhere; synthesised once. */
function outputs(): readonly string[] {
  const config = parseConfigText(everyMode, { file: 'every mode', ruleIds });
  const env = { account: '444455556666', region: 'us-east-1' }; // not that of the log files, whose owner is told the most
  synthesised ??= Object.keys(templateOf({ ...config, fastPath: { regions: ['us-east-2'] } }, env)['Outputs']);
  return synthesised;
}

/** A command that only parses. */
function withoutActions(command: Command): Command {
  for (const part of command.commands) withoutActions(part);
  return command.commands.length > 0 ? command : command.action(() => undefined);
}

function withoutNumber(output: string): string {
  return output.replace(/^CloudTrail\d+/, 'CloudTrail');
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  const headings = text.replaceAll(/^ *```.*?^ *```$/gms, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const everyMode = `
cloudtrail:
  - mode: create
  - mode: bucket
    bucket: example-cloudtrail-logs
    account: "111122223333"
    keyArn: arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001
  - mode: topic
    topicArn: arn:aws:sns:us-east-1:111122223333:example-cloudtrail-topic
    bucket: example-topic-logs
    account: "111122223333"
    readAs: arn:aws:iam::111122223333:role/gatewarden-reads-logs
  - mode: eventbridge
    bucket: example-eventbridge-logs
    account: "111122223333"
  - mode: replica
    sourceBucket: example-source-logs
    account: "111122223333"
    roleArn: arn:aws:iam::111122223333:role/example-replication
entra:
  graph:
    tenant: example.onmicrosoft.com
    clientId: 00000000-0000-4000-8000-000000000002
    auth: { method: federated }
topics:
  chat:
    enabled: true
`;
