import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { rules } from '../../lambda/rules/index.ts';
import { consoleLogin } from '../records.ts';
import { gatewarden } from './gatewarden.ts';
import { nothingToFind, oneLogin, oneLoginGzip } from './logs.ts';
import { alertsIn, gatewardenProcess, repository } from './run-cli.ts';
import { tempFolder } from './temp-folder.ts';

const guard = join(repository, 'bin/gatewarden.js');
const stackTrace = /^\s+at /m;

function linesOf(output: string): readonly string[] {
  return output.split('\n').slice(0, -1);
}

describe('help', () => {
  it('of the program names its commands', async () => {
    const { status, stdout, stderr } = await gatewardenProcess(['--help']);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('replay');
  });

  it('of replay names every option, what is read, and what the exit status means', async () => {
    const { status, stdout, stderr } = await gatewarden(['replay', '--help']);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const option of ['--format', '--rule', '--signals', '--config', '--exit-code', '--default']) {
      expect(stdout).toContain(option);
    }
    expect(stdout).toContain('.ndjson');
    expect(stdout).toContain('Exit status');
    for (const line of linesOf(stdout)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is what a call without a command gets, as a mistake', async () => {
    const { status, stdout, stderr } = await gatewarden([]);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Usage: gatewarden <command>');
  });
});

describe('a mistake on the command line is one sentence, and exit status 2', () => {
  it.each([
    ['an unknown option', ['replay', '--fromat', 'json', 'x'], /unknown option '--fromat' \(Did you mean --format\?\)/],
    ['an unknown command', ['reply', 'x'], /unknown command 'reply' \(Did you mean replay\?\)/],
    ['an unknown format', ['replay', '--format', 'xml', 'x'], /'xml' is invalid\. Allowed choices are table, json/],
    ['an option without its value', ['replay', 'x', '--config'], /'--config <file>' argument missing/],
    ['no path', ['replay'], /name at least one file or folder to read/],
    [
      'an unknown rule',
      ['replay', '--rule', 'nosuch', 'x'],
      /no rule 'nosuch'; the rules are console-login-without-mfa, /,
    ],
    ['an escape sequence', ['replay', '--rule', '\u001B[2J', 'x'], /no rule '\u{FFFD}\[2J'/u],
  ])('%s', async (_, args, sentence) => {
    const { status, stdout, stderr } = await gatewarden(args);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(linesOf(stderr)).toEqual([expect.stringMatching(sentence)]);
    expect(stderr).toMatch(/^gatewarden: /);
  });
});

describe('a file that cannot be read is told by its name, and the others are judged', () => {
  it.each([
    ['empty.json', ''],
    ['text.log', 'Nov 20 10:00:00 host sshd[1]: Accepted publickey\n'],
    ['other.json', '{"name":"something","version":1}'],
    ['picture.json', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255])],
    ['truncated.json', oneLogin.slice(0, -10)],
    ['broken.json.gz', Buffer.concat([oneLoginGzip.subarray(0, 30), Buffer.from('broken')])],
    ['truncated.json.gz', oneLoginGzip.subarray(0, -20)],
  ])('%s', async (name, content) => {
    using folder = tempFolder({ [name]: content, 'good.json': JSON.stringify([consoleLogin({ eventID: 'good' })]) });

    const { status, stdout, stderr } = await gatewarden(['replay', folder.path]);

    const told = linesOf(stderr).filter((line) => line.includes(join(folder.path, name)));
    expect(status).toBe(2);
    expect(told).toEqual([expect.stringMatching(/: \S.{8,}/)]);
    expect(stderr).not.toMatch(stackTrace);
    expect(linesOf(stdout).flatMap((line) => JSON.parse(line).eventIds)).toContain('good');
  });

  it('a path that does not exist', async () => {
    using folder = tempFolder({ 'good.json': oneLogin });
    const missing = join(folder.path, 'missing.json');

    const { status, stdout, stderr } = await gatewarden(['replay', missing, folder.path]);

    expect(status).toBe(2);
    expect(stderr).toContain(`${missing}: there is no such file or folder`);
    expect(alertsIn(stdout)).toHaveLength(1);
  });

  it('a name that an attacker chose', async () => {
    using folder = tempFolder({ 'a\u001B[2J\nfake line.json': '' });

    const { stderr } = await gatewarden(['replay', folder.path]);

    expect(stderr).toContain('a\u{FFFD}[2J\u{FFFD}fake line.json: ');
  });
});

