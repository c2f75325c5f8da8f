import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { parsedJson } from '../../config/parsed-json.ts';
import { tableKeys } from '../../config/table.ts';
import { type Instant, seconds } from '../../core/time.ts';
import { DamagedItem } from '../errors.ts';

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

/** A text attribute that every item of its kind has. Throws DamagedItem where this one has not. */
export function textIn(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined) throw damaged(item, name);
  return text;
}

/** A whole number that every item of its kind has. Throws DamagedItem where this one has not. */
export function numberIn(item: Item, name: string): number {
  const number = Number(item[name]?.N ?? Number.NaN);
  if (!Number.isSafeInteger(number)) throw damaged(item, name);
  return number;
}

/**
 * What a text attribute holds as JSON. Throws DamagedItem where it is none, or not of the shape: who writes to the table
 * by hand, or restores a part of it, is told where it went wrong, and no alert is judged by half of what was seen.
 */
export function jsonIn<Value>(item: Item, name: string, isOfShape: (value: unknown) => value is Value): Value {
  const value = parsedJson(textIn(item, name));
  if (!isOfShape(value)) throw damaged(item, name);
  return value;
}

/** Of a timeline's name the stream alone: what follows may be an address or a user. */
function damaged(item: Item, name: string): DamagedItem {
  const [partition = '', sort = ''] = [item[tableKeys.partition]?.S, item[tableKeys.sort]?.S];
  const [stream = '', ...key] = partition.split('/');
  return new DamagedItem(`${stream}${key.length > 0 ? '/…' : ''}, ${sort}`, name);
}

function bounded(key: string, mostBytes: number): string {
  const bytes = Buffer.byteLength(key);
  if (bytes > mostBytes) throw new RangeError(`expected a key of at most ${mostBytes} bytes, found ${bytes}`);
  return key;
}
