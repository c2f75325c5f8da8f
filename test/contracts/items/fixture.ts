import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../lambda/adapters/dynamodb/table.ts';
import { tableKeys } from '../../../lambda/config/table.ts';
import { connect, createTable, type DynamoDbServer } from '../../servers/dynamodb.ts';
import { storeTime } from '../stores.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** What one version wrote: the items as DynamoDB has them, bytes in base64, and what they mean by name of a partition or index. */
export interface Fixture {
  readonly items: readonly Item[];
  readonly meant: Readonly<Record<string, unknown>>;
}

/** The numbers of the fixtures, the earliest first. */
export const versions: readonly number[] = readdirSync(import.meta.dirname)
  .flatMap((file) => /^v(\d+)\.json$/.exec(file)?.[1] ?? [])
  .map(Number)
  .sort((a, b) => a - b);

export function readFixture(version: number): Fixture {
  const { items, meant } = JSON.parse(readFileSync(pathOf(version), 'utf8')) as Fixture;
  return { items: items.map((item) => withBytes(item)), meant };
}

export function writeFixture(version: number, { items, meant }: Fixture): void {
  const fixture = { items: items.map(withBase64), meant };
  writeFileSync(pathOf(version), `${JSON.stringify(fixture, null, 2)}\n`, { flag: 'wx' }); // never over one that is there
}

/** A table of its own that holds these items, at the time of all stores in the tests. */
export async function tableWith(items: readonly Item[], server: DynamoDbServer): Promise<Table> {
  const client = connect(server);
  const tableName = await createTable(client);
  await putItems(items, { client, tableName });
  return { client, tableName, now: () => storeTime };
}

/** All of a table, by their keys. */
export async function itemsIn({ client, tableName }: Table): Promise<readonly Item[]> {
  const pages = await Array.fromAsync(paginateScan({ client }, { TableName: tableName }));
  const items: readonly Item[] = pages.flatMap((page) => page.Items ?? []);
  return items.map(inOrder).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** The names of the partitions that items stand in. */
export function partitionsOf(items: readonly Item[]): readonly string[] {
  return [...new Set(items.map((item) => item[tableKeys.partition]?.S ?? ''))];
}

async function putItems(
  items: readonly Item[],
  { client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string },
): Promise<void> {
  const requests = items.map((item) => ({ PutRequest: { Item: item } }));
  if (requests.length === 0) return;
  await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } })); // 25 at most
}

function pathOf(version: number): string {
  return join(import.meta.dirname, `v${version}.json`);
}

function keyOf(item: Item): string {
  return `${item[tableKeys.partition]?.S}\n${item[tableKeys.sort]?.S}`;
}

function inOrder(item: Item): Item {
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withBase64(item: Item): object {
  const entries = Object.entries(item);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );
}

function withBytes(item: Item): Item {
  const entries = Object.entries(item).map(([name, value]) => {
    const bytes: unknown = value.B;
    return [name, typeof bytes === 'string' ? { B: Buffer.from(bytes, 'base64') } : value] as const;
  });
  return Object.fromEntries(entries);
}
