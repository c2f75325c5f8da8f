import { describe, expect, it } from 'vitest';
import { ObjectForbidden, ObjectMissing } from '../../lambda/adapters/errors.ts';
import { landingKey } from '../../lambda/adapters/object-key.ts';
import { resentAttribute } from '../../lambda/config/queues.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import {
  type Duration,
  days,
  formatInstant,
  type Instant,
  minus,
  minutes,
  plus,
  seconds,
} from '../../lambda/core/time.ts';
import { type BatchPorts, handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';
import {
  cloudTrailMessage,
  notificationRecord,
  objectCreatedEvent,
  s3Notification,
  throughSns,
} from '../adapters/envelopes.ts';
import { consoleLogin, type Json } from '../records.ts';
import {
  bucket,
  keepingPublisher,
  type Left,
  logFile,
  logFileKey,
  memoryPorts,
  metric,
  newLeft,
  now,
  sqsEvent,
  sqsRecord,
} from './batch.ts';

const attribute = { dataType: 'String', stringValue: 'true', stringListValues: [], binaryListValues: [] };
const key = logFileKey('Mu0KsOhtH1ar15ZZ');
const otherKey = logFileKey('AAAAAAAAAAAAAAAA');
const uri = `s3://${bucket}/${key}`;

/** A notification of an object that was written this long ago. */
function written(age: Duration, at = key): Json {
  return { Records: [notificationRecord(bucket, at, { eventTime: formatInstant(minus(now, age)) })] };
}

/** What was told of missing files, without what every alert has. */
function toldOf({ published }: Left) {
  return published
    .filter(({ alert }) => alert.rule.id === logFileMissing.id)
    .map(({ audience, alert: { columns, severity, revision, eventCount, startTime } }) => ({
      audience,
      ...columns,
      severity,
      revision,
      eventCount,
      startTime,
    }));
}

function errorsIn({ log }: Left): string {
  return JSON.stringify(log.filter(({ level }) => level === 'error'));
}

const once = {
  bucket,
  account: '111122223333',
  severity: 'High',
  revision: 1,
  eventCount: 1,
  startTime: '2026-11-20T10:05:00Z',
};

describe('an object that is gone, and was announced less than a day ago,', () => {
  it.each([
    ['S3', s3Notification(bucket, key)],
    ['S3 through SNS', throughSns(JSON.stringify(s3Notification(bucket, key)))],
    ['EventBridge', objectCreatedEvent(bucket, key)],
  ])('is told to everybody, and fails its message: by %s', async (_, body) => {
    const left = newLeft();

    const { batchItemFailures } = await handleBatch(sqsEvent(body), memoryPorts(new Map(), left));

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(toldOf(left)).toEqual([
      { audience: 'machines', ...once },
      { audience: 'people', ...once },
    ]);
    expect(errorsIn(left)).toContain(`${uri} does not exist`);
    expect(['ObjectsFailed', 'AlertsFound', 'MessagesFailed'].map((name) => metric(left, name))).toEqual([1, 1, 1]);
  });

  it('has the object as evidence, and its URI for an id', async () => {
    const left = newLeft();

    await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(new Map(), left));

    expect(left.published[0]?.alert).toMatchObject({ evidence: [{ object: uri, eventId: uri }], eventIds: [uri] });
  });

  it('has its version for an id, where it was announced with one', async () => {
    const left = newLeft();
    const record = notificationRecord(bucket, key);
    const s3 = record['s3'] as { object: Json };
    const versioned = { ...record, s3: { ...s3, object: { ...s3.object, versionId: 'version-7' } } };

    await handleBatch(sqsEvent({ Records: [versioned] }), memoryPorts(new Map(), left));

    expect(left.published[0]?.alert.evidence).toEqual([{ object: uri, eventId: 'version-7' }]);
  });

  it('is told once over all attempts of its message, and of another message of it', async () => {
    const left = newLeft();
    const ports = memoryPorts(new Map(), left);

    const failed: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const later = { now: () => plus(now, minutes(12 * attempt)), pause: async () => {} };
      const attempted = { ...ports, clock: later, owner: `invocation-${attempt}` };
      const response = await handleBatch(sqsEvent(s3Notification(bucket, key)), attempted);
      failed.push(response.batchItemFailures.length);
    }
    await handleBatch(sqsEvent(s3Notification(bucket, key)), { ...ports, owner: 'of another message' });

    expect(failed).toEqual([1, 1, 1, 1, 1]);
    expect(toldOf(left)).toHaveLength(2);
  });

  it('joins the alert of its bucket, account and hour, of which people hear again when it is ten times as much', async () => {
    const left = newLeft();
    const ports = memoryPorts(new Map(), left, { publishers: [keepingPublisher('people', left)] });
    const keys = Array.from({ length: 9 }, (_, n) => logFileKey(`FILE${n}`));

    await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);
    await handleBatch(sqsEvent(s3Notification(bucket, otherKey)), { ...ports, owner: 'second' });
    await handleBatch(sqsEvent(s3Notification(bucket, ...keys)), { ...ports, owner: 'third' });

    expect(toldOf(left).map(({ revision, eventCount }) => ({ revision, eventCount }))).toEqual([
      { revision: 1, eventCount: 1 },
      { revision: 2, eventCount: 11 },
    ]);
    expect(left.published[1]?.alert.news).toEqual({ eventCount: { from: 1, to: 11 } });
  });

  it('is one alert with the others that its message names', async () => {
    const left = newLeft();

    await handleBatch(sqsEvent(cloudTrailMessage(bucket, key, otherKey)), memoryPorts(new Map(), left));

    expect(toldOf(left).map(({ eventCount }) => eventCount)).toEqual([2, 2]);
  });

  it('is of the account that its name says, or else of the owner of the bucket', async () => {
    const left = newLeft();
    const theirs = { bucket, owner: '444455556666' };
    const ports = memoryPorts(new Map(), left, { judgeKey: landingKey(''), buckets: new Map([[bucket, theirs]]) });

    await handleBatch(sqsEvent(s3Notification(bucket, key, 'tenant one/PT1H.json')), ports);

    expect(left.published.map(({ audience, alert }) => `${audience} ${alert.columns['account']}`)).toEqual([
      'machines 111122223333',
      'people 111122223333',
      'machines 444455556666',
      'people 444455556666',
    ]);
  });

  it('is told beside the alerts of what the same message brings, and of what fails in it', async () => {
    const left = newLeft();
    const stored = new Map([[`s3://${bucket}/${otherKey}`, logFile(consoleLogin())]]);
    const ports = memoryPorts(stored, left, { timelines: failingTimelines() });

    const response = await handleBatch(sqsEvent(cloudTrailMessage(bucket, key, otherKey)), ports);

    expect(response.batchItemFailures).toHaveLength(1);
    expect(toldOf(left)).toHaveLength(2);
    expect(errorsIn(left)).toContain('throttled');
  });
});

