import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { type Alert, assemble, type Finding, findingOf } from '../../lambda/core/alert.ts';
import { digestOf, memberOf } from '../../lambda/core/bulletin.ts';
import { hours, type Instant, minus, minutes, plus } from '../../lambda/core/time.ts';
import { cells } from '../../lambda/render/cells.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { gatewardenProcess } from '../cli/run-cli.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { midnight } from '../core/events.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { missing } from '../system-alerts/missing.ts';
import { alertFaults } from './schema.ts';
import { entraFailures, everyLogin, loginOf, noon, toldTimes, withoutMfa } from './stored.ts';

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
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', server.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const day = ['--since', '2026-11-20', '--until', '2026-11-21'];

/** A table as the deployed functions leave it; `told` are the audiences that were told. */
async function tableOf(
  found: readonly (readonly [finding: Finding, told?: Readonly<Record<string, number>>, due?: Instant])[],
): Promise<string> {
  const tableName = await createTable(client);
  const alerts = dynamoAlerts({ client, tableName, now: () => noon });
  for (const [finding, told = {}, due] of found) {
    const { alertId } = finding;
    await alerts.merge(finding, due === undefined ? {} : { due });
    await alerts.claim({ alertId, owner: 'test', now: noon, lease: minutes(5) });
    for (const [audience, revision] of Object.entries(told)) {
      await alerts.markTold(alertId, 'test', audience, toldTimes(revision));
    }
  }
  return tableName;
}

function alertsIn(stdout: string): readonly Alert[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Alert);
}

