import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../lambda/rules/index.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';

const ids = rules.map(({ id }) => id);

describe('gatewarden rules', () => {
  it('lists every rule', async () => {
    const { status, stdout, stderr } = await gatewardenProcess(['rules']);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const id of ids) expect(stdout).toContain(`${id} `);
    expect(stdout).not.toContain('\u001B');
  });

  it('shows one rule', async () => {
    const { status, stdout } = await gatewarden(['rules', 'console-login-without-mfa']);

    expect(status).toBe(0);
    expect(stdout).toMatch(/^LOW {2}Login to AWS Management Console without MFA\nconsole-login-without-mfa · /);
  });

  it('as JSON is one rule a line, of which one alone is the same', async () => {
    const all = await gatewarden(['rules', '--format', 'json']);
    const one = await gatewarden(['rules', 'console-login', '--format', 'json']);

    const lines = all.stdout.split('\n').slice(0, -1);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
    expect(lines).toContain(one.stdout.trimEnd());
  });

  it('as a layer for the Navigator is JSON of all rules, or of one', async () => {
    const all = await gatewarden(['rules', '--format', 'navigator']);
    const one = await gatewarden(['rules', 'many-failed-logins-for-user', '--format', 'navigator']);

    const techniquesOf = (text: string): string[] =>
      JSON.parse(text).techniques.map(({ techniqueID }: { techniqueID: string }) => techniqueID);
    expect(techniquesOf(all.stdout)).toEqual(expect.arrayContaining(['T1078', 'T1110.003', 'T1201']));
    expect(techniquesOf(one.stdout)).toEqual(['T1201']);
  });

  it('writes the site with all that it needs, also into a folder that is there already', async () => {
    using folder = tempFolder({ 'site/mine.txt': 'mine' });
    const out = join(folder.path, 'site');

    const { status, stdout } = await gatewardenProcess(['rules', '--format', 'html', '--out', out]);

    const pages = ids.map((id) => `${id}.html`);
    const expected = ['catalogue.css', 'catalogue.js', 'index.html', 'mine.txt', ...pages];
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(readdirSync(out).toSorted()).toEqual(expected.toSorted());
    expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('prints in Markdown what it writes', async () => {
    using folder = tempFolder();

    const [index, page] = await Promise.all([
      gatewarden(['rules', '--format', 'markdown']),
      gatewarden(['rules', 'console-login', '--format', 'markdown']),
    ]);
    await gatewarden(['rules', '--format', 'markdown', '--out', folder.path]);

    expect(readFileSync(join(folder.path, 'README.md'), 'utf8')).toBe(index.stdout);
    expect(readFileSync(join(folder.path, 'console-login.md'), 'utf8')).toBe(page.stdout);
  });
});

describe('a mistake is one sentence, and exit status 2', () => {
  it.each([
    ['an unknown rule', ['nosuch'], `there is no rule 'nosuch'; the rules are ${ids.join(', ')}`],
    ['an escape sequence as a rule', ['\u001B[2J'], "there is no rule '\u{FFFD}[2J'"],
    [
      'a system alert',
      ['log-file-missing'],
      'no rule but a system alert, which judges no events: see docs/system-alerts.md',
    ],
    ['html without a folder', ['--format', 'html'], 'name their folder with --out'],
    ['html of one rule', ['console-login', '--format', 'html'], "leave out the rule's id"],
    ['a folder for one rule', ['console-login', '--format', 'markdown', '--out', 'x'], "leave out the rule's id"],
    ['a folder for a table', ['--out', 'x'], 'not with table'],
    ['a folder inside a file', ['--format', 'html', '--out', 'package.json/x'], 'a part of its path is no folder'],
    ['a folder with the name of a file', ['--format', 'html', '--out', 'package.json'], 'is no folder'],
  ])('%s', async (_, args, sentence) => {
    const { status, stdout, stderr } = await gatewarden(['rules', ...args]);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^gatewarden: [^\n]+\n$/);
    expect(existsSync('x')).toBe(false);
  });

  it('a page that cannot be written', async () => {
    using folder = tempFolder({ 'index.html/in-the-way': '' });

    const { status, stderr } = await gatewarden(['rules', '--format', 'html', '--out', folder.path]);

    expect(status).toBe(2);
    expect(stderr).toBe(`gatewarden: ${join(folder.path, 'index.html')} cannot be written: a folder has that name\n`);
  });
});
