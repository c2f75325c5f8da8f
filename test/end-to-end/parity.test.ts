import { gzipSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replay } from '../../bin/commands/replay/replay.ts';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { rules } from '../../lambda/rules/index.ts';
import { notificationRecord } from '../adapters/envelopes.ts';
import { effort, isLong } from '../effort.ts';
import { bucket, memoryPorts, newLeft, now, sqsEvent } from '../handlers/batch.ts';
import {
  azureMonitorSignIn,
  consoleLogin,
  createLoginProfile,
  graphSignIn,
  type Json,
  logAnalyticsSignIn,
  type SignInFacts,
} from '../records.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { expectSame } from './expect-same.ts';
import { storedAlerts } from './stored-alerts.ts';

let server: DynamoDbServer;
let dynamo: DynamoDBClient;

beforeAll(async () => {
  server = await startDynalite();
  dynamo = connect(server);
});

afterAll(async () => {
  dynamo.destroy();
  await server.close();
});

it('the cloud path keeps and tells the alerts that replay gives for the same logs', async () => {
  const found = new Map<string, number>();
  let lowerBounds = 0;
  let fewerCounted = 0;

  await fc.assert(
    fc.asyncProperty(someLogs, async (logs) => {
      const expected = await replayed(logs);

      const cloud = await throughTheCloud(logs);

      expect(cloud.failed).toEqual([]);
      expect([...new Set(cloud.told)].toSorted()).toEqual(idsOf(expected.filter(({ signal }) => !signal)));
      expect(idsOf(cloud.alerts)).toEqual(idsOf(expected));
      const stored = new Map(cloud.alerts.map((alert) => [alert.alertId, alert]));
      for (const alert of expected) {
        const bounds = expectSame(stored.get(alert.alertId) as Alert, alert);
        lowerBounds += bounds.lower;
        fewerCounted += bounds.fewer;
        found.set(alert.rule.id, (found.get(alert.rule.id) ?? 0) + 1);
      }
    }),
    { numRuns: effort(25), endOnFailure: true },
  );

  if (!isLong) return; // a few histories may lack any of these by chance
  expect([...found.keys()].toSorted()).toEqual(rules.map(({ id }) => id).toSorted()); // else the logs would prove nothing
  expect(lowerBounds).toBeGreaterThan(0);
  expect(fewerCounted).toBeGreaterThan(0);
});

/** A file of log records; several make the logs of a history, in the order in which they come. */
type LogFile = Uint8Array;

const addresses = ['203.0.113.7', '198.51.100.9', '2001:db8::7'] as const;
/** Spellings of the same addresses. */
const spelled: Readonly<Record<string, string>> = { '2001:db8::7': '2001:0DB8:0:0::7' };

const someAddress = fc.constantFrom(...addresses);
/** Three hours on each of three days, so that windows of a day begin and end among the events. */
const someMinute = fc.tuple(fc.nat(180), fc.nat(2)).map(([minute, day]) => minute + day * 1_440);

const someLogin: fc.Arbitrary<readonly Json[]> = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    minute: someMinute,
    address: someAddress,
    user: fc.constantFrom('alice', 'bob@example.com'),
    result: fc.constantFrom('Success', 'Success', 'Failure'),
    mfa: fc.constantFrom({ MFAUsed: 'Yes' }, { MFAUsed: 'No' }, null, '{"MFAUsed":"YES"}'),
  })
  .map(({ id, minute, address, user, result, mfa }) => [
    consoleLogin({
      eventID: `login-${id}`,
      eventTime: timeOf(minute),
      sourceIPAddress: spelled[address] ?? address,
      userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: user },
      responseElements: { ConsoleLogin: result },
      additionalEventData: mfa,
    }),
  ]);

/**
 * Failed sign-ins from one address in one wire shape; now and then more in an hour than are written. Bursts share ids,
 * so that some are versions of others: within one hour only, as a sign-in that moved to another hour counts in both
 * where an alert tells at least how many there were.
 */
const someBurst: fc.Arbitrary<readonly Json[]> = fc
  .record({
    minute: someMinute,
    count: fc.oneof(fc.integer({ min: 3, max: 9 }), fc.constant(40)),
    spread: fc.constantFrom(1, 30, 120),
    prefix: fc.constantFrom('a', 'b'),
    facts: fc.record({
      address: someAddress,
      code: fc.constantFrom('50126', '50053', '50125', '0'),
      table: fc.constantFrom<SignInFacts['table'][]>('SigninLogs', 'AADNonInteractiveUserSignInLogs'),
    }),
    shape: fc.constantFrom(graphSignIn, azureMonitorSignIn, logAnalyticsSignIn),
  })
  .map(({ minute, count, spread, prefix, facts, shape }) =>
    Array.from({ length: count }, (_, n) => {
      const at = minute + (n * spread) / 40;
      const id = `${prefix}-${Math.floor(at / 60)}-${n}`;
      return shape({ ...facts, id, user: `user-${n % 7}@example.com`, time: timeOf(at) });
    }),
  );

