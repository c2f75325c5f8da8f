import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import type { Table } from '../../lambda/adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { nameOfMatch } from '../../lambda/core/alert.ts';
import { positionOf, positionOfObservation } from '../../lambda/core/observation.ts';
import { earliestInstant, hours, latestInstant } from '../../lambda/core/time.ts';
import { contextOf, finding, match, newAlertId, toldAs } from '../contracts/findings.ts';
import { at, newTimeline, observation } from '../contracts/observations.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';

const attackers = 'attackers-words';

/** Texts that no adapter writes. */
const damage: readonly AttributeValue[] = [
  { S: `{"${attackers}` },
  { S: `"${attackers}"` },
  { S: 'null' },
  { S: '{}' },
  { S: `[{"time":"${attackers}"}]` },
  { N: '7' },
];

let server: DynamoDbServer;
let table: Table;
beforeAll(async () => {
  server = await startDynalite();
  const client = connect(server);
  table = { client, tableName: await createTable(client), now: () => at(0) };
});
afterAll(async () => {
  table.client.destroy();
  await server.close();
});

/** Puts something else in the place of an attribute of an item. */
async function spoil([pk, sk]: readonly [string, string], path: string, value: AttributeValue): Promise<void> {
  const [name = '', inner] = path.split('.');
  await table.client.send(
    new UpdateItemCommand({
      TableName: table.tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: inner === undefined ? 'SET #name = :value' : 'SET #name.#inner = :value',
      ExpressionAttributeNames: { '#name': name, ...(inner !== undefined && { '#inner': inner }) },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

describe('an item of the table that somebody damaged is named, and nothing of it is quoted:', () => {
  it('an observation, whose address is not told either', async () => {
    const timeline = `${newTimeline()}/203.0.113.7`;
    const observed = observation({ timeline });
    const span = { from: positionOf(earliestInstant), to: positionOf(latestInstant) };
    await dynamoTimelines(table).put([observed]);

    for (const value of damage) {
      await spoil([`t#${timeline}`, positionOfObservation(observed)], 'observation', value);
      const reading = dynamoTimelines(table).read({ timeline, ...span, order: 'earliest first', limit: 5 });

      await expect(reading).rejects.toMatchObject({
        name: 'DamagedItem',
        message: `expected an attribute observation as it was written, on the item t#tests.00000000/…, ${positionOfObservation(observed)} of the table`,
      });
    }
  });

  it.each(['columns', 'context', 'told.people', 'match', 'periodStart'])('an alert, in %s', async (path) => {
    const alertId = newAlertId();
    await dynamoAlerts(table).merge(finding(alertId, [match()]), { context: contextOf(6) });
    await dynamoAlerts(table).claim({ alertId, owner: 'one', now: at(0), lease: hours(1) });
    await dynamoAlerts(table).markTold(alertId, 'one', 'people', toldAs(1));
    const whole = await dynamoAlerts(table).read(alertId);

    expect(whole?.matches).toHaveLength(1);
    const odd = { S: JSON.stringify({ ...match(), severity: attackers }) };
    const shaped = (value: AttributeValue) =>
      (path === 'periodStart' && 'N' in value) || (path === 'columns' && /^{(?!"attackers)/.test(value.S ?? ''));
    for (const value of [...damage, odd].filter((each) => !shaped(each))) {
      await spoil([`a#${alertId}`, path === 'match' ? `m#${nameOfMatch(match())}` : 'head'], path, value);
      const failure = await dynamoAlerts(table)
        .read(alertId)
        .catch((error: unknown) => error);

      expect(failure).toMatchObject({
        name: 'DamagedItem',
        message: expect.stringContaining(`on the item a#${alertId}, `),
      });
      expect(String(failure)).not.toContain(attackers);
    }
  });

  it('a cursor', async () => {
    const cursors = dynamoCursors(table);
    const request = { name: 'damaged', owner: 'one', now: at(0), lease: hours(1) };
    const fresh = await cursors.take(request);
    await cursors.save('damaged', fresh ?? { version: 0, parts: {} }, {
      feed: { through: at(0), settled: at(0), slice: hours(1) },
    });

    for (const value of [...damage.filter(({ S }) => S !== '{}'), { S: '{"feed":{}}' }]) {
      await spoil(['c#damaged', 'cursor'], 'parts', value);

      await expect(cursors.take(request)).rejects.toMatchObject({
        name: 'DamagedItem',
        message: 'expected an attribute parts as it was written, on the item c#damaged, cursor of the table',
      });
    }
  });
});

it('a seen set that somebody damaged is as lost: what was read before is written once more', async () => {
  const seen = dynamoSeenSets(table);
  const hash = '0123456789abcdef0123456789abcdef';
  await seen.save('damaged', new Set([hash]));

  for (const value of [...damage, { B: Buffer.from([1, 2, 3]) }]) {
    await spoil(['s#damaged', 'seen'], 'hashes', value);

    expect((await seen.read('damaged')).has(hash)).toBe(false);
  }
});
