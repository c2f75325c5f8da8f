import { expect, it } from 'vitest';
import { faults } from '../ocsf/faults.ts';
import { readSchema } from '../ocsf/schema.ts';
import { gatewarden } from './gatewarden.ts';
import { alertsIn } from './run-cli.ts';

it('replay writes OCSF findings, one a line and nothing else, for the same alerts and signals as JSON', async () => {
  const ocsf = await gatewarden(['replay', 'samples', '--format', 'ocsf']);
  const json = await gatewarden(['replay', 'samples', '--format', 'json']);

  const lines = ocsf.stdout.split('\n');
  const findings = lines.slice(0, -1).map((line) => JSON.parse(line));
  const told = json.stdout.split('\n').slice(0, -1);
  expect([ocsf.status, lines.at(-1)]).toEqual([0, '']);
  expect(ocsf.stderr).toContain('Found 10 alerts and 19 signals:\n');
  expect(findings.map((finding) => finding.finding_info.uid)).toEqual(told.map((line) => JSON.parse(line).alertId));
  expect(findings.filter((finding) => finding.is_alert)).toHaveLength(alertsIn(json.stdout).length);
  for (const finding of findings) expect(faults(finding, readSchema())).toEqual([]);
});

it.each([['explain'], ['address']])('%s has no OCSF form', async (command) => {
  const { status, stdout, stderr } = await gatewarden([command, 'samples', '--format', 'ocsf']);

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/'ocsf' is invalid\. Allowed choices are table, json\./);
});