describe('gatewarden alerts', () => {
  it('lists in JSON one valid alert a line, newest first, as they stand', async () => {
    const withoutThisVersion = { ...withoutMfa, id: 'name-of-old' };
    const table = await tableOf([
      [findingOf(withoutMfa, loginOf('alice', noon)), { machines: 1, people: 2 }],
      [findingOf(entraFailures, loginOf('bob', plus(noon, hours(2))))],
      [findingOf(everyLogin, loginOf('bob', plus(noon, hours(1))))],
      [findingOf(withoutThisVersion, loginOf('carol', minus(noon, hours(1))))],
      [findingOf(withoutMfa, loginOf('dave', minus(midnight, hours(1))))],
    ]);

    const { status, stdout, stderr } = await gatewardenProcess([
      'alerts',
      '--table',
      table,
      ...day,
      '--format',
      'json',
    ]);

    const alerts = alertsIn(stdout);
    expect(status).toBe(0);
    expect(alerts.map(({ rule, revision, signal }) => [rule.id, revision, signal])).toEqual([
      [entraFailures.id, 1, false],
      [everyLogin.id, 1, true],
      [withoutMfa.id, 2, false],
      ['name-of-old', 1, false],
    ]);
    for (const alert of alerts) expect(alertFaults(alert)).toBeNull();
    expect(stderr).toBe(
      'Listed 3 alerts and 1 signal of 2026-11-20 00:00:00 – 2026-11-21 00:00:00 UTC.\n' +
        'Nobody was told of 2 of the alerts so far.\n',
    );
  });

  it('shows in a table who was told, and leaves signals and bulletins out', async () => {
    const digested = findingOf(withoutMfa, loginOf('alice', noon));
    const alert = assemble(withoutMfa, { ...digested, ruleId: withoutMfa.id, told: {} }, { revision: 1 });
    const digest = memberOf(digestOf(alert, 'people'), alert) as Finding;
    const table = await tableOf([
      [digested, { machines: 1, people: 1 }],
      [digest, {}, plus(midnight, hours(30))],
      [findingOf(withoutMfa, loginOf('bob', plus(noon, hours(1)))), { machines: 2 }, plus(noon, hours(2))],
      [findingOf(withoutMfa, loginOf('carol', minus(noon, hours(1))))],
      [findingOf(everyLogin, loginOf('alice', noon))],
    ]);

    const { status, stdout, stderr } = await gatewarden(['alerts', '--table', table, ...day, '--format', 'table']);

    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
      'LOW  Login to AWS Management Console without MFA',
      '',
      '  2026-11-20 13:00:00  bob',
      '  account 111122223333 · from 203.0.113.7 · us-east-1 · MFA No · 1 event',
      '  told machines ×2, again due 2026-11-20 14:00:00',
      '  2026-11-20 12:00:00  alice',
      '  account 111122223333 · from 203.0.113.7 · us-east-1 · MFA No · 1 event',
      '  told machines, people (digest due 2026-11-21 06:00:00)',
      '  2026-11-20 11:00:00  carol',
      '  account 111122223333 · from 203.0.113.7 · us-east-1 · MFA No · 1 event · told nobody',
      '',
    ]);
    expect(stderr).toBe(
      '\nListed 3 alerts of 2026-11-20 00:00:00 – 2026-11-21 00:00:00 UTC.\n' +
        'Nobody was told of 1 of the alerts so far.\n' +
        'Left 1 signal out: --signals lists them, too.\n',
    );
  });

  it('lists system alerts beside the rules, by the same id, also where the configuration disables them', async () => {
    using folder = tempFolder({ 'c.yaml': 'rules: { log-file-missing: { enabled: false } }' });
    const table = await tableOf([
      [missing('AAAA', { time: noon }), { machines: 1 }],
      [findingOf(withoutMfa, loginOf('alice', noon))],
    ]);
    const args = [
      'alerts',
      '--table',
      table,
      ...day,
      '--rule',
      'log-file-missing',
      '--config',
      `${folder.path}/c.yaml`,
    ];

    const json = await gatewarden([...args, '--format', 'json']);
    const shown = await gatewarden([...args, '--format', 'table']);

    const [alert, ...others] = alertsIn(json.stdout);
    expect([json.status, others]).toEqual([0, []]);
    expect(alertFaults(alert)).toBeNull();
    expect(alert).toMatchObject({ rule: { title: 'Log file gone before it was read' }, signal: false });
    expect(shown.stdout).toMatch(/^HIGH {2}Log file gone before it was read\n/);
    expect(shown.stdout).toMatch(/\bexample-logs\b/);
  });

  it('has a column of its own for it where the width allows', async () => {
    const table = await tableOf([[findingOf(withoutMfa, loginOf('alice', noon)), { people: 1 }]]);

    const { stdout } = await gatewarden(['alerts', '--table', table, ...day, '--format', 'table']);

    expect(stdout).toContain(
      '  WHEN (UTC)            WHO     ACCOUNT        FROM          REGION      MFA   EVENTS   TOLD\n' +
        '  2026-11-20 12:00:00   alice   111122223333   203.0.113.7   us-east-1   No         1   people\n',
    );
  });

  it('lists the last 24 hours where no time is named', async () => {
    const now = Date.now() as Instant;
    const table = await tableOf([
      [findingOf(withoutMfa, loginOf('recent', minus(now, hours(1))))],
      [findingOf(withoutMfa, loginOf('ahead', plus(now, minutes(30))))],
      [findingOf(withoutMfa, loginOf('past', minus(now, hours(25))))],
    ]);

    const { stdout, stderr } = await gatewarden(['alerts', '--table', table]);

    expect(alertsIn(stdout).map(({ columns }) => columns['AccountName'])).toEqual(['ahead', 'recent']);
    expect(stderr).toMatch(/^Listed 2 alerts since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.\n/);
  });

  it('chooses by rule and by severity, from the one named upwards', async () => {
    const table = await tableOf([
      [findingOf(withoutMfa, loginOf('alice', noon))],
      [findingOf(entraFailures, loginOf('alice', noon))],
      [findingOf(everyLogin, loginOf('alice', noon))],
    ]);
    const rulesOf = async (...args: readonly string[]) => {
      const { stdout } = await gatewarden(['alerts', '--table', table, ...day, ...args]);
      return alertsIn(stdout).map(({ rule }) => rule.id);
    };

    expect(await rulesOf('--rule', withoutMfa.id, '--rule', everyLogin.id)).toHaveLength(2);
    expect(await rulesOf('--severity', 'medium')).toEqual([entraFailures.id]);
    expect((await rulesOf('--severity', 'Low')).toSorted()).toEqual([withoutMfa.id, entraFailures.id].toSorted());
  });

  it('lists also what a rule told before the configuration disabled it', async () => {
    const table = await tableOf([[findingOf(withoutMfa, loginOf('alice', noon))]]);
    using folder = tempFolder({ 'gatewarden.config.yaml': `rules: { ${withoutMfa.id}: { enabled: false } }` });

    const args = ['alerts', '--table', table, ...day, '--rule', withoutMfa.id];
    const { status, stdout } = await gatewarden(args, { cwd: folder.path });

    expect(status).toBe(0);
    expect(alertsIn(stdout).map(({ rule }) => rule.title)).toEqual([withoutMfa.title]);
  });

  it('says that there are more than it lists, and only then', async () => {
    const logins = Array.from({ length: 5 }, (_, n) => loginOf(`user-${n}`, plus(noon, hours(n))));
    const table = await tableOf(logins.map((login) => [findingOf(withoutMfa, login)] as const));
    const limited = (limit: string) => gatewarden(['alerts', '--table', table, ...day, '--limit', limit]);

    const [three, five] = [await limited('3'), await limited('5')];

    expect(alertsIn(three.stdout).map(({ columns }) => columns['AccountName'])).toEqual(['user-4', 'user-3', 'user-2']);
    expect(three.stderr).toContain('Listed the newest 3 of 2026-11-20 00:00:00 – 2026-11-21 00:00:00 UTC (3 alerts).');
    expect(three.stderr).toContain(' There are more: --limit lists them.\n');
    expect(alertsIn(five.stdout)).toHaveLength(5);
    expect(five.stderr).toContain('Listed 5 alerts of');
  });

  it('says of an empty table that there is nothing', async () => {
    const table = await tableOf([]);

    const shown = await gatewarden(['alerts', '--table', table, ...day, '--format', 'table']);
    const json = await gatewarden(['alerts', '--table', table, ...day]);

    const found = 'Found no alerts of 2026-11-20 00:00:00 – 2026-11-21 00:00:00 UTC.\n';
    expect(shown).toEqual({ status: 0, stdout: 'No alerts.\n', stderr: `\n${found}` });
    expect(json).toEqual({ status: 0, stdout: '', stderr: found });
  });

  it('neutralises what an attacker wrote, in both formats', async () => {
    const hostile = 'eve\u001B[31m\u202E\n'.repeat(30);
    const table = await tableOf([[findingOf(withoutMfa, loginOf(hostile, noon))]]);
    const listed = (format: string) => gatewarden(['alerts', '--table', table, ...day, '--format', format]);

    const [shown, json] = [await listed('table'), await listed('json')];

    for (const character of ['\u001B', '\u202E']) expect(shown.stdout + json.stdout).not.toContain(character);
    for (const line of shown.stdout.split('\n')) expect(cells(line)).toBeLessThanOrEqual(120);
    expect(alertsIn(json.stdout)[0]?.columns['AccountName']).toBe(hostile);
  });

  it('ends with status 2 where an alert cannot be read, after listing the others', async () => {
    const broken = findingOf(withoutMfa, loginOf('bob', noon));
    const table = await tableOf([[findingOf(withoutMfa, loginOf('alice', noon))], [broken]]);
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: `a#${broken.alertId}` }, sk: { S: 'head' } },
        UpdateExpression: 'REMOVE ruleId',
      }),
    );

    const { status, stdout, stderr } = await gatewarden(['alerts', '--table', table, ...day]);

    expect(status).toBe(2);
    expect(alertsIn(stdout)).toHaveLength(1);
    expect(stderr).toContain(`Could not read 1 alert, such as ${broken.alertId}: expected an attribute ruleId`);
  });
});

