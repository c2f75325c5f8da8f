import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { tableKeys } from '../../config/table.ts';
import type { SeenSets } from '../../core/ports.ts';
import { days, plus } from '../../core/time.ts';
import { epochSeconds, type Item, itemKey } from './item.ts';
import type { Table } from './table.ts';

const hashBytes = 16;

/** Longer than any log is read again: the longest overlap is a day. */
const retention = days(2);

/**
 * Seen sets as items of the table: `s#` and the set's name, with all hashes in one binary attribute, 16 bytes each; so
 * 20,000 of them fit. Losing one costs writes only, so reads need not be consistent, and writes no condition.
 *
 * Errors of AWS pass through after the SDK's own retries.
 */
export function dynamoSeenSets({ client, tableName, now }: Table): SeenSets {
  return {
    async read(name) {
      const answer = await client.send(new GetItemCommand({ TableName: tableName, Key: keyOf(name) }));
      return toHashes(answer.Item?.['hashes']?.B ?? new Uint8Array());
    },
    async save(name, hashes) {
      const Item = {
        ...keyOf(name),
        hashes: { B: Buffer.from([...hashes].join(''), 'hex') },
        [tableKeys.expires]: epochSeconds(plus(now(), retention)),
      };
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
  };
}

function toHashes(bytes: Uint8Array): ReadonlySet<string> {
  const hex = Buffer.from(bytes).toString('hex');
  const hashes = new Set<string>();
  for (let start = 0; start < hex.length; start += 2 * hashBytes) hashes.add(hex.slice(start, start + 2 * hashBytes));
  return hashes;
}

function keyOf(name: string): Item {
  return itemKey(`s#${name}`, 'seen');
}