describe('a configuration', () => {
  it('that is wrong is told with all its faults, each with its place', async () => {
    using folder = tempFolder({ 'my.yaml': 'rules:\n  nosuch: {}\nunknown: 1\n', 'good.json': oneLogin });
    const file = join(folder.path, 'my.yaml');

    const { status, stdout, stderr } = await gatewarden(['replay', '--config', file, folder.path]);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(linesOf(stderr)).toHaveLength(2);
    expect(stderr).toContain(`${file}:2:`);
    expect(stderr).toContain(`${file}:3:`);
    expect(stderr).not.toMatch(stackTrace);
  });

  it('that is missing is told by its name', async () => {
    const { status, stderr } = await gatewarden(['replay', '--config', 'missing.yaml', 'samples']);

    expect(status).toBe(2);
    expect(linesOf(stderr)).toEqual([expect.stringMatching(/^gatewarden: missing\.yaml: /)]);
  });

  it('in the working directory is used without being named', async () => {
    using folder = tempFolder({
      'gatewarden.config.yaml': 'rules:\n  console-login-without-mfa: { enabled: false }\n',
      'good.json': oneLogin,
    });

    const { status, stdout } = await gatewarden(['replay', 'good.json'], { cwd: folder.path });

    expect({ status, alerts: alertsIn(stdout) }).toEqual({ status: 0, alerts: [] });
  });

  it('that disables a rule which the command line demands is a contradiction', async () => {
    using folder = tempFolder({
      'gatewarden.config.yaml': 'rules:\n  console-login-without-mfa: { enabled: false }\n',
      'good.json': oneLogin,
    });
    const args = ['replay', '--rule', 'console-login-without-mfa', 'good.json'];

    const { status, stderr } = await gatewarden(args, { cwd: folder.path });

    expect(status).toBe(2);
    expect(stderr).toContain("the configuration disables the rule 'console-login-without-mfa'");
  });
});

describe('the output', () => {
  it('is JSON where stdout is no terminal: one alert a line, and nothing else', async () => {
    using folder = tempFolder({ 'good.json.gz': oneLoginGzip });

    const { status, stdout } = await gatewardenProcess(['replay', folder.path]);

    expect(status).toBe(0);
    expect(linesOf(stdout).map((line) => JSON.parse(line).rule.id)).toEqual([
      'console-login-without-mfa',
      'console-login',
    ]);
  });

  it('is empty JSON where there is no alert, and says so as a table', async () => {
    using folder = tempFolder({ 'quiet.json': nothingToFind });

    const json = await gatewarden(['replay', folder.path]);
    const table = await gatewarden(['replay', '--format', 'table', folder.path]);

    expect([json.stdout, table.stdout]).toEqual(['', 'No alerts.\n']);
    expect([json.status, table.status]).toEqual([0, 0]);
  });

  it('has no colours in a pipe', async () => {
    using folder = tempFolder({ 'good.json': oneLogin });

    const { stdout } = await gatewarden(['replay', '--format', 'table', folder.path]);

    expect(stdout).toMatch(/^LOW {2}Login to AWS Management Console without MFA\n/);
    expect(stdout).not.toContain('\u001B');
  });

  it('shows signals in JSON, and in the table only when asked', async () => {
    using folder = tempFolder({
      'signal.yaml': 'rules:\n  console-login-without-mfa: { deliver: signal }\n',
      'good.json': oneLogin,
    });
    const args = ['replay', '--config', 'signal.yaml', 'good.json', '--exit-code'];

    const json = await gatewarden([...args, '--format', 'json'], { cwd: folder.path });
    const table = await gatewarden([...args, '--format', 'table'], { cwd: folder.path });
    const all = await gatewarden([...args, '--format', 'table', '--signals'], { cwd: folder.path });

    expect(linesOf(json.stdout).map((line) => JSON.parse(line).signal)).toEqual([true, true]);
    expect(table.stdout).toBe('No alerts.\n');
    expect(all.stdout.match(/^\w.*$/gm)).toEqual([
      'LOW  Login to AWS Management Console without MFA (signal)',
      'INFORMATIONAL  AWS console login (signal)',
    ]);
    expect(table.stderr).toContain('1 Informational (signal): console-login\n');
    expect([json.status, table.status, all.status]).toEqual([0, 0, 0]);
  });

  it.skipIf(!existsSync('/dev/full')).each([
    ['stdout', 1, 2],
    ['stderr', 2, 0],
  ])('onto a full disk, as %s, ends the process without a stack trace', async (_, descriptor, expected) => {
    const full = openSync('/dev/full', 'w');
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    stdio[descriptor] = full;
    const child = spawn(process.execPath, [guard, 'replay', 'samples'], { cwd: repository, stdio });
    const outputs = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));

    const [[status], ...said] = await Promise.all([once(child, 'close'), ...outputs]);
    closeSync(full);

    expect(status).toBe(expected);
    expect(said.join('')).not.toMatch(stackTrace);
  });

  it('ends quietly when nobody reads it any more', async () => {
    const child = spawn(process.execPath, [guard, 'replay', 'samples', '--format', 'json'], { cwd: repository });
    child.stdout.destroy();

    const [[status], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);

    expect(status).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|should not/);
  });
});

