import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoFailedMessages } from '../../lambda/adapters/dynamodb/failed-messages.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import type { FailedMessages } from '../../lambda/adapters/failed-messages.ts';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryCursors } from '../../lambda/adapters/memory/cursors.ts';
import { memoryFailedMessages } from '../../lambda/adapters/memory/failed-messages.ts';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import type { Alerts, Cursors, SeenSets, Timelines } from '../../lambda/core/ports.ts';
import { type Instant, parseInstant } from '../../lambda/core/time.ts';
import { effort } from '../effort.ts';
import {
  connect,
  createTable,
  type DynamoDbServer,
  startDynalite,
  startDynamoDbLocal,
  withoutDynamoDbLocal,
} from '../servers/dynamodb.ts';

/** The ports of one store. */
export interface Store {
  readonly timelines: Timelines;
  readonly alerts: Alerts;
  readonly cursors: Cursors;
  readonly seen: SeenSets;
  readonly failedMessages: FailedMessages;
  close(): Promise<void>;
}

interface StoreKind {
  readonly name: string;
  readonly open: () => Promise<Store>;
  /** Why it cannot run on this machine. */
  readonly missing?: string | undefined;
}

/** The time at which the stores believe to be. */
export const storeTime = parseInstant('2026-11-20T12:00:00Z') as Instant;

const storeKinds: readonly StoreKind[] = [
  { name: 'the embedded store', open: openMemory },
  { name: 'dynalite', open: () => openOn(startDynalite) },
  {
    name: "Amazon's DynamoDB Local",
    open: () => openOn(startDynamoDbLocal),
    missing: withoutDynamoDbLocal,
  },
];

/** How many cases a search tries in each store: all of them where the contracts are all that is run. */
export function effortInStores(cases: number): number {
  return withoutDynamoDbLocal === undefined ? cases : effort(cases);
}

/** Runs a contract's tests in every store; where one cannot run here, its tests are skipped under the reason. */
export function inEveryStore(contract: (store: () => Store) => void): void {
  for (const { name, open, missing } of storeKinds) {
    describe.skipIf(missing !== undefined)(missing === undefined ? `in ${name}` : `skipped: ${missing}`, () => {
      let store: Store | undefined;
      beforeAll(async () => {
        store = await open();
      });
      afterAll(() => store?.close());

      contract(() => store as Store);
    });
  }
}

async function openMemory(): Promise<Store> {
  return {
    timelines: memoryTimelines(),
    alerts: memoryAlerts(),
    cursors: memoryCursors(),
    seen: memorySeenSets(),
    failedMessages: memoryFailedMessages({ now: () => storeTime }),
    close: async () => {},
  };
}

async function openOn(start: () => Promise<DynamoDbServer>): Promise<Store> {
  const server = await start();
  const client = connect(server);
  const tableName = await createTable(client);
  const table = { client, tableName, now: () => storeTime };
  return {
    timelines: dynamoTimelines(table),
    alerts: dynamoAlerts(table),
    cursors: dynamoCursors(table),
    seen: dynamoSeenSets(table),
    failedMessages: dynamoFailedMessages(table),
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
