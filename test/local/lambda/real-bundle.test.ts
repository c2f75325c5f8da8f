import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../lambda/adapters/clock.ts';
import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import type { Table } from '../../../lambda/adapters/dynamodb/table.ts';
import { environment } from '../../../lambda/config/environment.ts';
import { defaultConfig } from '../../../lambda/config/schema.ts';
import { minus, seconds } from '../../../lambda/core/time.ts';
import { bundleHandler } from '../../../lib/bundle-handler.ts';
import { writeConfig } from '../../../lib/write-config.ts';
import { type HostedFunction, hostFunction } from '../../../local/lambda/hosted-function.ts';
import { finding, match, newAlertId } from '../../contracts/findings.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../../servers/dynamodb.ts';
import { createTopic, drain, type Fauxqs, loopback, startFauxqs, subscribedQueue } from '../../servers/fauxqs.ts';

let dynalite: DynamoDbServer;
let fauxqs: Fauxqs;
let table: Table;
let queue: string;
let folder: string;
let sweeper: HostedFunction;
const logs: string[] = [];

/** The sweeper's bundle, made with the stack's options, with DynamoDB and SNS on loopback. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatewarden-bundle-'));
  bundleSweeper(folder);
  [dynalite, fauxqs] = await Promise.all([startDynalite(), startFauxqs()]);
  const client = connect(dynalite);
  table = { client, tableName: await createTable(client), now: systemClock.now };
  const topic = await createTopic(fauxqs, 'machines');
  queue = await subscribedQueue(fauxqs, topic, { name: 'machines' });
  const spec = {
    name: 'sweep',
    codeFolder: folder,
    handler: 'index.handler',
    timeoutSeconds: 120,
    memoryMegabytes: 1_769,
    environment: {
      [environment.tableName]: table.tableName,
      [environment.topicArns.machines]: topic,
      AWS_ACCESS_KEY_ID: loopback.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: loopback.credentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
      AWS_ENDPOINT_URL_SNS: fauxqs.endpoint,
    },
  };
  sweeper = hostFunction(spec, { onLog: (line) => logs.push(line) });
});

afterAll(async () => {
  await sweeper.stop();
  table.client.destroy();
  await Promise.all([dynalite.close(), fauxqs.stop()]);
  rmSync(folder, { recursive: true });
});

it('the bundle of a real function runs as it is, and tells what is due', async () => {
  const alertId = newAlertId();
  await dynamoAlerts(table).merge(finding(alertId, [match()]), { due: minus(systemClock.now(), seconds(90)) });

  const invocations = [await sweeper.invoke({}), await sweeper.invoke({})];

  expect(invocations).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ]);
  const told = (await drain(fauxqs, queue)).map(({ Body = '' }) => JSON.parse(Body));
  expect(told).toMatchObject([{ schema: 'gatewarden.alert/1', alertId, kind: 'new' }]);
  const done = logs.map((line) => JSON.parse(line)).filter(({ message }) => message === 'sweep done');
  expect(done).toMatchObject([
    { level: 'info', function: 'sweep', due: 1 },
    { level: 'info', function: 'sweep', due: 0 },
  ]);
});

function bundleSweeper(into: string): void {
  bundleHandler('sweep', into);
  writeConfig(defaultConfig, into);
}