/** Failed console logins of one user from one address; now and then more in ten minutes than are written. */
const someFailedLogins: fc.Arbitrary<readonly Json[]> = fc
  .record({
    minute: someMinute,
    count: fc.constantFrom(11, 12, 21, 100, 100),
    seconds: fc.constantFrom(1, 3, 28),
    prefix: fc.constantFrom('a', 'b'),
    address: someAddress,
    user: fc.constantFrom('alice', 'HIDDEN_DUE_TO_SECURITY_REASONS'),
    mfa: fc.constantFrom('Yes', 'Yes', 'Yes', 'No'),
    errorMessage: fc.constantFrom(
      'Failed authentication',
      'Failed authentication',
      'No username found in supplied account',
    ),
  })
  .map(({ minute, count, seconds, prefix, address, user, mfa, errorMessage }) =>
    Array.from({ length: count }, (_, n) =>
      consoleLogin({
        eventID: `failure-${prefix}-${minute}-${n}`,
        eventTime: timeOf(minute + (n * seconds) / 60),
        sourceIPAddress: spelled[address] ?? address,
        userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: user },
        responseElements: { ConsoleLogin: 'Failure' },
        additionalEventData: { MFAUsed: mfa },
        errorMessage,
      }),
    ),
  );

/** A login profile, and a login with it within about an hour before or after. */
const someLoginProfile: fc.Arbitrary<readonly Json[]> = fc
  .record({ minute: someMinute, apart: fc.constantFrom(-60, -59, -1, 0, 59, 60), address: someAddress })
  .map(({ minute, apart, address }) => [
    createLoginProfile({ eventID: `profile-${minute}`, eventTime: timeOf(minute), sourceIPAddress: address }),
    consoleLogin({
      eventID: `use-${minute}`,
      eventTime: timeOf(minute + apart),
      sourceIPAddress: spelled[address] ?? address,
    }),
  ]);

const others: fc.Arbitrary<readonly Json[]> = fc.constant([
  consoleLogin({ eventName: 'DescribeInstances', eventID: 'other' }),
  { unknown: 'shape' },
]);

/** Wire containers, plain and gzip. */
const containers: readonly ((records: readonly Json[]) => Uint8Array)[] = [
  (Records) => gzipSync(JSON.stringify({ Records })),
  (value) => Buffer.from(JSON.stringify({ value })),
  (records) => gzipSync(records.map((record) => JSON.stringify(record)).join('\r\n')),
  (records) => Buffer.from(JSON.stringify(records)),
];

/** A mixed history in random order, some of it twice, spread over files. */
const someLogs: fc.Arbitrary<readonly LogFile[]> = fc
  .tuple(
    fc.array(someLogin, { minLength: 1, maxLength: 8 }),
    fc.array(someBurst, { minLength: 1, maxLength: 5 }),
    fc.array(fc.oneof(someFailedLogins, someFailedLogins, someLoginProfile), { minLength: 1, maxLength: 3 }),
    others,
  )
  .map(([logins, bursts, attacks, rest]) => [...logins.flat(), ...bursts.flat(), ...attacks.flat(), ...rest])
  .chain((records) =>
    fc
      .tuple(
        fc.shuffledSubarray(records, { minLength: records.length }),
        fc.shuffledSubarray(records, { maxLength: Math.min(9, records.length) }),
      )
      .chain(([all, twice]) => splits([...all, ...twice])),
  );

function splits(records: readonly Json[]): fc.Arbitrary<readonly LogFile[]> {
  const cuts = fc.array(fc.nat(records.length), { maxLength: 5 });
  return fc.tuple(cuts, fc.nat(containers.length - 1)).map(([at, offset]) => {
    const edges = [0, ...at.toSorted((a, b) => a - b), records.length];
    const parts = edges.slice(1).map((end, index) => records.slice(edges[index], end));
    const full = parts.filter((part) => part.some((record) => !('unknown' in record)));
    return full.map((part, index) =>
      (containers[(index + offset) % containers.length] as (typeof containers)[0])(part),
    );
  });
}

async function replayed(logs: readonly LogFile[]): Promise<readonly Alert[]> {
  const files = logs.map((body, index) => ({ name: `${index}`, size: body.length, open: () => inOneChunk(body) }));
  const { alerts, unreadable } = await replay({ files: files.toReversed(), rules });
  expect(unreadable).toEqual([]);
  return alerts;
}

/** One message for each file, a few messages for each invocation; each invocation is another owner. */
async function throughTheCloud(logs: readonly LogFile[]) {
  const table = { client: dynamo, tableName: await createTable(dynamo), now: () => now };
  const alerts = dynamoAlerts(table);
  const left = newLeft();
  const stored = new Map(logs.map((body, index) => [`s3://${bucket}/${index}`, body]));
  const ports = memoryPorts(stored, left, { timelines: dynamoTimelines(table), alerts, judgeKey: () => 'ours' });
  const bodies = logs.map((_, index) => ({ Records: [notificationRecord(bucket, `${index}`)] }));

  const failed = [];
  for (let first = 0; first < bodies.length; first += 2) {
    const event = sqsEvent(...bodies.slice(first, first + 2));
    const { batchItemFailures } = await handleBatch(event, { ...ports, owner: `invocation-${first}` });
    failed.push(...batchItemFailures);
  }

  const told = left.published.filter(({ audience }) => audience === 'machines').map(({ alert }) => alert.alertId);
  return { failed, told, alerts: await storedAlerts(table) };
}

function idsOf(alerts: readonly Alert[]): readonly string[] {
  return alerts.map(({ alertId }) => alertId).toSorted();
}

async function* inOneChunk(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

function timeOf(minute: number): string {
  return new Date(Date.UTC(2026, 10, 18) + Math.round(minute * 60_000)).toISOString();
}
