import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../lambda/adapters/dynamodb/table.ts';
import { tableIndexes, tableKeys } from '../../lambda/config/table.ts';
import { connect, createTable, startDynalite } from '../servers/dynamodb.ts';

/** What DynamoDB would charge: units of writes and of reads. */
export interface Metered {
  writes: number;
  reads: number;
}

export interface MeteredTable extends AsyncDisposable {
  readonly table: Omit<Table, 'now'>;
  /** Grows with every request. */
  readonly metered: Metered;
}

/** A table whose requests are metered. */
export async function meteredTable(): Promise<MeteredTable> {
  const server = await startDynalite();
  const client = connect(server);
  const tableName = await createTable(client);
  const metered = { writes: 0, reads: 0 };
  meter(client, metered);
  return {
    table: { client, tableName },
    metered,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server.close();
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs of any command, of which a few fields are looked at
type Parts = Readonly<Record<string, any>>;

/**
 * Adds up what each request takes. The server tells what a request takes of the table; of the indexes it tells nothing,
 * so each change of an alert's head that can change an entry of one counts as the most that it can be there. A read that
 * finds nothing costs as much as the smallest, and a write whose condition fails as much as the smallest write:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
function meter(client: DynamoDBClient, metered: Metered): void {
  const listed = new Set<string>();
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (request) => {
        const input = request.input as Parts;
        const measuring = { ...request, input: { ...input, ReturnConsumedCapacity: 'TOTAL' } as typeof request.input };
        const isRead = /^(Query|GetItem)/.test(commandName);
        const least = isRead && input['ConsistentRead'] !== true ? 0.5 : 1;
        const answer = await next(measuring).catch((error: unknown) => {
          metered[isRead ? 'reads' : 'writes'] += least;
          throw error;
        });
        const taken = [(answer.output as Parts)['ConsumedCapacity'] ?? []].flat() as readonly Parts[];
        const units = taken.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
        metered[isRead ? 'reads' : 'writes'] += Math.max(units, least);
        if (!isRead) metered.writes += indexWrites(input, listed);
        return answer;
      },
    { step: 'initialize' },
  );
}

/** An entry of a changed key is deleted and written anew: two writes. Of an alert's day there is only ever one entry. */
function indexWrites({ UpdateExpression: update = '', Key: key }: Parts, listed: Set<string>): number {
  const due = update.includes(tableIndexes.due.sort) ? 2 : 0;
  const name: string = key?.[tableKeys.partition]?.S ?? '';
  if (!update.includes(tableIndexes.day.partition) || listed.has(name)) return due;
  listed.add(name);
  return due + 1;
}