describe('gatewarden alerts says in one sentence, with exit status 2,', () => {
  it.each([
    ['that no table is named', [], "required option '--table <name>' not specified\n"],
    ['that a rule is none', ['--table', 't', '--rule', 'nosuch'], "there is no rule 'nosuch'; the rules are console-"],
    [
      'that a severity is none',
      ['--table', 't', '--severity', 'Critical'],
      "option '--severity <level>' argument 'Critical' is invalid. Allowed are Informational, Low, Medium, High.\n",
    ],
    [
      'that a limit is none',
      ['--table', 't', '--limit', '0'],
      "option '--limit <number>' argument '0' is invalid. It must be a whole number, 1 or more.\n",
    ],
    ['that a time is none', ['--table', 't', '--since', 'noon'], '--since must be a length of time such as 24h or 7d'],
    ['that a format is none', ['--table', 't', '--format', 'ocsf'], "option '--format <format>' argument 'ocsf' is "],
    ['that it takes no paths', ['--table', 't', 'samples'], 'too many arguments'],
    [
      'that there is no such table',
      ['--table', 'nosuch'],
      "the table 'nosuch' cannot be read: there is no such table in this region and account\n",
    ],
  ])('%s', async (_, args, sentence) => {
    const { status, stdout, stderr } = await gatewarden(['alerts', ...args]);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`gatewarden: ${sentence}`);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('that there are no credentials, and where they come from', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');

    const { status, stderr } = await gatewarden(['alerts', '--table', 't', '--profile', 'nosuch']);

    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        "gatewarden: the table 't' cannot be read: " +
        'Could not load credentials from any providers: log in, or name a profile that can with --profile\n',
    });
  });

  it('that no region is named', async () => {
    vi.stubEnv('AWS_REGION', undefined);

    const { status, stderr } = await gatewarden(['alerts', '--table', 't']);

    expect(status).toBe(2);
    expect(stderr).toMatch(/: Region is missing: name it with --region, or in AWS_REGION\n$/);
  });

  it('that a table without the index was deployed by an older version', async () => {
    await client.send(
      new CreateTableCommand({
        TableName: 'older',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );

    const { status, stderr } = await gatewarden(['alerts', '--table', 'older']);

    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        "gatewarden: the table 'older' cannot be read: " +
        "it has no index 'day', so an older version deployed it: deploy this one, then ask again\n",
    });
  });

  it.each([
    [
      'which action is missing',
      'AccessDeniedException',
      'User: arn:aws:sts::111122223333:assumed-role/analyst/alice is not authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:us-east-1:111122223333:table/t/index/day because no identity-based policy allows the dynamodb:Query action',
      /not authorized to perform: dynamodb:Query on .*\/index\/day because .* Reading takes dynamodb:Query on the table and on its index 'day', and kms:Decrypt on its key\n$/,
    ],
    [
      'what may be missing where the key refuses',
      'AccessDeniedException',
      'KMS key access denied error: you are not allowed to access.',
      /KMS key access denied error: you are not allowed to access\. Reading takes .* kms:Decrypt on its key\n$/,
    ],
    [
      'that the index is not ready',
      'ValidationException',
      'Cannot read from backfilling global secondary index: day',
      /its index 'day' is still being built: ask again in some minutes\n$/,
    ],
    [
      'that a session is over',
      'ExpiredTokenException',
      'The security token included in the request is expired',
      /cannot be read: The security token included in the request is expired\n$/,
    ],
  ])('%s', async (_, name, message, sentence) => {
    const refusing = await refusingServer(name, message);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', refusing.endpoint);

    const { status, stdout, stderr } = await gatewarden(['alerts', '--table', 't']);
    await refusing.close();

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('that nobody answers', async () => {
    const gone = await refusingServer('', '');
    await gone.close();
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', gone.endpoint);

    const { status, stderr } = await gatewarden(['alerts', '--table', 't']);

    expect(status).toBe(2);
    expect(stderr).toMatch(/^gatewarden: the table 't' cannot be read: connect ECONNREFUSED .*\n$/);
  });
});

/** Refuses every request as DynamoDB does: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
async function refusingServer(name: string, message: string): Promise<DynamoDbServer> {
  const refusing = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazon.coral.service#${name}`, message }));
  });
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  const { port } = refusing.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      refusing.closeAllConnections();
      await new Promise((resolve) => refusing.close(resolve));
    },
  };
}
