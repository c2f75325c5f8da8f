import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess, repository } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { consoleLogin, graphSignIn } from '../records.ts';

const logs = {
  'cloudtrail.json': JSON.stringify({
    Records: [consoleLogin({ sourceIPAddress: '2001:DB8:0::1' }), consoleLogin({ eventID: 'other' })],
  }),
  'entra.json': JSON.stringify({ value: [graphSignIn({ address: '2001:db8::1' })] }),
};

describe('gatewarden address', () => {
  it('knows the address in any spelling', async () => {
    using folder = tempFolder(logs);

    const { status, stdout } = await gatewarden(['address', '2001:0db8::0001', '.'], { cwd: folder.path });

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'gatewarden.address/1',
      address: '2001:db8::1',
      source: 'files',
      signIns: [{ table: 'SigninLogs', failures: { count: 1 } }, {}],
      accounts: { distinct: 1, top: [{ value: 'alice@example.com', count: 1 }] },
      results: { top: [{ value: '50126', count: 1, meaning: '50126 wrong user name or password' }] },
      consoleEvents: [
        { time: '2026-11-20T10:00:00Z', fields: { User: 'alice', MFAUsed: 'No', LoginResult: 'Success' } },
      ],
      alerts: [{ rule: { id: 'console-login' } }, { rule: { id: 'console-login-without-mfa' } }],
    });
  });

  it('counts failures as the configuration has them, also where it disables the rule, and says so', async () => {
    const settings = '{ enabled: false, ignoreResultCodes: [50126] }';
    using folder = tempFolder({
      ...logs,
      'off.yaml': 'rules: { entra-failures-with-console-login: { enabled: false } }',
      'ignoring.yaml': `rules: { entra-failures-with-console-login: ${settings} }`,
    });
    const told = (config: string) =>
      gatewarden(['address', '2001:db8::1', '--config', config, '--format', 'table', 'entra.json'], {
        cwd: folder.path,
      });

    const [off, ignoring] = [await told('off.yaml'), await told('ignoring.yaml')];

    expect(off.stdout).toMatch(/SigninLogs +1 failure · .*\n.*AADNonInteractiveUserSignInLogs +0 failures\n/);
    expect(off.stdout).toMatch(/The configuration disables the rule entra-failures-with-console-login/);
    expect(ignoring.stdout).toMatch(/SigninLogs +0 failures\n/);
  });

  it('shows in a table what an analyst asks of the address in the samples', async () => {
    const { status, stdout } = await gatewardenProcess(['address', '203.0.113.7', 'samples', '--format', 'table']);

    expect(status).toBe(0);
    expect(stdout).toContain('SigninLogs                       16 failures · 2026-11-20 02:10:00 – 03:46:39');
    expect(stdout).toContain('Accounts tried: 12\n');
    expect(stdout).toContain('50126 wrong user name or password ×19');
    expect(stdout).toMatch(/2026-11-20 03:14:07 +carol · Success · MFA No/);
    expect(stdout).toContain('entra-failures-with-console-login · 2026-11-20 03:14:07 · 1 event');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it.each([
    ['what is no address', ['203.0.113.XXX', '.'], "gatewarden: '203.0.113.XXX' is no IP address\n"],
    ['a placeholder', ['0.0.0.0', '.'], "gatewarden: '0.0.0.0' is no IP address\n"],
    [
      'nothing to read',
      ['203.0.113.7'],
      'gatewarden: name files or folders to read, or the deployed table with --table\n',
    ],
  ])('says of %s one sentence, with exit status 2', async (_, args, sentence) => {
    using folder = tempFolder(logs);

    const ended = await gatewarden(['address', ...args], { cwd: folder.path });

    expect(ended).toEqual({ status: 2, stdout: '', stderr: sentence });
  });

  it('says of an address of which there is nothing that there is nothing', async () => {
    using folder = tempFolder(logs);

    const { status, stdout } = await gatewarden(['address', '192.0.2.99', '.', '--format', 'table'], {
      cwd: folder.path,
    });

    expect(status).toBe(0);
    expect(stdout).toContain('0 failures');
    expect(stdout).toContain('Alerts\n  none\n');
  });
});

it('the SDK is loaded only to read a table, as every command would wait for it', async () => {
  const script = `
    import { createRequire } from 'node:module';
    const { cache } = createRequire(import.meta.url);
    const loaded = () => Object.keys(cache).some((name) => name.includes('@aws-sdk'));
    await import('./bin/gatewarden.ts');
    const atStart = loaded();
    await import('./bin/commands/address/table-ports.ts');
    console.log(atStart, loaded());`;

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: repository,
  });

  expect(stdout).toBe('false true\n');
});