describe('the exit status', () => {
  it('with --exit-code is 1 for an alert, 0 for none, and 2 where a file was not read', async () => {
    using folder = tempFolder({ 'good.json': oneLogin, 'quiet.json': nothingToFind, 'empty.json': '' });
    const [good, quiet, empty] = ['good.json', 'quiet.json', 'empty.json'];

    const statuses = await Promise.all(
      [[good], [quiet], [good, empty]].map((files) =>
        gatewarden(['replay', '--exit-code', ...files], { cwd: folder.path }).then(({ status }) => status),
      ),
    );

    expect(statuses).toEqual([1, 0, 2]);
  });

  it('does not suffer from a bad record in a readable file, which is told', async () => {
    using folder = tempFolder({
      'mixed.json': JSON.stringify({ Records: [consoleLogin({ eventTime: 'yesterday' }), consoleLogin()] }),
    });

    const { status, stdout, stderr } = await gatewarden(['replay', folder.path]);

    expect(status).toBe(0);
    expect(alertsIn(stdout)).toHaveLength(1);
    expect(stderr).toMatch(/failed +1/);
    expect(stderr).toMatch(/mixed\.json, line 1, .*: .*"yesterday"/);
  });

  it('after an interruption is that of the signal, without another word', async () => {
    const child = spawn(process.execPath, [guard, 'replay', '--default', '/dev/stdin'], { cwd: repository });
    const errors = text(child.stderr);
    await once(child.stderr, 'data');

    child.kill('SIGINT');

    const [, signal] = await once(child, 'close');
    expect(signal).toBe('SIGINT');
    expect(linesOf(await errors)).toEqual(['No path was named: reading /dev/stdin.', '']);
  });
});

describe('--rule', () => {
  it('judges only the rules that it names, as often as it is given', async () => {
    const ids = rules.map(({ id }) => id);

    const one = await gatewarden(['replay', '--rule', ids[0] as string, 'samples']);
    const all = await gatewarden(['replay', ...ids.flatMap((id) => ['--rule', id]), 'samples']);

    const found = (stdout: string) => [...new Set(linesOf(stdout).map((line) => JSON.parse(line).rule.id))].toSorted();
    expect(found(one.stdout)).toEqual([ids[0]]);
    expect(found(all.stdout)).toEqual(ids.toSorted());
  });
});

describe('--default', () => {
  it('is read where no path is named, and not otherwise', async () => {
    using folder = tempFolder({ 'good.json': oneLogin, 'quiet.json': nothingToFind });

    const without = await gatewarden(['replay', '--default', 'good.json'], { cwd: folder.path });
    const named = await gatewarden(['replay', '--default', 'good.json', 'quiet.json'], { cwd: folder.path });

    expect(alertsIn(without.stdout)).toHaveLength(1);
    expect(without.stderr).toContain('No path was named: reading good.json.');
    expect(named.stdout).toBe('');
  });
});

describe('an installation that is not fit', () => {
  it('on a Node.js that does not run TypeScript says which one does', async () => {
    const env = { ...process.env, NODE_OPTIONS: '--no-experimental-strip-types' };
    const child = spawn(process.execPath, [guard, 'replay', 'samples'], { cwd: repository, env });

    const [[status], stdout, stderr] = await Promise.all([
      once(child, 'close'),
      text(child.stdout),
      text(child.stderr),
    ]);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(linesOf(stderr)).toEqual([expect.stringMatching(/needs a Node\.js .*\(22\.18 or newer\).*npm ci/)]);
  });

  it('without the dependencies says which command installs them', async () => {
    using folder = tempFolder();
    for (const part of ['bin', 'lambda', 'package.json']) {
      cpSync(join(repository, part), join(folder.path, part), { recursive: true });
    }
    const child = spawn(process.execPath, [join(folder.path, 'bin/gatewarden.js')]);

    const [[status], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);

    expect(status).toBe(2);
    expect(linesOf(stderr)).toEqual(['gatewarden: its dependencies are not installed; run `npm ci` first.']);
  });

  it('can at least be parsed, as far back as Node 12', () => {
    const source = readFileSync(guard, 'utf8');

    const { code: asIs } = transformSync(source, { target: 'esnext' });
    const { code: forNode12 } = transformSync(source, { target: 'node12.20' });

    expect(forNode12).toBe(asIs);
  });
});
