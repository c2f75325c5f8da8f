import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dossierFromFiles, isFrom } from '../../bin/commands/address/from-files.ts';
import { dossierFromTable } from '../../bin/commands/address/from-table.ts';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import type { Address } from '../../lambda/core/address.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { days, minutes, seconds } from '../../lambda/core/time.ts';
import { dossierLine } from '../../lambda/render/address-json.ts';
import { renderDossier } from '../../lambda/render/address-table.ts';
import { rules } from '../../lambda/rules/index.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { embeddedPorts, inTurn } from '../core/detecting.ts';
import { at, failure, login, midnight } from '../core/events.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';

const address = '203.0.113.7' as Address;

const story: readonly DetectorEvent[] = [
  ...Array.from({ length: 7 }, (_, n) => failure(`f${n}`, at(n * 1_000), address)),
  failure('ok', at(9_000), address, { ResultType: '0' }),
  failure('elsewhere', at(9_000), '192.0.2.1'),
  ...Array.from({ length: 21 }, (_, n) =>
    login(`l${n}`, at(minutes(20) + n * 1_000), address, { LoginResult: 'Failure', User: 'alice' }),
  ),
  login('in', at(minutes(30)), address, { MFAUsed: 'No', User: 'alice' }),
];

let server: DynamoDbServer;
let client: DynamoDBClient;

