import { DeleteItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { QueueName } from '../../config/queues.ts';
import { failuresPartition, tableKeys } from '../../config/table.ts';
import { type Instant, plus, seconds } from '../../core/time.ts';
import { DamagedItem } from '../errors.ts';
import {
  type DamagedReason,
  type FailedAttempt,
  type FailedMessage,
  type FailedMessages,
  type MessageName,
  reasonRetention,
} from '../failed-messages.ts';
import { boundedJson } from './bounded-json.ts';
import { epochSeconds, type Item, itemKey, jsonIn, mostJsonBytes, numberIn, textIn } from './item.ts';
import { isFailures } from './shapes.ts';
import type { Table } from './table.ts';
import { updateItem } from './update-item.ts';

/**
 * Failed messages as items of the table: `f#` and the queue's name, sorted by message id. All of a queue share one
 * partition, so that they can be listed; it takes 1,000 writes a second, and the few functions that may run at once
 * fail a message far less often than that. Reads leave out what has expired, as DynamoDB deletes days late.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 *
 * Errors of AWS pass through after the SDK's own retries.
 */
export function dynamoFailedMessages(table: Table): FailedMessages {
  const { client, tableName } = table;
  return {
    note: (attempt) => note(attempt, table),
    async clear(message) {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(message) }));
    },
    async read(message) {
      for await (const item of known(message, table)) return fromItem(message.queue, item);
      return undefined;
    },
    async *list(queue) {
      for await (const item of known({ queue }, table)) yield readable(queue, item);
    },
  };
}

async function note({ queue, messageId, failures, failed, at, attempts }: FailedAttempt, table: Table): Promise<void> {
  await updateItem(table, keyOf({ queue, messageId }), {
    UpdateExpression: `SET failures = :failures, failed = :failed, attempts = :attempts, lastAt = :at,
      firstAt = if_not_exists(firstAt, :at), #expires = :expires`,
    ExpressionAttributeNames: { '#expires': tableKeys.expires },
    ExpressionAttributeValues: {
      ':failures': { S: boundedJson(failures, mostJsonBytes) },
      ':failed': { N: String(failed) },
      ':attempts': { N: String(attempts) },
      ':at': { N: String(at) },
      ':expires': epochSeconds(plus(at, reasonRetention)),
    },
  });
}

/** A queue's messages, or the one of an id. A query in both cases, so that no function needs another right for it. */
async function* known(
  { queue, messageId }: Pick<MessageName, 'queue'> & Partial<MessageName>,
  table: Table,
): AsyncGenerator<Item> {
  const pages = paginateQuery(
    { client: table.client },
    {
      TableName: table.tableName,
      ConsistentRead: true,
      KeyConditionExpression: messageId === undefined ? '#pk = :queue' : '#pk = :queue AND #sk = :id',
      ExpressionAttributeNames: {
        '#pk': tableKeys.partition,
        ...(messageId !== undefined && { '#sk': tableKeys.sort }),
      },
      ExpressionAttributeValues: {
        ':queue': { S: failuresPartition(queue) },
        ...(messageId !== undefined && { ':id': { S: messageId } }),
      },
    },
  );
  for await (const { Items: items = [] } of pages) {
    for (const item of items) {
      if (!hasExpired(item, table)) yield item;
    }
  }
}

/** One that somebody damaged has not: it is to be seen. */
function hasExpired(item: Item, { now }: Table): boolean {
  return seconds(Number(item[tableKeys.expires]?.N)) <= now();
}

function readable(queue: QueueName, item: Item): FailedMessage | DamagedReason {
  try {
    return fromItem(queue, item);
  } catch (error) {
    if (error instanceof DamagedItem) return { queue, messageId: textIn(item, tableKeys.sort), damaged: error.message };
    throw error;
  }
}

/** The other side of `note`, and of nothing else. Throws DamagedItem where somebody else wrote to it. */
function fromItem(queue: QueueName, item: Item): FailedMessage {
  return {
    queue,
    messageId: textIn(item, tableKeys.sort),
    failures: jsonIn(item, 'failures', isFailures),
    failed: numberIn(item, 'failed'),
    attempts: numberIn(item, 'attempts'),
    firstAt: numberIn(item, 'firstAt') as Instant,
    lastAt: numberIn(item, 'lastAt') as Instant,
  };
}

function keyOf({ queue, messageId }: MessageName): Item {
  return itemKey(failuresPartition(queue), messageId);
}
