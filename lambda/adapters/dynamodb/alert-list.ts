import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { dayPartitions, tableIndexes } from '../../config/table.ts';
import { alertIdOf } from './alerts.ts';
import type { Table } from './table.ts';

/**
 * The ids of what is kept as an alert (bulletins are, too) and whose period begins on a day, such as `2026-11-20`, in no
 * order: for each partition of the day one sequence of pages, read as it is asked for. A page is what DynamoDB gives at
 * once, at most 1 MB of keys.
 *
 * An index is eventually consistent: what was merged a moment ago may be missing. What expired may still be in it.
 * Errors of AWS pass through after the SDK's own retries.
 */
export function alertIdsOfDay(
  day: string,
  table: Pick<Table, 'client' | 'tableName'>,
): readonly AsyncIterable<readonly string[]>[] {
  return dayPartitions(day).map((partition) => idsIn(partition, table));
}

async function* idsIn(
  partition: string,
  { client, tableName }: Pick<Table, 'client' | 'tableName'>,
): AsyncGenerator<readonly string[]> {
  const { name, partition: attribute } = tableIndexes.day;
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      IndexName: name,
      KeyConditionExpression: '#partition = :partition',
      ExpressionAttributeNames: { '#partition': attribute },
      ExpressionAttributeValues: { ':partition': { S: partition } },
    },
  );
  for await (const { Items: items = [] } of pages) {
    yield items.map(alertIdOf);
  }
}
