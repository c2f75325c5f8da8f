import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import { s3Objects } from '../../lambda/adapters/objects.ts';
import { snsPublisher } from '../../lambda/adapters/sns.ts';
import { limits } from '../../lambda/config/limits.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import type { Alerts } from '../../lambda/core/ports.ts';
import { type Instant, plus, seconds } from '../../lambda/core/time.ts';
import { type BatchPorts, handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { s3Notification } from '../adapters/envelopes.ts';
import { allowed, bucket, logFile, logFileKey, memoryPorts, newLeft, now, sqsEvent } from '../handlers/batch.ts';
import { consoleLogin } from '../records.ts';
import { connect, createTable, type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import {
  createBucket,
  createTopic,
  drain,
  type Fauxqs,
  loopback,
  putObject,
  startFauxqs,
  subscribedQueue,
} from '../servers/fauxqs.ts';

/** When SQS delivers a message for the second time. */
const redelivery = plus(now, seconds(limits.visibilityTimeoutSeconds));
const key = logFileKey('Mu0KsOhtH1ar15ZZ');
const event = sqsEvent(s3Notification(bucket, key));

/** Nine more logins of the same alert. */
const laterKey = logFileKey('Nine0fTheSame');
const nineMore = sqsEvent(s3Notification(bucket, laterKey));
const laterLogins = Array.from({ length: 9 }, (_, n) =>
  consoleLogin({ eventID: `00000000-0000-4000-8000-00000000010${n}`, eventTime: `2026-11-20T10:1${n}:00Z` }),
);

let fauxqs: Fauxqs;
let server: DynamoDbServer;
let dynamo: DynamoDBClient;
let tableName: string;
let topicArn: string;
let queue: string;
let tests = 0;

beforeAll(async () => {
  [fauxqs, server] = await Promise.all([startFauxqs(), startDynalite()]);
  dynamo = connect(server);
  await createBucket(fauxqs, bucket);
  await putObject(fauxqs, bucket, key, logFile(consoleLogin()));
  await putObject(fauxqs, bucket, laterKey, logFile(...laterLogins));
});

beforeEach(async () => {
  const name = `machines-${tests++}`;
  tableName = await createTable(dynamo);
  topicArn = await createTopic(fauxqs, name);
  queue = await subscribedQueue(fauxqs, topicArn, { name });
});

afterAll(async () => {
  dynamo.destroy();
  await Promise.all([fauxqs.stop(), server.close()]);
});

describe('an alert', () => {
  it('whose publish is refused fails the message, and is told once when the message comes again', async () => {
    const first = await handleBatch(event, invocation('first', now, { sns: flakySns('refuses') }));
    const second = await handleBatch(event, invocation('second', redelivery));
    const third = await handleBatch(event, invocation('third', plus(redelivery, seconds(1))));

    expect(failedOf(first, second, third)).toEqual([1, 0, 0]);
    expect(await told()).toEqual([{ revision: 1 }]);
  });

  it('whose publish is refused is told by another message at once', async () => {
    const first = await handleBatch(event, invocation('first', now, { sns: flakySns('refuses') }));
    const meanwhile = await handleBatch(event, invocation('second', plus(now, seconds(1))));

    expect(failedOf(first, meanwhile)).toEqual([1, 0]);
    expect(await told()).toEqual([{ revision: 1 }]);
  });

  it('is not acknowledged by another message while somebody may still be telling it', async () => {
    await handleBatch(event, invocation('first', now, { sns: flakySns('refuses'), alerts: crashingAtRelease }));

    const meanwhile = await handleBatch(event, invocation('second', plus(now, seconds(limits.leaseSeconds - 1))));

    expect(failedOf(meanwhile)).toEqual([1]);
    expect(await told()).toEqual([]);
  });

  it.each<[string, () => Partial<Faults>]>([
    ['whose publish got no answer', () => ({ sns: flakySns('answers nothing') })],
    ['that was published and not marked as told', () => ({ alerts: crashingAtMark })],
  ])('%s is told again, with the same id and revision', async (_, faults) => {
    const first = await handleBatch(event, invocation('first', now, faults()));
    const second = await handleBatch(event, invocation('second', redelivery));
    const third = await handleBatch(event, invocation('third', plus(redelivery, seconds(1))));

    expect(failedOf(first, second, third)).toEqual([1, 0, 0]);
    expect(await told()).toEqual([{ revision: 1 }, { revision: 1 }]);
  });

  it('is told once by invocations that find it at the same time', async () => {
    const owners = ['first', 'second', 'third', 'fourth'];

    const responses = await Promise.all(owners.map((owner) => handleBatch(event, invocation(owner, now))));
    const again = await handleBatch(event, invocation('last', redelivery));

    expect(failedOf(...responses)).toContain(0);
    expect(failedOf(again)).toEqual([0]);
    expect(await told()).toEqual([{ revision: 1 }]);
  });

  it('that grew to ten times its events is told as an update, once by invocations that find it at the same time', async () => {
    await handleBatch(event, invocation('first', now));
    const before = await told();
    const owners = ['second', 'third'];

    const responses = await Promise.all(owners.map((owner) => handleBatch(nineMore, invocation(owner, now))));
    const again = await handleBatch(nineMore, invocation('last', redelivery));

    expect(failedOf(...responses)).toContain(0);
    expect(failedOf(again)).toEqual([0]);
    expect([before, await told()]).toEqual([[{ revision: 1 }], [{ revision: 2 }]]);
  });
});

interface Faults {
  readonly sns: SNSClient;
  readonly alerts: (alerts: Alerts) => Alerts;
}

/** The ports of one invocation on the servers, at a time of ours, and with what is to fail in it. */
function invocation(
  owner: string,
  time: Instant,
  { sns = fauxqs.sns, alerts = (same) => same }: Partial<Faults> = {},
): BatchPorts {
  const table = { client: dynamo, tableName, now: () => time };
  return memoryPorts(new Map(), newLeft(), {
    owner,
    clock: { now: () => time, pause: async () => {} },
    lease: seconds(limits.leaseSeconds),
    objects: s3Objects({ buckets: allowed(bucket), clientFor: () => fauxqs.s3 }),
    timelines: dynamoTimelines(table),
    alerts: alerts(dynamoAlerts(table)),
    publishers: [
      snsPublisher({
        client: sns,
        topicArn,
        audience: 'machines',
        compose: (message) => machineMessage(message as Alert),
      }),
    ],
  });
}

/** A client that sends nothing, or that sends and loses the answer. */
function flakySns(fault: 'refuses' | 'answers nothing'): SNSClient {
  const client = new SNSClient({ ...loopback, endpoint: fauxqs.endpoint, maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => async (args) => {
      if (fault === 'answers nothing') await next(args);
      throw new Error(fault);
    },
    { step: 'initialize' },
  );
  return client;
}

function crashingAtMark(alerts: Alerts): Alerts {
  return { ...alerts, markTold: () => Promise.reject(new Error('the invocation crashed')) };
}

function crashingAtRelease(alerts: Alerts): Alerts {
  return { ...alerts, release: () => Promise.reject(new Error('the invocation crashed')) };
}

/** What came to the queue, all of one alert, as far as it tells copies apart. */
async function told(): Promise<readonly Pick<Alert, 'revision'>[]> {
  const alerts = (await drain(fauxqs, queue)).map(({ Body = '' }) => JSON.parse(Body) as Alert);
  expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBeLessThanOrEqual(1);
  return alerts.map(({ revision }) => ({ revision }));
}

function failedOf(...responses: readonly { readonly batchItemFailures: readonly unknown[] }[]): readonly number[] {
  return responses.map(({ batchItemFailures }) => batchItemFailures.length);
}
