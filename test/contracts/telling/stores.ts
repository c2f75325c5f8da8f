import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../../lambda/adapters/dynamodb/timelines.ts';
import { memoryAlerts } from '../../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../../lambda/adapters/memory/timelines.ts';
import type { Alerts, Timelines } from '../../../lambda/core/ports.ts';
import { connect, createTable, type DynamoDbServer } from '../../servers/dynamodb.ts';
import { at } from '../observations.ts';
import type { Actor } from './actor.ts';

interface Stores {
  readonly alerts: Alerts;
  readonly timelines: Timelines;
}

/** What all actors share, as an actor calls it, and the alerts as the test looks at them. */
export interface SharedStores {
  readonly alerts: Alerts;
  by(actor: Actor): Stores;
  close(): void;
}

/** Each call to a port is one step. */
export async function inMemory(): Promise<SharedStores> {
  const alerts = memoryAlerts();
  const timelines = memoryTimelines();
  const by = ({ call }: Actor): Stores => ({
    alerts: {
      merge: (...given) => call(() => alerts.merge(...given)),
      read: (...given) => call(() => alerts.read(...given)),
      claim: (...given) => call(() => alerts.claim(...given)),
      markTold: (alertId, owner, audience, told) =>
        call(() => alerts.markTold(alertId, owner, audience, told), `${alertId} ${audience} ${told.revision}`),
      release: (...given) => call(() => alerts.release(...given)),
      schedule: (...given) => call(() => alerts.schedule(...given)),
      dueBy: (...given) => call(() => alerts.dueBy(...given)),
    },
    timelines: {
      put: (...given) => call(() => timelines.put(...given)),
      read: (...given) => call(() => timelines.read(...given)),
    },
  });
  return { alerts, by, close: () => {} };
}

/** Each request to the server is one step: a call to a port may make several, and be interrupted between them. */
export async function onServer(server: DynamoDbServer): Promise<SharedStores> {
  const own = connect(server);
  const tableName = await createTable(own);
  const clients = [own];
  const table = (client: typeof own) => ({ client, tableName, now: () => at(0) });
  const by = ({ call }: Actor): Stores => {
    const client = connect(server);
    client.middlewareStack.add((next) => (command) => call(() => next(command)), { step: 'initialize' });
    clients.push(client);
    return { alerts: dynamoAlerts(table(client)), timelines: dynamoTimelines(table(client)) };
  };
  const close = (): void => {
    for (const client of clients) client.destroy();
  };
  return { alerts: dynamoAlerts(table(own)), by, close };
}
