import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatewarden } from '../cli/gatewarden.ts';
import { oneLogin } from '../cli/logs.ts';
import { gatewardenProcess, repository } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { graphSignIn } from '../records.ts';

/** The data that a report's script reads. */
function dataIn(path: string) {
  const [, data = ''] = /id="data">(.*?)<\/script>/s.exec(readFileSync(path, 'utf8')) ?? [];
  return JSON.parse(data);
}

describe('replay --report', () => {
  it.each(['table', 'json', 'ocsf'])(
    'writes a page beside --format %s, whose output stays the same',
    async (format) => {
      using folder = tempFolder();
      const path = join(folder.path, 'report.html');

      const without = await gatewarden(['replay', '--format', format, 'samples']);
      const { status, stdout, stderr } = await gatewarden(['replay', '--format', format, '--report', path, 'samples']);

      expect({ status, stdout }).toEqual({ status: 0, stdout: without.stdout });
      expect(stderr).toMatch(/^Wrote the report .*report\.html \(\d+ kB\)\.$/m);
      expect(readdirSync(folder.path)).toEqual(['report.html']);
    },
  );

  it('has every alert and signal of the samples, with evidence and triage, and the failures that alerts speak of', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'report.html');

    const { stdout } = await gatewardenProcess(['replay', '--format', 'json', '--report', path, 'samples']);

    const { alerts, rules, failureCharts } = dataIn(path);
    const told = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(alerts.map(({ id }: { id: string }) => id))).toEqual(new Set(told.map(({ alertId }) => alertId)));
    for (const { evidence, rule } of alerts) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(rules[rule].triage.length).toBeGreaterThan(0);
    }
    const [first] = failureCharts;
    const sides = told.find(({ context }) => context.sides?.length === 2).context.sides;
    expect(first.address).toBe('203.0.113.7');
    expect(first.kinds.slice(0, 2).map(({ count }: { count: number }) => count)).toEqual(
      sides.map(({ count }: { count: number }) => count),
    );
    expect(first.logins.map(({ who }: { who: string }) => who)).toEqual(['carol', 'backup']);
  });

  it('counts failures whatever rules are chosen', async () => {
    const failures = Array.from({ length: 3 }, (_, index) => graphSignIn({ id: `id-${index}` }));
    using folder = tempFolder({ 'a.json': oneLogin, 'b.json': JSON.stringify({ value: failures }) });
    const path = join(folder.path, 'report.html');

    await gatewarden(['replay', '--rule', 'console-login-without-mfa', '--report', path, folder.path]);

    expect(dataIn(path).failureCharts).toMatchObject([{ address: '203.0.113.7', kinds: [{ count: 3 }, {}, {}] }]);
  });

  it('is the same file for the same logs', async () => {
    using folder = tempFolder();
    const paths = ['a.html', 'b.html'].map((name) => join(folder.path, name));

    for (const path of paths) await gatewarden(['replay', '--report', path, 'samples']);

    const [a, b] = paths.map((path) => readFileSync(path, 'utf8'));
    expect(a).toBe(b);
  });

  it('that cannot be written is one sentence and exit status 2, before anything is read', async () => {
    const { status, stdout, stderr } = await gatewarden(['replay', '--report', 'missing/report.html', 'samples']);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('gatewarden: missing/report.html cannot be written: there is no such folder\n');
  });

  it('costs nothing where it is not asked for: no static import leads to it', () => {
    const files = readdirSync(join(repository, 'bin'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.includes('replay/report/'),
    );

    const leading = files.filter((file) =>
      /^import (?!type )[^;]*(?:report\/(?!unwritable-report)|render\/report)/m.test(
        readFileSync(join(repository, 'bin', file), 'utf8'),
      ),
    );

    expect(files).toContain('commands/replay.ts');
    expect(leading).toEqual([]);
  });
});
