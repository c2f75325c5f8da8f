import { alertIdsOfDay } from '../../../lambda/adapters/dynamodb/alert-list.ts';
import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoFailedMessages } from '../../../lambda/adapters/dynamodb/failed-messages.ts';
import { dynamoSeenSets } from '../../../lambda/adapters/dynamodb/seen-sets.ts';
import type { Table } from '../../../lambda/adapters/dynamodb/table.ts';
import { dynamoTimelines } from '../../../lambda/adapters/dynamodb/timelines.ts';
import { type QueueName, queueNames } from '../../../lambda/config/queues.ts';
import { positionOf } from '../../../lambda/core/observation.ts';
import { days, earliestInstant, latestInstant, minutes, plus } from '../../../lambda/core/time.ts';
import { at } from '../observations.ts';

/** When all claims of the fixtures have ended. */
export const later = plus(at(0), days(1));

/** What the adapters read of the partitions of a table, by their names; and what its indexes find. */
export async function readItems(
  partitions: readonly string[],
  table: Table,
): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const partition of partitions) found[partition] = await readPartition(partition, table);
  found['index due'] = await dynamoAlerts(table).dueBy(latestInstant, 100);
  const pages = alertIdsOfDay('2026-11-20', table).map((partition) => Array.fromAsync(partition));
  found['index day'] = (await Promise.all(pages)).flat(2).toSorted();
  return found;
}

/** Throws for a kind of item that it does not know. */
async function readPartition(partition: string, table: Table): Promise<unknown> {
  const [kind, name] = [partition.slice(0, 2), partition.slice(2)];
  switch (kind) {
    case 't#': {
      const span = { from: positionOf(earliestInstant), to: positionOf(latestInstant) };
      return dynamoTimelines(table).read({ timeline: name, ...span, order: 'earliest first', limit: Infinity });
    }
    case 'a#':
      return dynamoAlerts(table).read(name);
    case 'c#':
      return dynamoCursors(table).take({ name, owner: 'reader', now: later, lease: minutes(5) });
    case 's#':
      return [...(await dynamoSeenSets(table).read(name))];
    case 'f#':
      return Array.fromAsync(dynamoFailedMessages(table).list(queueNamed(name)));
    default:
      throw new Error(`expected a kind of item that somebody reads, found ${JSON.stringify(partition)}`);
  }
}

function queueNamed(name: string): QueueName {
  const queue = queueNames.find((each) => each === name);
  if (queue === undefined) throw new Error(`expected one of the queues, found ${JSON.stringify(name)}`);
  return queue;
}
