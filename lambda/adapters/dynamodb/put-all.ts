import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { inParallel } from '../../core/parallel.ts';
import { seconds } from '../../core/time.ts';
import { systemClock } from '../clock.ts';
import { WritesThrottled } from '../errors.ts';
import type { Item } from './item.ts';
import type { Table } from './table.ts';

const batchSize = 25; // the most that BatchWriteItem takes
const batchesAtOnce = 8;
const usualDelays = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2].map(seconds);

/**
 * Puts items, over whatever stands under their keys, which must differ: BatchWriteItem refuses duplicates. Resolves when
 * all are acknowledged. Rejects where DynamoDB leaves some unprocessed to the end; others may have been written then.
 */
export async function putAll(items: readonly Item[], table: Table): Promise<void> {
  await inParallel(batchesOf(items), batchesAtOnce, (batch) => putBatch(batch, table));
}

function* batchesOf(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize);
}

async function putBatch(
  batch: readonly Item[],
  { client, tableName, retryDelays = usualDelays }: Table,
): Promise<void> {
  let left: WriteRequest[] = batch.map((item) => ({ PutRequest: { Item: item } }));
  for (let attempt = 0; ; attempt++) {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }));
    left = answer.UnprocessedItems?.[tableName] ?? [];
    if (left.length === 0) return;
    const delay = retryDelays[attempt];
    if (delay === undefined) throw leftUnwritten(left.length, { of: batch.length, attempts: attempt + 1, tableName });
    await systemClock.pause(delay);
  }
}

function leftUnwritten(
  count: number,
  { of, attempts, tableName }: { readonly of: number; readonly attempts: number; readonly tableName: string },
): WritesThrottled {
  return new WritesThrottled(`table ${tableName} left ${count} of ${of} items unprocessed in ${attempts} attempts`);
}
