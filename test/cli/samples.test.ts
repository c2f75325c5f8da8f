import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../bin/commands/replay/find-files.ts';
import { replay } from '../../bin/commands/replay/replay.ts';
import { rules } from '../../lambda/rules/index.ts';
import { sampleFiles } from '../../samples/generate.ts';
import { gatewarden } from './gatewarden.ts';
import { repository } from './run-cli.ts';

const samples = join(repository, 'samples');

/** Compressed bytes may differ from one zlib to the next; what they hold may not. */
function content(path: string, bytes: Uint8Array): string {
  return (path.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
}

describe('the samples', () => {
  it('are what their generator writes, every file and no other', () => {
    const generated = sampleFiles();

    const present = ['cloudtrail', 'entra'].flatMap((folder) =>
      readdirSync(join(samples, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => join(folder, name))
        .filter((name) => statSync(join(samples, name)).isFile()),
    );

    expect(present.toSorted()).toEqual([...generated.keys()].toSorted());
    for (const [path, bytes] of generated) {
      expect(content(path, readFileSync(join(samples, path))), path).toBe(content(path, bytes));
    }
  });

  it('are small', () => {
    const sizes = [...sampleFiles().values()].map(({ byteLength }) => byteLength);

    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  });

  it('hold nothing that looks like an access key or a principal of a real account', () => {
    for (const [path, bytes] of sampleFiles()) {
      expect(content(path, bytes), path).not.toMatch(/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{8}/);
    }
  });

  it('tell the story of their README: ten alerts, and all the rest is innocent', async () => {
    const { files, ignored, unreadable } = await findFiles([samples]);

    const result = await replay({ files, rules });

    const alerts = result.alerts.filter(({ signal }) => !signal);
    expect({ ignored, unreadable: [...unreadable, ...result.unreadable] }).toEqual({ ignored: 6, unreadable: [] });
    expect(
      alerts.map(({ rule, startTime, eventCount, severity }) => [startTime, rule.id, eventCount, severity]),
    ).toEqual([
      ['2026-11-20T02:46:00Z', 'many-failed-logins-for-user', 24, 'Medium'],
      ['2026-11-20T02:46:00Z', 'many-failed-logins-from-ip', 24, 'Medium'],
      ['2026-11-20T03:14:07Z', 'console-login-without-mfa', 1, 'Low'],
      ['2026-11-20T03:14:07Z', 'entra-failures-with-console-login', 1, 'High'],
      ['2026-11-20T03:21:12Z', 'console-login-without-mfa', 1, 'Low'],
      ['2026-11-20T03:21:12Z', 'entra-failures-with-console-login', 1, 'High'],
      ['2026-11-20T03:21:12Z', 'login-profile-created-and-used', 1, 'High'],
      ['2026-11-20T04:02:51Z', 'console-login-without-mfa', 1, 'High'],
      ['2026-11-20T05:30:10Z', 'console-login-mfa-challenge-failed', 12, 'Medium'],
      ['2026-11-20T05:30:10Z', 'many-failed-mfa-for-user', 12, 'High'],
    ]);
    expect(alerts).toMatchObject([
      { columns: { account: '111122223333', user: 'HIDDEN_DUE_TO_SECURITY_REASONS' } },
      { columns: { sourceIp: '203.0.113.99' } },
      { columns: { AccountName: 'carol', SourceIpAddress: '203.0.113.7' } },
      {
        columns: { AccountName: 'carol', SourceIpAddress: '203.0.113.7' },
        context: {
          sides: [
            { name: 'SigninLogs', count: 16, atLeast: false },
            { name: 'AADNonInteractiveUserSignInLogs', count: 7, atLeast: false },
          ],
          first: '2026-11-20T02:10:00.123Z',
          last: '2026-11-20T03:46:39.123Z',
          values: {
            UserPrincipalName: { distinct: 12 },
            ResultType: {
              distinct: 3,
              top: [
                { value: '50126', count: 19 },
                { value: '50034', count: 2 },
                { value: '50053', count: 2 },
              ],
            },
          },
        },
      },
      { columns: { AccountName: 'backup', SourceIpAddress: '203.0.113.7' } },
      { columns: { AccountName: 'backup', SourceIpAddress: '203.0.113.7' } },
      {
        columns: { account: '111122223333', user: 'backup', sourceIp: '203.0.113.7' },
        context: {
          sides: [{ name: 'CreateLoginProfile', count: 1, atLeast: false }],
          first: '2026-11-20T03:18:40Z',
          values: { User: { distinct: 1, top: [{ value: 'carol', count: 1 }] } },
        },
      },
      { columns: { AccountName: 'arn:aws:iam::111122223333:root', SourceIpAddress: '198.51.100.66' } },
      { columns: { account: '111122223333', user: 'dave', sourceIp: '203.0.113.7' } },
      { columns: { account: '111122223333', user: 'dave' } },
    ]);
  });

  it('give the signals that their README counts', async () => {
    const { files } = await findFiles([samples]);

    const { alerts } = await replay({ files, rules });

    const signals = Map.groupBy(
      alerts.filter(({ signal }) => signal),
      ({ rule }) => rule.id,
    );
    expect(Object.fromEntries([...signals].map(([id, found]) => [id, found.length]))).toEqual({
      'console-login': 13,
      'console-login-failed-authentication': 2,
      'console-login-failure': 4,
    });
  });

  it('are accounted for to the last record', async () => {
    const { files } = await findFiles([samples]);

    const { tally } = await replay({ files, rules });

    const skipped = [...tally.skipped.values()].reduce((sum, count) => sum + count, 0);
    expect(tally.failed).toBe(0);
    expect(tally.records).toBe(tally.events + skipped);
    expect(tally.records).toBeGreaterThan(1_000);
  });

  it('are as severe in OCSF: root without MFA and the logins without MFA after the spray are High', async () => {
    const { stdout } = await gatewarden(['replay', '--default', 'samples', '--format', 'ocsf']);

    const findings = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { severity: string; severity_id: number; finding_info: { title: string } });
    const raised = ['Login to AWS Management Console without MFA', rules[1]?.title];
    const told = findings
      .filter(({ finding_info: { title } }) => raised.includes(title))
      .map(({ severity, severity_id, finding_info: { title } }) => [title, severity, severity_id]);
    expect(told.toSorted()).toEqual([
      ['Failed Entra ID sign-ins but successful login to AWS Console', 'High', 4],
      ['Failed Entra ID sign-ins but successful login to AWS Console', 'High', 4],
      ['Login to AWS Management Console without MFA', 'High', 4],
      ['Login to AWS Management Console without MFA', 'Low', 2],
      ['Login to AWS Management Console without MFA', 'Low', 2],
    ]);
  });

  it('are what the command line shows when nothing is named', async () => {
    const { status, stdout, stderr } = await gatewarden(['replay', '--default', 'samples', '--format', 'table']);

    expect(status).toBe(0);
    expect(stdout).toContain('HIGH  Failed Entra ID sign-ins but successful login to AWS Console\n');
    expect(stdout).toContain('root');
    expect(stdout).toContain('unknown user names');
    expect(stdout).not.toContain('signal');
    expect(stderr).toContain('Found 10 alerts and 19 signals:\n');
    expect(stderr).toContain('(signal): console-login\n');
  });
});
