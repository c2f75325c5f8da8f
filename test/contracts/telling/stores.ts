import { dynamoAlerts } from '../../../lambda/adapters/dynamodb/alerts.ts';
import { memoryAlerts } from '../../../lambda/adapters/memory/alerts.ts';
import type { Alerts } from '../../../lambda/core/ports.ts';
import { connect, createTable, type DynamoDbServer } from '../../servers/dynamodb.ts';
import { at } from '../observations.ts';
import type { Actor } from './actor.ts';

/** A store of alerts, as an actor calls it, and as the test looks at it. */
export interface SharedAlerts {
  readonly alerts: Alerts;
  by(actor: Actor): Alerts;
  close(): void;
}

/** Each call to the port is one step. */
export async function inMemory(): Promise<SharedAlerts> {
  const alerts = memoryAlerts();
  const by = ({ call }: Actor): Alerts => ({
    merge: (...given) => call(() => alerts.merge(...given)),
    read: (...given) => call(() => alerts.read(...given)),
    claim: (...given) => call(() => alerts.claim(...given)),
    markTold: (...given) => call(() => alerts.markTold(...given)),
    release: (...given) => call(() => alerts.release(...given)),
    schedule: (...given) => call(() => alerts.schedule(...given)),
    dueBy: (...given) => call(() => alerts.dueBy(...given)),
  });
  return { alerts, by, close: () => {} };
}

/** Each request to the server is one step: a call to the port may make several, and be interrupted between them. */
export async function onServer(server: DynamoDbServer): Promise<SharedAlerts> {
  const own = connect(server);
  const tableName = await createTable(own);
  const clients = [own];
  const adapter = (client: typeof own) => dynamoAlerts({ client, tableName, now: () => at(0) });
  const by = ({ call }: Actor): Alerts => {
    const client = connect(server);
    client.middlewareStack.add((next) => (command) => call(() => next(command)), { step: 'initialize' });
    clients.push(client);
    return adapter(client);
  };
  const close = (): void => {
    for (const client of clients) client.destroy();
  };
  return { alerts: adapter(own), by, close };
}
