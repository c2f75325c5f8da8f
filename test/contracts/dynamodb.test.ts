import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { itemKey } from '../../lambda/adapters/dynamodb/item.ts';
import type { Table } from '../../lambda/adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { tableKeys } from '../../lambda/config/table.ts';
import { nameOfMatch } from '../../lambda/core/alert.ts';
import { type Observation, positionOf, positionOfObservation } from '../../lambda/core/observation.ts';
import { days, hours, minus, plus, seconds } from '../../lambda/core/time.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { contextOf, finding, match, newAlertId, toldAs } from './findings.ts';
import { at, loginObservation, newTimeline, observation } from './observations.ts';

const now = at(0);
const day = { from: positionOf(at(-1)), to: positionOf(plus(at(0), days(1))), order: 'earliest first' } as const;
const noDelays = [seconds(0), seconds(0)];

describe('the DynamoDB adapters', () => {
  let server: DynamoDbServer;
  let table: Table;
  beforeAll(async () => {
    server = await startDynalite();
    const client = connect(server);
    table = { client, tableName: await createTable(client), now: () => now, retryDelays: noDelays };
  });
  afterAll(async () => {
    table.client.destroy();
    await server.close();
  });

  const itemAt = async (pk: string, sk: string) => {
    const Key = { [tableKeys.partition]: { S: pk }, [tableKeys.sort]: { S: sk } };
    return (await table.client.send(new GetItemCommand({ TableName: table.tableName, Key }))).Item;
  };

  it.each([
    { name: 'past', time: minus(now, days(30)), until: plus(now, days(36)) },
    { name: 'future', time: plus(now, days(2)), until: plus(now, days(38)) },
  ])('keep an observation of the $name until its window and 35 days of lateness are over', async ({ time, until }) => {
    const observed = observation({ timeline: newTimeline(), time, window: days(1) });

    await dynamoTimelines(table).put([observed]);

    const item = await itemAt(`t#${observed.timeline}`, positionOfObservation(observed));
    expect(item?.[tableKeys.expires]).toEqual({ N: String(until / 1_000) });
  });

  it('keep an alert and its matches for 400 days', async () => {
    const alertId = newAlertId();

    await dynamoAlerts(table).merge(finding(alertId, [match()]), { context: contextOf(6) });

    const head = await itemAt(`a#${alertId}`, 'head');
    const one = await itemAt(`a#${alertId}`, `m#${nameOfMatch(match())}`);
    const expected = { N: String(plus(now, days(400)) / 1_000) };
    expect([head?.[tableKeys.expires], one?.[tableKeys.expires]]).toEqual([expected, expected]);
  });

  it('round a time to live up to whole seconds', async () => {
    const observed = observation({ timeline: newTimeline(), time: at(1), window: hours(1) });

    await dynamoTimelines(table).put([observed]);

    const item = await itemAt(`t#${observed.timeline}`, positionOfObservation(observed));
    expect(item?.[tableKeys.expires]).toEqual({ N: String(plus(plus(at(1_000), hours(1)), days(35)) / 1_000) });
  });

  it.each([
    { name: 'plain', character: 'x' },
    { name: 'of four bytes', character: '\u{1F511}' },
    { name: 'escaped in six bytes', character: '\0' },
  ])('take an event too large for an item, cutting its longest texts, always alike ($name)', async ({ character }) => {
    const timeline = newTimeline();
    const login = loginObservation(timeline, character.repeat(300_000));

    await dynamoTimelines(table).put([login]);
    const once = await dynamoTimelines(table).read({ ...day, timeline, limit: 1 });
    await dynamoTimelines(table).put([login]);
    const twice = await dynamoTimelines(table).read({ ...day, timeline, limit: 1 });

    expect(once[0]?.event?.fields.UserIdentityUserName).toMatch(/…\[cut\]$/);
    expect(once[0]?.event?.fields.EventName).toBe('ConsoleLogin');
    expect(twice).toEqual(once);
  });

  it('take a whole batch of the largest events, escaped once more on the wire', async () => {
    const timeline = newTimeline();
    const login = loginObservation(timeline, '"'.repeat(300_000));
    const logins = Array.from({ length: 25 }, (_, index) => ({ ...login, id: `login-${index}` }));

    await dynamoTimelines(table).put(logins);

    const read = await dynamoTimelines(table).read({ ...day, timeline, order: 'latest first', limit: 1 });
    expect(read[0]?.id).toBe('login-9');
  });

  it('take an alert whose columns and context are too large for an item', async () => {
    const alertId = newAlertId();
    const text = 'x'.repeat(500_000);
    const found = {
      ...finding(alertId, [match({ object: text })]),
      columns: { UserAgent: text, EventName: 'ConsoleLogin' },
    };
    const values = { UserPrincipalName: { distinct: 1, top: [{ value: text, count: 6 }] } };

    await dynamoAlerts(table).merge(found, { context: { ...contextOf(6), values } });

    const record = await dynamoAlerts(table).read(alertId);
    expect(record?.columns).toMatchObject({ UserAgent: expect.stringMatching(/…\[cut\]$/), EventName: 'ConsoleLogin' });
    expect(record?.context?.values['UserPrincipalName']?.top[0]?.value).toMatch(/…\[cut\]$/);
    expect(record?.matches[0]?.object).toMatch(/…\[cut\]$/);
  });

  it.each([
    { name: 'timeline', observed: observation({ timeline: 'x'.repeat(2_050) }), found: 2_052 },
    { name: 'id', observed: observation({ timeline: 'tests', id: 'x'.repeat(1_024) }), found: 1_053 },
  ])('refuse a $name that is longer than a key may be, and say so', async ({ observed, found }) => {
    const put = dynamoTimelines(table).put([observed]);

    await expect(put).rejects.toThrow(`bytes, found ${found}`);
  });

  it('read a bounded part of a long timeline in one consistent query, and no more items than needed', async () => {
    const timeline = newTimeline();
    await dynamoTimelines(table).put(manyObservations(timeline, 100));
    const client = connect(server);
    const sent = inputsOf(client);

    const read = await dynamoTimelines({ ...table, client }).read({ ...day, timeline, limit: 6 });

    expect(read).toHaveLength(6);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ ConsistentRead: true, Limit: 7 });
    expect(sent[0]).not.toHaveProperty('FilterExpression');
  });

  it('put again what was left unprocessed, until nothing is', async () => {
    const client = connect(server);
    const sent: number[] = [];
    mockClient(client)
      .on(BatchWriteItemCommand)
      .callsFake(({ RequestItems }: BatchWriteItemCommandInput) => {
        const requests = RequestItems?.[table.tableName] ?? [];
        sent.push(requests.length);
        const left = requests.slice(0, requests.length / 2);
        return { UnprocessedItems: sent.length < 3 ? { [table.tableName]: left } : {} };
      });

    await dynamoTimelines({ ...table, client }).put(manyObservations(newTimeline(), 20));

    expect(sent).toEqual([20, 10, 5]);
  });

  it('say how many items were left unprocessed after the last attempt', async () => {
    const client = connect(server);
    mockClient(client)
      .on(BatchWriteItemCommand)
      .callsFake(({ RequestItems }: BatchWriteItemCommandInput) => ({ UnprocessedItems: RequestItems }));

    const put = dynamoTimelines({ ...table, client }).put(manyObservations(newTimeline(), 20));

    await expect(put).rejects.toThrow('left 20 of 20 items unprocessed in 3 attempts');
  });

  it('pass on an error of AWS as it is', async () => {
    const client = connect(server);
    const error = new ProvisionedThroughputExceededException({ message: 'too many', $metadata: {} });
    mockClient(client).on(BatchWriteItemCommand).rejects(error).on(UpdateItemCommand).rejects(error);

    const put = dynamoTimelines({ ...table, client }).put(manyObservations(newTimeline(), 1));
    const mark = dynamoAlerts({ ...table, client }).markTold('alert', 'one', 'people', toldAs(1));

    await expect(put).rejects.toBe(error);
    await expect(mark).rejects.toBe(error);
  });
});

/** What the client sends from now on. */
function inputsOf(client: DynamoDBClient): readonly object[] {
  const inputs: object[] = [];
  client.middlewareStack.add(
    (next) => async (command) => {
      inputs.push(command.input);
      return next(command);
    },
    { step: 'initialize' },
  );
  return inputs;
}

function manyObservations(timeline: string, count: number): readonly Observation[] {
  return Array.from({ length: count }, (_, index) => observation({ timeline, id: `id-${index}`, time: at(index) }));
}

it('a key that is too long for DynamoDB is refused, and not quoted', () => {
  const key = 'alice@example.com'.repeat(1_000);

  const refused = expect.objectContaining({ message: expect.not.stringContaining('alice') });
  expect(() => itemKey(key, 'sort')).toThrow(refused);
  expect(() => itemKey('partition', key)).toThrow(/^expected a key of at most 1024 bytes, found 17000$/);
});
