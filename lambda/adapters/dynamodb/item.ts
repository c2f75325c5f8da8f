import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { tableKeys } from '../../config/table.ts';
import { type Instant, seconds } from '../../core/time.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * The most JSON that one attribute holds, in bytes. An item of 400 KB has room for it, its keys and what else it
 * carries; and 25 of them, escaped once more on the wire, have room in a request of 16 MB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const mostJsonBytes = 300_000;

const mostPartitionBytes = 2_048;
const mostSortBytes = 1_024;

/** An item's key. Throws where a part is longer than DynamoDB takes: names and positions are bounded before. */
export function itemKey(partition: string, sort: string): Item {
  return {
    [tableKeys.partition]: { S: bounded(partition, mostPartitionBytes) },
    [tableKeys.sort]: { S: bounded(sort, mostSortBytes) },
  };
}

/** A time to live: whole seconds since 1970, as DynamoDB wants it. */
export function epochSeconds(end: Instant): AttributeValue {
  return { N: String(Math.ceil(end / seconds(1))) };
}

/** A text attribute that every item of its kind has. Throws where this one has not. */
export function textIn(item: Item, name: string): string {
  return item[name]?.S ?? missing(item, name);
}

/** A number attribute that every item of its kind has. Throws where this one has not. */
export function numberIn(item: Item, name: string): number {
  return Number(item[name]?.N ?? missing(item, name));
}

function missing(item: Item, name: string): never {
  const [partition, sort] = [item[tableKeys.partition]?.S, item[tableKeys.sort]?.S];
  throw new Error(`expected an attribute ${name} on the item ${partition}, ${sort}`);
}

function bounded(key: string, mostBytes: number): string {
  const bytes = Buffer.byteLength(key);
  if (bytes > mostBytes) throw new RangeError(`expected a key of at most ${mostBytes} bytes, found ${bytes}: ${key}`);
  return key;
}
