import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { systemClock } from '../../lambda/adapters/clock.ts';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import type { Table } from '../../lambda/adapters/dynamodb/table.ts';
import { environment } from '../../lambda/config/environment.ts';
import { limits } from '../../lambda/config/limits.ts';
import { defaultConfig } from '../../lambda/config/schema.ts';
import { minus, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { writeConfig } from '../../lib/write-config.ts';
import { finding, match, newAlertId } from '../contracts/findings.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { createTopic, drain, type Fauxqs, loopback, startFauxqs, subscribedQueue } from '../servers/fauxqs.ts';
import { missing } from '../system-alerts/missing.ts';

let dynalite: DynamoDbServer;
let fauxqs: Fauxqs;
let table: Table;
let queue: string;
let folder: string;

/** DynamoDB and SNS on loopback, and the environment that the stack would set. */
beforeAll(async () => {
  [dynalite, fauxqs] = await Promise.all([startDynalite(), startFauxqs()]);
  const client = connect(dynalite);
  table = { client, tableName: await createTable(client), now: systemClock.now };
  const topic = await createTopic(fauxqs, 'machines');
  queue = await subscribedQueue(fauxqs, topic, { name: 'machines' });
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-sweep-'));
  writeConfig(defaultConfig, folder);
  const variables = {
    [environment.tableName]: table.tableName,
    [environment.topicArns.machines]: topic,
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    AWS_REGION: loopback.region,
    AWS_ACCESS_KEY_ID: loopback.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: loopback.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    AWS_ENDPOINT_URL_SNS: fauxqs.endpoint,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  vi.resetModules(); // the handler keeps what it read from the environment
  table.client.destroy();
  await Promise.all([dynalite.close(), fauxqs.stop()]);
  rmSync(folder, { recursive: true });
});

it('the function tells what is due, once, and leaves alone what is not yet', async () => {
  const alerts = dynamoAlerts(table);
  const [dueId, laterId] = [newAlertId(), newAlertId()];
  const now = systemClock.now();
  await alerts.merge(finding(dueId, [match()]), { due: minus(now, seconds(90)) });
  await alerts.merge(finding(laterId, [match()]), { due: plus(now, minutes(60)) });

  const first = await run();
  const second = await run();

  const told = (await drain(fauxqs, queue)).map(({ Body = '' }) => JSON.parse(Body));
  expect(told).toMatchObject([{ schema: 'gatewarden.alert/1', alertId: dueId, revision: 1, kind: 'new' }]);
  expect(first).toContainEqual(expect.objectContaining({ message: 'sweep done', due: 1, AlertsSwept: 1 }));
  expect(first.find((line) => 'OldestDueSeconds' in line)?.['OldestDueSeconds']).toBeGreaterThanOrEqual(90);
  expect(second).toContainEqual(expect.objectContaining({ message: 'sweep done', due: 0, AlertsSwept: 0 }));
  expect((await alerts.read(dueId))?.due).toBeUndefined();
  expect((await alerts.read(laterId))?.due).toBeDefined();
});

it('the function tells of a missing log file whose invocation died', async () => {
  const alerts = dynamoAlerts(table);
  const lost = missing('AAAA');
  await alerts.merge(lost, { due: minus(systemClock.now(), seconds(1)) });

  await run();

  const told = (await drain(fauxqs, queue)).map(({ Body = '' }) => JSON.parse(Body));
  expect(told).toMatchObject([{ alertId: lost.alertId, rule: { id: 'log-file-missing' }, kind: 'new' }]);
});

/** One run of the function as Lambda would start it; the lines that it wrote. */
async function run(): Promise<readonly Record<string, unknown>[]> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  const end = Date.now() + seconds(limits.sweep.functionTimeoutSeconds);
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => end - Date.now() } as Context;
  const { handler } = await import('../../lambda/handlers/sweep.ts');
  await handler({}, context).finally(() => write.mockRestore());
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}