describe('the age of an object that is gone', () => {
  it.each<[string, Json, number]>([
    ['a moment less than a day', written((days(1) - 1_000) as Duration), 2],
    ['a day', written(days(1)), 2],
    ['more than a day', written((days(1) + 1_000) as Duration), 0],
  ])('of %s decides whether it is told', async (_, body, told) => {
    const left = newLeft();

    const { batchItemFailures } = await handleBatch(sqsEvent(body), memoryPorts(new Map(), left));

    expect(toldOf(left)).toHaveLength(told);
    expect(batchItemFailures).toHaveLength(told === 0 ? 0 : 1);
    expect(metric(left, 'ObjectsSkipped', 'gone')).toBe(told === 0 ? 1 : 0);
  });

  it('counts from when its message came, where nothing else says it', async () => {
    const left = newLeft();
    const event = sqsEvent(cloudTrailMessage(bucket, key));
    const late = { now: () => plus(now, (days(1) + 1_000) as Duration), pause: async () => {} };

    await handleBatch(event, memoryPorts(new Map(), left));
    const response = await handleBatch(event, memoryPorts(new Map(), left, { clock: late }));

    expect(toldOf(left).map(({ startTime }) => startTime)).toEqual([formatInstant(now), formatInstant(now)]);
    expect(response.batchItemFailures).toEqual([]);
    expect(metric(left, 'ObjectsSkipped', 'gone')).toBe(1);
  });
});

