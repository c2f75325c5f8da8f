import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambda/core/alert.ts';
import { rules } from '../../lambda/rules/index.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { repository } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { deployments } from '../end-to-end/deployed.ts';
import { logFileKey } from '../handlers/batch.ts';
import { azureMonitorSignIn, consoleLogin, createLoginProfile } from '../records.ts';

const schema = JSON.parse(readFileSync(`${repository}/docs/schema/alert.schema.json`, 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const keys = { log: logFileKey('endoftime000'), landing: 'PT1H.json' };
const alertRules = rules.filter(({ deliver }) => deliver === 'alert').map(({ id }) => id);

/** The first and the last instant that there is, and what an alert says of it. */
const ends = [
  { name: 'the first', time: '0001-01-01T00:00:00Z', epoch: -62_135_596_800_000 },
  { name: 'the last', time: '9999-12-31T23:59:59.999Z', epoch: 253_402_300_799_999 },
];

const deploy = deployments();

describe.each(ends)('events of $name instant', ({ time, epoch }) => {
  it('are remembered, judged, told and kept as any other by the functions', async () => {
    const deployed = await deploy();
    const replayed = await replay(time, ['--format', 'json']);
    const logsArrive = async () => {
      await deployed.put('cloudtrail', keys.log, Buffer.from(logOf(time)));
      await deployed.idle();
    };

    await deployed.put('entra', keys.landing, Buffer.from(signInsOf(time)));
    await deployed.idle();
    await logsArrive();
    const told = deployed.machines();
    await logsArrive();

    const expected = replayed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Alert);
    expect(idsOf(told)).toEqual(idsOf(expected.filter(({ signal }) => !signal)));
    expect(deployed.machines()).toHaveLength(told.length);
    for (const alert of told) {
      expect(alert).toMatchObject({ startTime: time, endTime: time });
      expect(validate(alert), JSON.stringify(validate.errors)).toBe(true);
    }
    const mails = deployed.people();
    expect(mails.length).toBeGreaterThan(0);
    for (const { text } of mails) expect(text).toContain(time.slice(0, 10));
  });

  it('are replayed, and shown in every form', async () => {
    const found = (await replay(time, ['--format', 'json']))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Alert);
    const table = await replay(time, ['--format', 'table', '--signals']);
    const findings = (await replay(time, ['--format', 'ocsf']))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

    expect([...new Set(found.map(({ rule }) => rule.id))].toSorted()).toEqual(expect.arrayContaining(alertRules));
    for (const alert of found) expect(validate(alert), JSON.stringify(validate.errors)).toBe(true);
    expect(table).toContain(time.slice(0, 10));
    expect(table).not.toMatch(/NaN|Invalid|undefined/);
    for (const { time: at, finding_info: info } of findings) {
      expect(at).toBe(epoch);
      expect(info).toMatchObject({ first_seen_time: epoch, last_seen_time: epoch });
    }
  });
});

it('events of both ends make one report', async () => {
  using folder = tempFolder({ 'a.json': logOf(ends[0]?.time ?? ''), 'b.json': logOf(ends[1]?.time ?? '') });
  const report = join(folder.path, 'report.html');

  const { status } = await gatewarden(['replay', '--format', 'json', '--report', report, folder.path]);

  const page = readFileSync(report, 'utf8').replace(/<script>.*?<\/script>/gs, ''); // its data stays
  expect(status).toBe(0);
  expect(['0001-01-01', '9999-12-31', 'NaN', 'Invalid Date'].map((text) => page.includes(text))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

/** All that takes for every rule to alert, at one instant. */
function logOf(eventTime: string): string {
  const failure = (n: number) =>
    consoleLogin({
      eventTime,
      eventID: `failed-${n}`,
      errorMessage: 'Failed authentication',
      responseElements: { ConsoleLogin: 'Failure' },
    });
  const challenge = (n: number) =>
    consoleLogin({
      eventTime,
      eventID: `mfa-${n}`,
      errorMessage: 'Failed authentication',
      responseElements: { ConsoleLogin: 'Failure' },
      additionalEventData: { MFAUsed: 'Yes' },
    });
  const several = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];
  const login = consoleLogin({ eventTime, eventID: 'login' });
  const profile = createLoginProfile({ eventTime, eventID: 'profile' });
  return JSON.stringify({ Records: [...several.map(failure), ...several.map(challenge), profile, login] });
}

function signInsOf(time: string): string {
  const failures = [0, 1, 2, 3, 4, 5].map((n) => azureMonitorSignIn({ id: `sign-in-${n}`, time }));
  return failures.map((record) => JSON.stringify(record)).join('\n');
}

async function replay(time: string, options: readonly string[]): Promise<string> {
  using folder = tempFolder({ 'log.json': logOf(time), 'sign-ins.json': signInsOf(time) });
  const { status, stdout, stderr } = await gatewarden(['replay', ...options, folder.path]);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return stdout;
}

function idsOf(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.map(({ alertId }) => alertId))].toSorted();
}
