import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { tell } from '../../lambda/core/tell.ts';
import { rule } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { embeddedPorts } from '../core/detecting.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { finding, match, newAlertId } from './findings.ts';
import { at } from './observations.ts';

let server: DynamoDbServer;
let client: DynamoDBClient;
let tableName: string;
let sent: string[];

beforeAll(async () => {
  server = await startDynalite();
  client = connect(server);
  tableName = await createTable(client);
  client.middlewareStack.add(
    (next, { commandName }) =>
      (command) => {
        sent.push(String(commandName).replace('Command', ''));
        return next(command);
      },
    { step: 'initialize' },
  );
});

beforeEach(() => {
  sent = [];
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

/** Tells two audiences of events of one alert, each by a user, and says what was sent to DynamoDB for it. */
async function requestsFor(alertId: string, ...users: readonly string[]): Promise<readonly string[]> {
  const alerts = dynamoAlerts({ client, tableName, now: () => at(0) });
  const publishers = ['machines', 'people'].map((audience) => ({ audience, publish: async () => {} }));
  const matches = users.map((user, n) => match({ id: `event-${n}`, named: { user } }));
  sent = [];
  const ports = embeddedPorts([rule], { alerts, publishers, timelines: memoryTimelines() });
  await tell({ type: 'single', rule }, finding(alertId, matches), ports);
  return sent;
}

describe('what telling an alert asks of DynamoDB', () => {
  /** Read, merge (matches, then head), read, claim, read, mark two audiences, release. */
  const telling = [
    ...['Query', 'BatchWriteItem', 'UpdateItem', 'Query'],
    ...['UpdateItem', 'Query', 'UpdateItem', 'UpdateItem', 'UpdateItem'],
  ];

  it('is nine requests for the first time', async () => {
    expect(await requestsFor(newAlertId(), 'alice')).toEqual(telling);
  });

  it('is one read for an event that comes again', async () => {
    const alertId = newAlertId();
    await requestsFor(alertId, 'alice');

    expect(await requestsFor(alertId, 'alice')).toEqual(['Query']);
  });

  it('is four requests for more of the same', async () => {
    const alertId = newAlertId();
    await requestsFor(alertId, 'alice');

    const more = await requestsFor(alertId, 'alice', 'alice');

    expect(more).toEqual(['Query', 'BatchWriteItem', 'UpdateItem', 'Query']);
  });

  it('is nine requests for an update', async () => {
    const alertId = newAlertId();
    await requestsFor(alertId, 'alice');

    expect(await requestsFor(alertId, 'alice', 'bob')).toEqual(telling);
  });

  it('is four requests for an update that has to wait, and one for the next event that comes again', async () => {
    const alertId = newAlertId();
    const users = ['alice', 'bob', 'carol', 'dave', 'erin'];
    for (let count = 1; count <= users.length; count++) await requestsFor(alertId, ...users.slice(0, count));

    const waits = await requestsFor(alertId, ...users, 'frank');
    const again = await requestsFor(alertId, ...users, 'frank');

    expect(waits).toEqual(['Query', 'BatchWriteItem', 'UpdateItem', 'Query']);
    expect(again).toEqual(['Query']);
  });

  it('is one request for a context that grew', async () => {
    const alertId = newAlertId();
    const alerts = dynamoAlerts({ client, tableName, now: () => at(0) });
    await alerts.merge(finding(alertId, [match()]));
    sent = [];

    await alerts.merge(finding(alertId, []), { context: { sides: [], values: {} } });

    expect(sent).toEqual(['UpdateItem']);
  });
});