describe('an object that is gone, of a message that failed before,', () => {
  const longAgo = written(days(3));
  const again = { ...sqsRecord('m0', longAgo), messageAttributes: { [resentAttribute]: attribute } };

  it.each([
    ['at an earlier attempt', sqsRecord('m0', longAgo, { ApproximateReceiveCount: '2' })],
    ['and was sent again from the dead-letter queue', again],
  ])('%s, is told and fails it, however old it is', async (_, message) => {
    const left = newLeft();

    const { batchItemFailures } = await handleBatch({ Records: [message] }, memoryPorts(new Map(), left));

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(toldOf(left).map(({ audience }) => audience)).toEqual(['machines', 'people']);
    expect(metric(left, 'ObjectsSkipped', 'gone')).toBe(0);
  });

  it('keeps its reason, and its alert is told once, where a day passes between its attempts', async () => {
    const left = newLeft();
    const body = written((days(1) - minutes(10)) as Duration);
    const ports = memoryPorts(new Map(), left);
    const later = { now: () => plus(now, minutes(12)), pause: async () => {} };

    await handleBatch(sqsEvent(body), ports);
    const second = { Records: [sqsRecord('m0', body, { ApproximateReceiveCount: '2' })] };
    const { batchItemFailures } = await handleBatch(second, { ...ports, clock: later, owner: 'second' });

    expect(batchItemFailures).toHaveLength(1);
    expect(toldOf(left)).toHaveLength(2);
    expect(await ports.failedMessages.read({ queue: 'cloudtrail', messageId: 'm0' })).toMatchObject({ attempts: 2 });
  });
});

describe('an object that was tidied up', () => {
  it('is named in the log, and is no object that was read', async () => {
    const left = newLeft();

    await handleBatch(sqsEvent(written(days(3))), memoryPorts(new Map(), left));

    expect(left.log).toContainEqual({ level: 'warn', message: 'object gone', messageId: 'm0', object: uri });
    expect(['Objects', 'ObjectsFailed', 'ReconciliationBroken'].map((name) => metric(left, name))).toEqual([0, 0, 0]);
  });

  it('is named with at most nineteen others, and the number of the rest', async () => {
    const left = newLeft();
    const eventTime = formatInstant(minus(now, days(3)));
    const Records = Array.from({ length: 23 }, (_, n) =>
      notificationRecord(bucket, logFileKey(`G${n}`), { eventTime }),
    );

    await handleBatch(sqsEvent({ Records }), memoryPorts(new Map(), left));

    const lines = left.log.filter(({ message }) => message === 'object gone');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toMatchObject({ more: 3 });
  });
});

