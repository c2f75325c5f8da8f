import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoFailedMessages } from '../../../lambda/adapters/dynamodb/failed-messages.ts';
import type { Table } from '../../../lambda/adapters/dynamodb/table.ts';
import type { FailedMessage } from '../../../lambda/adapters/failed-messages.ts';
import type { QueueName } from '../../../lambda/config/queues.ts';
import type { AlertRecord } from '../../../lambda/core/alert.ts';
import type { Cursor } from '../../../lambda/core/ports.ts';
import { latestInstant, minutes } from '../../../lambda/core/time.ts';
import { type DynamoDbServer, startDynalite } from '../../servers/dynamodb.ts';
import { match, toldAs } from '../findings.ts';
import { extended } from './extended.ts';
import {
  type Fixture,
  type Item,
  itemsIn,
  partitionsOf,
  readFixture,
  tableWith,
  versions,
  writeFixture,
} from './fixture.ts';
import { later, readItems } from './read.ts';
import { writeItems } from './write.ts';

/**
 * What stands in the table of a deployment was written by some version, and is read by the next one. So each form that
 * items ever had is a fixture `v<n>.json` here, which is not changed any more once it was released.
 */
const advice = `What is written to the table has another form than that of its newest fixture.
Keep reading the old form. Then GATEWARDEN_WRITE_GOLDENS=1 vitest run test/contracts/items writes the next fixture: read it.`;
const writeGoldens = process.env['GATEWARDEN_WRITE_GOLDENS'] === '1';

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynalite();
});
afterAll(() => server.close());

describe('what is written to the table', () => {
  let written: Fixture;
  beforeAll(async () => {
    const table = await tableWith([], server);
    await writeItems(table);
    const items = await itemsIn(table);
    written = { items, meant: JSON.parse(JSON.stringify(await readItems(partitionsOf(items), table))) };
    table.client.destroy();
  });

  it('has the form of the newest fixture', () => {
    const newest = versions.at(-1) ?? 0;
    const isNew = newest === 0 || JSON.stringify(formsOf(written)) !== JSON.stringify(formsOf(readFixture(newest)));
    if (writeGoldens && isNew) writeFixture(newest + 1, written);
    const expected = readFixture(writeGoldens && isNew ? newest + 1 : newest);

    expect(formsOf(written), advice).toEqual(formsOf(expected));
  });

  it('is of every kind that some adapter has', () => {
    const keys = written.items.flatMap(({ pk, sk }) => [pk?.S ?? '', sk?.S ?? '']);

    const kinds = new Set(keys.flatMap((key) => /^[a-z]#/.exec(key)?.[0] ?? []));
    expect([...kinds].toSorted()).toEqual(kindsInCode());
  });
});

describe.each(versions)('what version %i of the items has', (version) => {
  const { items, meant } = readFixture(version);
  const partitions = partitionsOf(items);
  const namesOf = (kind: string) => partitions.flatMap((name) => (name.startsWith(kind) ? name.slice(2) : []));
  let table: Table;
  beforeAll(async () => {
    table = await tableWith(items, server);
  });
  afterAll(() => table.client.destroy());

  it('is read as what was meant', async () => {
    expect(await readItems(partitions, table)).toEqual(meant);
  });

  it('is read as what was meant where a later version has put more into it, as after a rollback', async () => {
    const rolledBack = await tableWith(items.map(extended), server);

    const found = await readItems(partitions, rolledBack);

    expect(found).toMatchObject(meant);
    rolledBack.client.destroy();
  });

  it.each(namesOf('a#'))('is an alert or a bulletin that grows, is claimed, and is told: %s', async (alertId) => {
    const alerts = dynamoAlerts(table);
    const before = (await alerts.read(alertId)) as AlertRecord; // else the first test fails
    const more = match({ id: 'more', time: later });

    const finding = { alertId, rule: { id: before.ruleId }, columns: before.columns, periodStart: before.periodStart };
    await alerts.merge({ ...finding, matches: [more] });
    const granted = await alerts.claim({ alertId, owner: 'next', now: later, lease: minutes(5) });
    await alerts.markTold(alertId, 'next', 'machines', toldAs(1));
    await alerts.release(alertId, 'next', { due: undefined, instead: before });

    const { due: _, ...rest } = before;
    expect(granted).toBe(true);
    expect(await alerts.read(alertId)).toEqual({
      ...rest,
      matches: [...before.matches, more],
      told: { ...before.told, machines: toldAs(1) },
    });
  });

  it.each(namesOf('c#'))('is a cursor that moves on: %s', async (name) => {
    const cursors = dynamoCursors(table);

    const held = (await cursors.take({ name, owner: 'next', now: latestInstant, lease: minutes(5) })) as Cursor;
    const moved = await cursors.save(name, held, held.parts);

    expect(moved).toEqual({ ...held, version: held.version + 1 });
  });

  it.each(namesOf('f#'))('is why messages of a queue fail, since when, and that they fail again: %s', async (name) => {
    const failed = dynamoFailedMessages(table);
    const known = await Array.fromAsync(failed.list(name as QueueName));

    for (const message of known) await failed.note({ ...(message as FailedMessage), at: later, attempts: 3 });

    const expected = known.map((message) => ({ ...message, lastAt: later, attempts: 3 }));
    expect(await Array.fromAsync(failed.list(name as QueueName))).toEqual(expected);
  });
});

/** Items by their attributes, and texts that are JSON by what they hold: in which order an object has its names is no form. */
function formsOf({ items }: Pick<Fixture, 'items'>): readonly object[] {
  return items.map(formOf);
}

function formOf(attributes: Item): object {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, formOfValue(value)]));
}

function formOfValue(value: Item[string]): object {
  if (value.M !== undefined) return { map: formOf(value.M) };
  if (value.B !== undefined) return { bytes: Buffer.from(value.B).toString('hex') };
  return value.S !== undefined && /^[[{]/.test(value.S) ? { json: JSON.parse(value.S) } : value;
}

/** By what begins a partition or a sort key in the adapters, which say it nowhere else. */
function kindsInCode(): readonly string[] {
  const lambda = join(import.meta.dirname, '../../../lambda');
  const adapters = join(lambda, 'adapters/dynamodb');
  const files = [...readdirSync(adapters).map((name) => join(adapters, name)), join(lambda, 'config/table.ts')];
  const code = files.map((file) => readFileSync(file, 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '')).join('\n');
  return [...new Set([...code.matchAll(/['`]([a-z]#)/g)].flatMap(([, kind]) => kind ?? []))].toSorted();
}
