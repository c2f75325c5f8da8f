import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { type Duration, formatInstant, hours, type Instant, minus, minutes, plus } from '../../lambda/core/time.ts';
import { at, login } from '../core/events.ts';
import { graphSignIn, type Json } from '../records.ts';
import { connect, createTable, startDynalite } from '../servers/dynamodb.ts';
import { type GraphServer, startGraph } from '../servers/graph.ts';
import { failuresAmong, rememberedFailures } from './failures.ts';
import { memoryStores, pollingOf, pollUntil, type Stores, untilNextRun } from './polling.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';

const noon = plus(at(0), hours(12));
const address = '203.0.113.7';

let clock: SteppedClock;
let graph: GraphServer;
beforeEach(async () => {
  clock = steppedClock(noon);
  graph = await startGraph({ now: clock.now });
});
afterEach(() => graph.close());

it('an overlap that is read a hundred times changes no alert and writes nothing but the cursor', async () => {
  publish(failures(40, { address, over: minutes(30), before: noon }));
  const memory = memoryStores();
  const { stores, written } = counted(memory);
  const polling = pollingOf({ graph, clock, stores, request: { overlap: hours(12) } });
  await polling.detect(login('login', noon, address));
  await pollUntil(plus(noon, (3 * untilNextRun) as Duration), polling, clock); // until a slice is long enough for all
  const alerts = memory.alerts.all();
  const before = { ...written };

  const reports = await pollUntil(plus(clock.now(), (100 * untilNextRun) as Duration), polling, clock);

  expect(reports).toHaveLength(100);
  expect(new Set(reports.map(({ feeds }) => `${feeds[0]?.readBefore} before, ${feeds[0]?.fresh} fresh`))).toEqual(
    new Set(['40 before, 0 fresh']),
  );
  expect(memory.alerts.all()).toEqual(alerts);
  expect(polling.published).toHaveLength(1);
  expect({ ...written, cursors: written.cursors - before.cursors }).toEqual({ ...before, cursors: 200 });
});

it('a poll that finds nothing new costs two writes and two reads of DynamoDB', async () => {
  const server = await startDynalite();
  const client = connect(server);
  const table = { client, tableName: await createTable(client), now: clock.now };
  const stores = {
    timelines: dynamoTimelines(table),
    alerts: dynamoAlerts(table),
    cursors: dynamoCursors(table),
    seen: dynamoSeenSets(table),
  };
  publish(failures(20, { address, over: minutes(30), before: noon }));
  publish(failures(20, { address, over: minutes(30), before: noon, table: 'AADNonInteractiveUserSignInLogs' }));
  const polling = pollingOf({ graph, clock, stores });
  await polling.detect(login('login', noon, address));
  await polling.poll();
  clock.advance(untilNextRun);
  const sent = commandsOf(client);

  const quiet = await polling.poll();

  client.destroy();
  await server.close();
  expect(quiet.feeds.map(({ readBefore, fresh }) => [readBefore, fresh])).toEqual([
    [20, 0],
    [20, 0],
  ]);
  expect(sent.toSorted()).toEqual(['GetItemCommand', 'GetItemCommand', 'UpdateItemCommand', 'UpdateItemCommand']);
});

it('10,000 failures a day, read again for two hours each, are written once each', async () => {
  const end = plus(noon, hours(6)); // a quarter of a day
  const addresses = Array.from({ length: 200 }, (_, n) => `198.51.100.${n + 1}`);
  const late = [minutes(1), minutes(4), minutes(25), minutes(110)];
  graph.publish(
    failures(2_500, { over: hours(6), before: end }).map((record, n) => ({
      record: { ...record, ipAddress: addresses[n % addresses.length] },
      from: plus(Date.parse(String(record['createdDateTime'])) as Instant, late[n % late.length] as Duration),
    })),
  );
  const { stores, written } = counted(memoryStores());
  const polling = pollingOf({ graph, clock, stores, ports: { thinning: true } });

  const reports = await pollUntil(plus(end, hours(2)), polling, clock);

  const polls = reports.length;
  expect(polls).toBe(8 * 12);
  expect(await rememberedFailures(stores.timelines, addresses)).toEqual(
    failuresAmong(graph.publications.map(({ record }) => record)),
  );
  expect(written.observations).toBe(2_500);
  expect(written.cursors - 2 * polls).toBeLessThan(5); // the first run takes shorter slices
  expect(written.seenSets).toBeLessThanOrEqual(polls);
  expect(written.seenKilobytes / written.seenSets).toBeLessThan(16);
});

/** What was written, in items; a seen set is one, of some kilobytes. */
interface Written {
  observations: number;
  cursors: number;
  seenSets: number;
  seenKilobytes: number;
}

function counted({ timelines, alerts, cursors, seen }: Stores): { readonly stores: Stores; readonly written: Written } {
  const written = { observations: 0, cursors: 0, seenSets: 0, seenKilobytes: 0 };
  return {
    written,
    stores: {
      alerts,
      timelines: {
        read: timelines.read,
        async put(observations) {
          written.observations += observations.length;
          await timelines.put(observations);
        },
      },
      cursors: {
        async take(request) {
          written.cursors += 1;
          return cursors.take(request);
        },
        async save(name, held, parts) {
          written.cursors += 1;
          return cursors.save(name, held, parts);
        },
      },
      seen: {
        read: seen.read,
        async save(name, hashes) {
          written.seenSets += 1;
          written.seenKilobytes += Math.ceil((16 * hashes.size) / 1_024);
          await seen.save(name, hashes);
        },
      },
    },
  };
}

/** The names of the commands that the client sends from now on. */
function commandsOf(client: DynamoDBClient): readonly string[] {
  const sent: string[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (command) => {
        sent.push(String(commandName));
        return next(command);
      },
    { step: 'initialize' },
  );
  return sent;
}

/** Lists them from now on. */
function publish(records: readonly Json[]): void {
  graph.publish(records.map((record) => ({ record, from: clock.now() })));
}

/** Failed sign-ins, evenly over a length of time. */
function failures(
  count: number,
  { over, before, ...facts }: { readonly over: Duration; readonly before: Instant } & Parameters<typeof graphSignIn>[0],
): readonly Json[] {
  return Array.from({ length: count }, (_, n) => {
    const time = formatInstant(minus(before, Math.floor((over * (n + 1)) / (count + 1)) as Duration));
    return graphSignIn({ id: `${facts.table ?? 'SigninLogs'}-${n}`, time, ...facts });
  });
}