describe('many objects that are gone', () => {
  const keys = Array.from({ length: 40 }, (_, n) => `${100_000_000_000 + n}`).map(
    (account) => `AWSLogs/${account}/CloudTrail/${account}_CloudTrail_us-east-1_20261120T1005Z_A.json.gz`,
  );

  /** Ports where each request and each publication takes a second, and the deadline is so many seconds away. */
  function slowPorts(left: Left, secondsLeft: number) {
    const time = { now: now as number };
    const clock = { now: () => time.now as Instant, pause: async () => {} };
    const ask = { requests: 0 };
    const objects = {
      read: () => {
        ask.requests += 1;
        time.now += 1_000;
        return rejecting(new ObjectMissing(uri));
      },
    };
    const told = keepingPublisher('machines', left);
    const publish: Publisher['publish'] = async (message) => {
      time.now += 1_000;
      await told.publish(message);
    };
    const deadline = plus(now, seconds(secondsLeft));
    return {
      ports: memoryPorts(new Map(), left, { objects, clock, deadline, publishers: [{ ...told, publish }] }),
      ask,
    };
  }

  it('are asked for until the time is over, and told for as long as is left for that', async () => {
    const left = newLeft();
    const { ports, ask } = slowPorts(left, 30);

    const { batchItemFailures } = await handleBatch(sqsEvent(cloudTrailMessage(bucket, ...keys)), ports);

    expect(batchItemFailures).toHaveLength(1);
    expect(ask.requests).toBe(30);
    expect(toldOf(left)).toHaveLength(15);
    expect(errorsIn(left)).toContain('OutOfTime');
    expect(metric(left, 'ReconciliationBroken')).toBe(0);
  });

  it('are all told where there is time', async () => {
    const left = newLeft();
    const { ports } = slowPorts(left, 1_000);

    await handleBatch(sqsEvent(cloudTrailMessage(bucket, ...keys)), ports);

    expect(toldOf(left)).toHaveLength(keys.length);
    expect(errorsIn(left)).not.toContain('OutOfTime');
  });
});

describe('an object that S3 refuses', () => {
  it('is a fault of permissions that says so, and no alert', async () => {
    const left = newLeft();
    const ports = memoryPorts(new Map(), left, { objects: { read: () => rejecting(new ObjectForbidden(uri)) } });

    const { batchItemFailures } = await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);

    expect(batchItemFailures).toHaveLength(1);
    expect(left.published).toEqual([]);
    expect(errorsIn(left)).toMatch(/no access to .*s3:GetObject.*kms:Decrypt.*s3:ListBucket/);
  });
});

it('what is told of a missing file is settled with its message, as of a rule', async () => {
  const done: string[] = [];
  const publisher: Publisher = {
    audience: 'people',
    publish: async () => void done.push('published'),
    settle: async () => void done.push('settled'),
  };

  await handleBatch(
    sqsEvent(s3Notification(bucket, key)),
    memoryPorts(new Map(), newLeft(), { publishers: [publisher] }),
  );

  expect(done.slice(-2)).toEqual(['published', 'settled']);
});

describe('what cannot be told of a missing file', () => {
  it('fails its message with that error as well, and is told when the message comes again', async () => {
    const left = newLeft();
    const refusing: Publisher = { audience: 'machines', publish: () => Promise.reject(new Error('the topic is away')) };
    const ports = memoryPorts(new Map(), left, { publishers: [refusing] });
    const event = sqsEvent(s3Notification(bucket, key));

    await handleBatch(event, ports);
    const later = { now: () => plus(now, minutes(6)), pause: async () => {} };
    const publishers = [keepingPublisher('machines', left)];
    await handleBatch(event, { ...ports, publishers, clock: later, owner: 'second' });

    expect(errorsIn(left)).toContain('the topic is away');
    expect(toldOf(left)).toEqual([{ audience: 'machines', ...once }]);
  });

  it.each<[string, Partial<BatchPorts>, number]>([
    ['nobody hears of it where it is disabled', { logFileMissing: undefined }, 0],
    ['it is only kept where it is a signal', { logFileMissing: { ...logFileMissing, deliver: 'signal' } }, 1],
  ])('%s; its message fails all the same', async (_, changes, kept) => {
    const left = newLeft();

    const response = await handleBatch(
      sqsEvent(s3Notification(bucket, key)),
      memoryPorts(new Map(), left, { ...changes, objects: { read: () => rejecting(new ObjectMissing(uri)) } }),
    );

    expect(response.batchItemFailures).toHaveLength(1);
    expect(left.published).toEqual([]);
    expect(metric(left, 'AlertsFound')).toBe(kept);
  });
});

function rejecting(error: Error): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}

function failingTimelines(): BatchPorts['timelines'] {
  const fail = () => Promise.reject(new Error('throttled'));
  return { put: fail, read: fail };
}
