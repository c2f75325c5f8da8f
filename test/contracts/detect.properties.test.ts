import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import type { Item } from '../../lambda/adapters/dynamodb/item.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import { tableKeys } from '../../lambda/config/table.ts';
import type { AlertRecord } from '../../lambda/core/alert.ts';
import { type DetectPorts, detect } from '../../lambda/core/detect.ts';
import { AlertClaimed, RulesFailed } from '../../lambda/core/errors.ts';
import type { CloudTrailEvent, DetectorEvent, SignIn } from '../../lambda/core/event.ts';
import { positionOfObservation } from '../../lambda/core/observation.ts';
import type { Alerts } from '../../lambda/core/ports.ts';
import { days, hours, type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { rule as consoleLoginWithoutMfa } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { rule as entraFailuresWithConsoleLogin } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { alertIn } from '../core/detecting.ts';
import { effort, isLong } from '../effort.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { login, signIn } from './events.ts';
import { at } from './observations.ts';

/** What one invocation takes, batch by batch. */
type Invocation = readonly (readonly DetectorEvent[])[];

/** Invocations that run at the same time, one group after the other. */
type Schedule = readonly (readonly Invocation[])[];

const rules = [consoleLoginWithoutMfa, entraFailuresWithConsoleLogin];

describe('detect', () => {
  let server: DynamoDbServer;
  let client: DynamoDBClient;
  beforeAll(async () => {
    server = await startDynalite();
    client = connect(server);
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  it('finds in DynamoDB, thinned and in any order, batches and invocations, what the embedded store finds at once', async () => {
    const found = new Set<string>();
    let thinned = 0;
    await fc.assert(
      fc.asyncProperty(someHistory.chain(inSomeSchedule), async ({ history, schedule }) => {
        const tableName = await createTable(client);
        const table = { client, tableName, now: () => at(0) };
        const alerts = dynamoAlerts(table);
        const told: string[] = [];
        const ports = portsOf({ timelines: dynamoTimelines(table), alerts, told });

        for (const group of schedule) await Promise.all(group.map((invocation) => deliver(invocation, ports)));

        const items = await itemsOf(tableName, client);
        const stored = await summariesOf(alerts, alertIdsIn(items));
        expect(stored).toEqual(await inEmbeddedStore(history));
        expect(told.toSorted()).toEqual(stored.map(({ alertId }) => alertId));
        for (const { ruleId } of stored) found.add(ruleId);
        thinned += items.filter(({ observation }) => observation?.S?.includes('"slotTotal"')).length;
      }),
      { numRuns: effort(40), interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
    );
    if (!isLong) return; // a few histories may lack either by chance
    expect(found.size).toBe(rules.length); // else the histories would prove nothing
    expect(thinned).toBeGreaterThan(0);
  });
});

const someAddress = fc.constantFrom('203.0.113.7', '198.51.100.9');
const someTime = fc.nat(4_320).map((minute) => plus(at(0), minutes(minute))); // in three days

/** Failures of one address, some of which are other versions of another burst's. */
const someBurst = fc
  .record({
    start: someTime,
    count: fc.integer({ min: 4, max: 60 }),
    gap: fc.integer({ min: 0, max: 60_000 }),
    prefix: fc.constantFrom('a', 'b', 'c'),
    changes: fc.record({
      SourceAddress: someAddress,
      Type: fc.constantFrom('SigninLogs', 'AADNonInteractiveUserSignInLogs'),
      ResultType: fc.constantFrom('50126', '50126', '50126', '0'),
    }),
  })
  .map(({ start, count, gap, prefix, changes }) =>
    Array.from({ length: count }, (_, index) =>
      signIn({ id: `${changes.Type}/${prefix}-${index}`, time: (start + index * gap) as Instant }, changes),
    ),
  );

/** A login that some window of one day holds together with about six of the failures: the latest, or the earliest. */
function someLoginNear(burst: readonly SignIn[]): fc.Arbitrary<CloudTrailEvent> {
  const edge = fc.constantFrom({ sixth: -6, shift: days(1) }, { sixth: 5, shift: days(-1) });
  const time = fc
    .tuple(edge, fc.constantFrom(-1, 0, 1), fc.constantFrom(-1, 0, 1))
    .map(([{ sixth, shift }, aside, step]) => {
      const failure = burst.at((sixth + aside) % burst.length) as SignIn;
      return (failure.time + shift + step) as Instant;
    });
  const changes = fc.record({
    SourceAddress: fc.constant(burst[0]?.fields.SourceAddress as string),
    AccountName: fc.constantFrom('alice', 'bob'),
    LoginResult: fc.constantFrom('Success', 'Success', 'Failure'),
    MFAUsed: fc.constantFrom('No', 'Yes'),
  });
  return fc
    .record({ id: fc.constantFrom('login-1', 'login-2', 'login-3', 'login-4'), time, changes })
    .map(({ id, time, changes }) => login({ id, time }, { ...changes, SourceIpAddress: changes.SourceAddress }));
}

const someHistory: fc.Arbitrary<readonly DetectorEvent[]> = fc
  .array(someBurst, { minLength: 1, maxLength: 4 })
  .chain((bursts) =>
    fc
      .array(fc.constantFrom(...bursts).chain(someLoginNear), { minLength: 1, maxLength: 8 })
      .map((logins) => [...logins, ...bursts.flat()]),
  );

/** A history in random order, some of it twice, spread over a few groups of a few invocations of a few batches. */
function inSomeSchedule(history: readonly DetectorEvent[]) {
  const delivered = fc.subarray([...history]).map((again) => [...history, ...again]);
  const few = fc.constantFrom(0, 0, 0, 1, 2); // often none, as it takes a large batch to be thinned
  return fc.tuple(delivered, few, few, few).chain(([all, groups, invocations, batches]) => {
    const place = fc.tuple(fc.nat(groups), fc.nat(invocations), fc.nat(batches));
    return fc
      .record({
        events: fc.shuffledSubarray(all, { minLength: all.length }),
        places: fc.array(place, { minLength: all.length, maxLength: all.length }),
      })
      .map(({ events, places }) => ({ history, schedule: toSchedule(events, places) }));
  });
}

function toSchedule(events: readonly DetectorEvent[], places: readonly (readonly number[])[]): Schedule {
  const placed = events.map((event, index) => ({ event, place: places[index] ?? [] }));
  return groupsOf(placed, 0).map((group) =>
    groupsOf(group, 1).map((invocation) => groupsOf(invocation, 2).map((batch) => batch.map(({ event }) => event))),
  );
}

function groupsOf<Placed extends { readonly place: readonly number[] }>(placed: readonly Placed[], level: number) {
  return [...Map.groupBy(placed, ({ place }) => place[level]).values()];
}

function portsOf({
  timelines,
  alerts,
  told,
}: Pick<DetectPorts, 'timelines' | 'alerts'> & { readonly told: string[] }): Omit<DetectPorts, 'owner'> {
  return {
    rules,
    thinning: true,
    countLimit: 1_000,
    contextLimit: 1_000,
    timelines,
    alerts,
    publishers: [{ audience: 'people', publish: async (message) => void told.push(alertIn(message).alertId) }],
    clock: { now: () => at(0), pause: () => wait(5) },
    lease: hours(1),
    updatesPerHour: 0, // one telling is enough here
  };
}

/** As a queue does: the message comes again while another invocation tells one of its alerts. */
async function deliver(invocation: Invocation, ports: Omit<DetectPorts, 'owner'>): Promise<void> {
  for (;;) {
    try {
      await detect(batchesOf(invocation), { ...ports, owner: randomUUID() });
      return;
    } catch (error) {
      if (!isClaimed(error)) throw error;
    }
  }
}

function isClaimed(error: unknown): boolean {
  const { cause } = error instanceof RulesFailed ? error : {};
  return cause instanceof AggregateError && cause.errors.every((one) => one instanceof AlertClaimed);
}

async function* batchesOf(invocation: Invocation): AsyncGenerator<readonly DetectorEvent[]> {
  yield* invocation;
}

/** What one call over the whole history leaves in the embedded store, where nothing is thinned or bounded. */
async function inEmbeddedStore(history: readonly DetectorEvent[]): Promise<readonly Summary[]> {
  const alerts = memoryAlerts();
  const ports = portsOf({ timelines: memoryTimelines(), alerts, told: [] });
  const exact = { thinning: false, countLimit: Infinity, contextLimit: Infinity, publishers: [] };
  await detect(batchesOf([history]), { ...ports, ...exact, owner: 'replay' });
  return summariesOf(
    alerts,
    alerts.all().map(({ alertId }) => alertId),
  );
}

/** What Promise 3 compares: all but the evidence and the context, whose counts are bounds where a store thins. */
type Summary = Pick<AlertRecord, 'alertId' | 'ruleId' | 'columns' | 'periodStart'> & {
  readonly matches: readonly string[];
};

async function summariesOf(alerts: Alerts, alertIds: readonly string[]): Promise<readonly Summary[]> {
  const records = await Promise.all(alertIds.toSorted().map((alertId) => alerts.read(alertId)));
  return records.map((record) => {
    const { alertId, ruleId, columns, periodStart, matches } = record as AlertRecord;
    return { alertId, ruleId, columns, periodStart, matches: matches.map(positionOfObservation).sort() };
  });
}

async function itemsOf(tableName: string, client: DynamoDBClient): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: tableName })) items.push(...(page.Items ?? []));
  return items;
}

function alertIdsIn(items: readonly Item[]): readonly string[] {
  const partitions = new Set(items.map((item) => item[tableKeys.partition]?.S ?? ''));
  return [...partitions].filter((name) => name.startsWith('a#')).map((name) => name.slice(2));
}