beforeAll(async () => {
  server = await startDynalite();
  client = connect(server);
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

/** A table as the deployed functions leave it after these events. */
async function tableAfter(events: readonly DetectorEvent[]) {
  const tableName = await createTable(client);
  const table = { client, tableName, now: () => midnight };
  const ports = { timelines: dynamoTimelines(table), alerts: dynamoAlerts(table) };
  const bounds = { thinning: true, contextLimit: 1_000, countLimit: 1_000 };
  await detect(inTurn([events]), embeddedPorts(rules, { ...ports, ...bounds }));
  return { tableName, ports };
}

describe('what the deployed table knows of an address', () => {
  it('is what files know, as far as the rules keep it', async () => {
    const { ports } = await tableAfter(story);

    const fromTable = await dossierFromTable(address, { rules }, ports);

    const fromFiles = dossierFromFiles(address, story.filter(isFrom(address)), { rules, alerts: [] });
    expect(fromTable.signIns.map(({ others: _, ...rest }) => rest)).toEqual(
      fromFiles.signIns.map(({ others: _, ...rest }) => rest),
    );
    expect(fromTable.accounts).toEqual(fromFiles.accounts);
    expect(fromTable.results).toEqual({ distinct: 1, top: [{ value: '50126', count: 7 }], atLeast: false });
    expect(fromTable.consoleEvents.map(({ id }) => id)).toEqual(['in']);
    expect(fromTable.counted).toEqual([
      {
        ruleId: 'many-failed-logins-from-ip',
        count: 21,
        atLeast: false,
        first: at(minutes(20)),
        last: at(minutes(20) + 20_000),
      },
    ]);
  });

  it('has the alerts that follow from what it keeps, and names the rules whose alerts it cannot find', async () => {
    const { ports } = await tableAfter(story);

    const { alerts, unknown } = await dossierFromTable(address, { rules }, ports);

    expect(alerts.map(({ rule }) => rule.id).toSorted()).toEqual([
      'console-login',
      'console-login-without-mfa',
      'entra-failures-with-console-login',
      'many-failed-logins-from-ip',
    ]);
    expect(unknown.join(' ')).toContain('many-failed-logins-for-user');
    expect(unknown.join(' ')).not.toContain('many-failed-logins-from-ip');
  });

  it('of a flood is a lower bound, and says so', async () => {
    const flood = Array.from({ length: 100 }, (_, n) => failure(`f${n}`, at(n * seconds(1)), address));
    const { ports } = await tableAfter(flood);

    const { signIns } = await dossierFromTable(address, { rules }, ports);

    expect(signIns[0]?.failures.atLeast).toBe(true);
    expect(signIns[0]?.failures.count).toBeGreaterThanOrEqual(12);
    expect(signIns[0]?.failures.count).toBeLessThanOrEqual(100);
  });

  it('of a flood gives no account, result code, count or event count as exact', async () => {
    const flood = [
      ...Array.from({ length: 100 }, (_, n) => failure(`f${n}`, at(n * seconds(1)), address)),
      ...Array.from({ length: 100 }, (_, n) => login(`l${n}`, at(n * 100), address, { LoginResult: 'Failure' })),
    ];
    const { ports } = await tableAfter(flood);

    const dossier = await dossierFromTable(address, { rules }, ports);

    expect(dossier).toMatchObject({
      accounts: { atLeast: true },
      results: { atLeast: true },
      counted: [{ atLeast: true, count: 100 }],
      alerts: [{ rule: { id: 'many-failed-logins-from-ip' }, eventCountAtLeast: true }],
    });
    const table = renderDossier(dossier, { width: 120, colour: false });
    expect(table).toMatch(/Accounts tried: at least \d+\n/);
    expect(table).toMatch(/50126 wrong user name or password at least ×\d+\n/);
    expect(table).toContain('at least 100 counted by many-failed-logins-from-ip');
    expect(table).toMatch(/many-failed-logins-from-ip · .* · at least \d+ events\n/);
    expect(JSON.parse(dossierLine(dossier))).toMatchObject({
      accounts: { atLeast: true },
      results: { atLeast: true },
      alerts: [{ eventCountAtLeast: true }],
    });
  });

  it('is exact beside a flood of another day', async () => {
    const guesses = (name: string, count: number, from: number) =>
      Array.from({ length: count }, (_, n) => login(`${name}${n}`, at(from + n), address, { LoginResult: 'Failure' }));
    const { ports } = await tableAfter([...guesses('a', 100, 0), ...guesses('b', 21, days(1))]);

    const { alerts } = await dossierFromTable(address, { rules }, ports);

    expect(alerts.map(({ eventCount, eventCountAtLeast }) => [eventCount, eventCountAtLeast])).toEqual([
      [expect.any(Number), true],
      [21, undefined],
    ]);
  });

  it('lacks the failed sign-ins of a disabled rule, and says so', async () => {
    const { ports } = await tableAfter(story);
    const isEntra = ({ id }: { readonly id: string }): boolean => id === 'entra-failures-with-console-login';
    const configured = { rules: rules.filter((rule) => !isEntra(rule)), disabled: rules.filter(isEntra) };

    const { unknown } = await dossierFromTable(address, configured, ports);

    expect(unknown[0]).toMatch(/^Failed sign-ins: the configuration disables the rule entra-failures/);
  });

  it('is nothing for an address that never came', async () => {
    const { ports } = await tableAfter([]);

    const dossier = await dossierFromTable('192.0.2.99' as Address, { rules }, ports);

    expect(dossier).toMatchObject({ signIns: [{ failures: { count: 0 } }, {}], consoleEvents: [], alerts: [] });
  });
});

describe('gatewarden address --table', () => {
  const env = () => ({
    ...process.env,
    AWS_ENDPOINT_URL_DYNAMODB: server.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });

  it('reads the table and says below what it cannot know', async () => {
    const { tableName } = await tableAfter(story);

    const { status, stdout, stderr } = await gatewarden(
      ['address', address, '--table', tableName, '--region', 'us-east-1', '--format', 'table'],
      { env: env() },
    );

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('203.0.113.7  in the deployed table\n');
    expect(stdout).toContain('7 failures · 2026-11-20 00:00:00 – 00:00:06');
    expect(stdout).toContain('What the table cannot know\n');
  });

  it('says in one sentence that there is no such table', async () => {
    const { status, stdout, stderr } = await gatewarden(
      ['address', address, '--table', 'nosuch', '--region', 'us-east-1'],
      { env: env() },
    );

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      "gatewarden: the table 'nosuch' cannot be read: there is no such table in this region and account\n",
    );
  });
});
