import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertIdsOfDay } from '../../lambda/adapters/dynamodb/alert-list.ts';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { findingOf } from '../../lambda/core/alert.ts';
import { days, type Instant, minus, minutes, plus } from '../../lambda/core/time.ts';
import { observation } from '../contracts/observations.ts';
import { midnight } from '../core/events.ts';
import {
  connect,
  createTable,
  type DynamoDbServer,
  startDynalite,
  startDynamoDbLocal,
  withoutDynamoDbLocal,
} from '../servers/dynamodb.ts';
import { loginOf, noon, withoutMfa } from './stored.ts';

describe('the ids of the alerts of a day, in dynalite', () => ofDay(startDynalite));

describe.skipIf(withoutDynamoDbLocal !== undefined)(
  withoutDynamoDbLocal === undefined
    ? "the ids of the alerts of a day, in Amazon's DynamoDB Local"
    : `skipped: ${withoutDynamoDbLocal}`,
  () => ofDay(startDynamoDbLocal),
);

function ofDay(start: () => Promise<DynamoDbServer>): void {
  let server: DynamoDbServer;
  let client: DynamoDBClient;
  beforeAll(async () => {
    server = await start();
    client = connect(server);
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  async function tableWith(logins: readonly { readonly user: string; readonly time: Instant }[]) {
    const table = { client, tableName: await createTable(client), now: () => noon };
    const ids: string[] = [];
    for (const { user, time } of logins) {
      const finding = findingOf(withoutMfa, loginOf(user, time));
      await dynamoAlerts(table).merge(finding);
      ids.push(finding.alertId);
    }
    return { table, ids: ids.toSorted() };
  }

  async function idsOf(day: string, table: { readonly client: DynamoDBClient; readonly tableName: string }) {
    const pages = await Promise.all(alertIdsOfDay(day, table).map((partition) => Array.fromAsync(partition)));
    return pages.flat(2).toSorted();
  }

  it('are those of all alerts whose period begins on it, whatever else the table holds', async () => {
    const logins = Array.from({ length: 40 }, (_, n) => ({ user: `user-${n}`, time: plus(noon, minutes(n)) }));
    const { table, ids } = await tableWith(logins);
    await dynamoTimelines(table).put([observation({ timeline: 'tests', time: noon })]);
    await dynamoAlerts(table).merge(findingOf(withoutMfa, loginOf('late', plus(midnight, days(1)))));
    await dynamoAlerts(table).merge(findingOf(withoutMfa, loginOf('early', minus(midnight, minutes(1)))));

    expect(ids).toHaveLength(40);
    expect(await idsOf('2026-11-20', table)).toEqual(ids);
    expect(await idsOf('2026-11-18', table)).toEqual([]);
  });

  it('come page by page, each read only when it is asked for, with nothing but keys', async () => {
    const logins = Array.from({ length: 30 }, (_, n) => ({ user: `user-${n}`, time: noon }));
    const { table, ids } = await tableWith(logins);
    const inPages = connect(server);
    const sent = pagesOfOne(inPages);

    const partitions = alertIdsOfDay('2026-11-20', { ...table, client: inPages });
    const before = sent.length;
    const found = (await Promise.all(partitions.map((pages) => Array.fromAsync(pages)))).flat();
    inPages.destroy();

    expect(before).toBe(0);
    expect(found.flat().toSorted()).toEqual(ids);
    expect(Math.max(...found.map((page) => page.length))).toBe(1);
    expect(new Set(sent.map(({ IndexName }) => IndexName))).toEqual(new Set(['day']));
  });
}

/** Has the server give one item a page; and what the client sends from now on. */
function pagesOfOne(client: DynamoDBClient): readonly QueryCommandInput[] {
  const inputs: QueryCommandInput[] = [];
  client.middlewareStack.add(
    (next) => async (command) => {
      const input = { ...command.input, Limit: 1 } as QueryCommandInput;
      inputs.push(input);
      return next({ ...command, input });
    },
    { step: 'initialize' },
  );
  return inputs;
}
