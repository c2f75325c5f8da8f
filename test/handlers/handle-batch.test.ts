import { describe, expect, it } from 'vitest';
import { landingKey } from '../../lambda/adapters/object-key.ts';
import type { Clock } from '../../lambda/core/ports.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { type Duration, type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { newMessageCount, newObjectCount, report } from '../../lambda/handlers/message-count.ts';
import { rules } from '../../lambda/rules/index.ts';
import {
  cloudTrailMessage,
  notificationRecord,
  objectCreatedEvent,
  s3Notification,
  signInEvent,
  testEvent,
  throughSns,
} from '../adapters/envelopes.ts';
import { memoryObjects } from '../adapters/memory-objects.ts';
import { azureMonitorSignIn, consoleLogin, type Json } from '../records.ts';
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
  signInFile,
  sqsEvent,
} from './batch.ts';

const key = logFileKey('Mu0KsOhtH1ar15ZZ');
const otherKey = logFileKey('AAAAAAAAAAAAAAAA');

describe('a message', () => {
  it.each([
    ['S3', s3Notification(bucket, key)],
    ['S3 through SNS', throughSns(JSON.stringify(s3Notification(bucket, key)))],
    ['EventBridge', objectCreatedEvent(bucket, key)],
    ['CloudTrail', cloudTrailMessage(bucket, key)],
    ['EventBridge, with the sign-in itself', signInEvent(consoleLogin())],
  ])('from %s leads to the alert, for each audience once', async (_, body) => {
    const left = newLeft();
    const ports = memoryPorts(storedAt({ [key]: logFile(consoleLogin()) }), left);

    const response = await handleBatch(sqsEvent(body), ports);

    expect(response).toEqual({ batchItemFailures: [] });
    expect(toldOf(left)).toEqual(['machines console-login-without-mfa', 'people console-login-without-mfa']);
  });

  it('that comes again, or tells of the same logins, publishes nothing again', async () => {
    const left = newLeft();
    const file = logFile(consoleLogin());
    const ports = memoryPorts(storedAt({ [key]: file, [otherKey]: file }), left);

    await handleBatch(sqsEvent(s3Notification(bucket, key), s3Notification(bucket, key)), ports);
    await handleBatch(sqsEvent(s3Notification(bucket, otherKey)), { ...ports, owner: 'invocation-2' });

    expect(left.published).toHaveLength(2);
  });

  it.each([
    ["S3's test event", testEvent],
    ["CloudTrail's validation message", 'CloudTrail validation message.'],
  ])('with nothing to read is done: %s', async (_, body) => {
    const left = newLeft();

    const response = await handleBatch(sqsEvent(body), memoryPorts(new Map(), left));

    expect(response.batchItemFailures).toEqual([]);
    expect(left.log).toContainEqual(expect.objectContaining({ message: 'nothing to read' }));
  });

  it.each([
    ['is in no shape that we know', '{"hello":"world"}', 'unknown queue message'],
    ['names a bucket that is not ours', s3Notification('evil-bucket', key), 'is not on the allow list'],
    ['names an object that does not exist', s3Notification(bucket, otherKey), 'does not exist'],
    ['names an object that is no log', s3Notification(bucket, key), 'UnreadableObject'],
  ])('fails, alone and with its reason in the log, when it %s', async (_, body, reason) => {
    const left = newLeft();
    const good = logFileKey('BBBBBBBBBBBBBBBB');
    const stored = storedAt({ [key]: Buffer.from('no log at all'), [good]: logFile(consoleLogin()) });

    const response = await handleBatch(sqsEvent(body, s3Notification(bucket, good)), memoryPorts(stored, left));

    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(toldOf(left)).toEqual(
      expect.arrayContaining(['machines console-login-without-mfa', 'people console-login-without-mfa']),
    );
    expect(JSON.stringify(errorsIn(left))).toContain(reason);
    expect(metric(left, 'MessagesFailed')).toBe(1);
  });

  it('is done when its object was removed long ago', async () => {
    const left = newLeft();
    const record = notificationRecord(bucket, key, { eventTime: '2026-11-18T10:00:00.000Z' });

    const response = await handleBatch(sqsEvent({ Records: [record] }), memoryPorts(new Map(), left));

    expect(response.batchItemFailures).toEqual([]);
    expect(metric(left, 'ObjectsSkipped', 'gone')).toBe(1);
  });

  it('of several objects is told of those that can be read, and fails for the others', async () => {
    const left = newLeft();
    const stored = storedAt({ [key]: Buffer.from('no log at all'), [otherKey]: logFile(consoleLogin()) });

    const response = await handleBatch(sqsEvent(cloudTrailMessage(bucket, key, otherKey)), memoryPorts(stored, left));

    expect(response.batchItemFailures).toHaveLength(1);
    expect(left.published).toHaveLength(2);
    expect(metric(left, 'ObjectsFailed')).toBe(1);
  });
});

describe('an object', () => {
  it('that ends in the middle fails its message, after the alerts of what could be read', async () => {
    const left = newLeft();
    const whole = logFile(consoleLogin(), ...otherEvents(2_000));
    const stored = storedAt({ [key]: whole.subarray(0, whole.length - 20) });

    const response = await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, left));

    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(toldOf(left)).toContain('people console-login-without-mfa');
    expect(metric(left, 'ReconciliationBroken')).toBe(0);
  });

  it.each([
    ['digest', 'AWSLogs/1/CloudTrail-Digest/us-east-1/2026/11/20/1_CloudTrail-Digest_us-east-1_t_us-east-1_2.json.gz'],
    ['foreign file', 'AWSLogs/111122223333/Config/x.json.gz'],
  ])('that is none of ours is skipped and counted: %s', async (reason, foreign) => {
    const left = newLeft();

    const response = await handleBatch(sqsEvent(s3Notification(bucket, foreign)), memoryPorts(new Map(), left));

    expect(response.batchItemFailures).toEqual([]);
    expect(metric(left, 'ObjectsSkipped', reason)).toBe(1);
  });

  it('with bad records is read, and they are reported and counted', async () => {
    const left = newLeft();
    const bad = consoleLogin({ eventTime: 'yesterday', eventID: '00000000-0000-4000-8000-00000000000f' });
    const stored = storedAt({ [key]: logFile(bad, consoleLogin(), ...otherEvents(3)) });

    const response = await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, left));

    expect(response.batchItemFailures).toEqual([]);
    expect(left.log).toContainEqual(
      expect.objectContaining({ message: 'record failed', object: `s3://${bucket}/${key}` }),
    );
    expect(['Records', 'Events', 'RecordsSkipped', 'RecordsFailed'].map((name) => metric(left, name))).toEqual([
      5, 1, 3, 1,
    ]);
    expect(metric(left, 'AlertsFound')).toBe(2); // the alert, and the signal that somebody logged in
    expect(metric(left, 'ReconciliationBroken')).toBe(0);
  });

  it('of sign-ins is read from the landing bucket whatever its name is', async () => {
    const left = newLeft();
    const failures = Array.from({ length: 6 }, (_, n) => azureMonitorSignIn({ id: `sign-in-${n}` }));
    const stored = storedAt({ 'logs/PT1H.json': signInFile(...failures), [key]: logFile(consoleLogin()) });
    const ports = memoryPorts(stored, left);

    await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);
    const landing = { ...ports, owner: 'invocation-2', judgeKey: landingKey('') };
    const response = await handleBatch(sqsEvent(s3Notification(bucket, 'logs/PT1H.json')), landing);

    expect(response.batchItemFailures).toEqual([]);
    expect(toldOf(left)).toContain('machines entra-failures-with-console-login');
  });
});

describe('a fault of a rule or a port', () => {
  it('in one rule lets the alerts of the others go out, and fails the message', async () => {
    const left = newLeft();
    const [sound] = rules as [Rule, ...Rule[]];
    const where = [{ field: 'EventName', op: 'is', value: undefined }] as unknown as Rule['where'];
    const stored = storedAt({ [key]: logFile(consoleLogin()) });
    const ports = memoryPorts(stored, left, { rules: [{ ...sound, id: 'broken', where }, sound] });

    const response = await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);

    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(toldOf(left)).toEqual([`machines ${sound.id}`, `people ${sound.id}`]);
    expect(JSON.stringify(errorsIn(left))).toContain('these rules failed: broken');
  });

  it('in remembering fails the message, and the next one is judged', async () => {
    const left = newLeft();
    const stored = storedAt({ [key]: logFile(consoleLogin()), [otherKey]: logFile(consoleLogin()) });
    const ports = memoryPorts(stored, left);
    const put = failingOnce(ports.timelines.put, new Error('throttled'));
    const event = sqsEvent(s3Notification(bucket, key), s3Notification(bucket, otherKey));

    const response = await handleBatch(event, { ...ports, timelines: { ...ports.timelines, put } });

    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(left.published).toHaveLength(2);
  });

  it('in publishing fails the message; whoever comes next tells it, nobody twice and everybody once', async () => {
    const left = newLeft();
    const stored = storedAt({ [key]: logFile(consoleLogin()) });
    const people = keepingPublisher('people', left);
    const publish = failingOnce(people.publish, new Error('throttled'));
    const publishers = [keepingPublisher('machines', left), { ...people, publish }];
    const ports = memoryPorts(stored, left, { publishers });
    const event = sqsEvent(s3Notification(bucket, key));

    const first = await handleBatch(event, ports);
    const next = await handleBatch(event, { ...ports, owner: 'invocation-2' });
    const again = await handleBatch(event, { ...ports, owner: 'invocation-3', clock: clockAt(plus(now, minutes(6))) });

    expect([first, next, again].map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 0, 0]);
    expect(toldOf(left)).toEqual(['machines console-login-without-mfa', 'people console-login-without-mfa']);
  });
});

describe('an invocation that runs out of time', () => {
  it('leaves the messages that it has not begun to a later one', async () => {
    const left = newLeft();
    const ports = memoryPorts(storedAt({ [key]: logFile(consoleLogin()) }), left, { deadline: now });

    const response = await handleBatch(sqsEvent(s3Notification(bucket, key), testEvent), ports);

    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1']);
    expect(left.published).toEqual([]);
  });

  it('tells what it has read so far, and fails the message', async () => {
    const left = newLeft();
    const stored = storedAt({ [key]: logFile(consoleLogin()), [otherKey]: logFile(consoleLogin()) });
    const ports = memoryPorts(stored, left, { clock: tickingClock(), deadline: plus(now, 5 as Duration) });

    const response = await handleBatch(sqsEvent(cloudTrailMessage(bucket, key, otherKey)), ports);

    expect(response.batchItemFailures).toHaveLength(1);
    expect(metric(left, 'ObjectsFailed')).toBe(1);
    expect(left.published).toHaveLength(2);
  });

  it('notices also in an object that holds nothing to judge', async () => {
    const left = newLeft();
    const stored = storedAt({ [key]: logFile(...otherEvents(2_000)) });
    const objects = memoryObjects(stored, 100);
    const ports = memoryPorts(stored, left, { objects, clock: tickingClock(), deadline: plus(now, 20 as Duration) });

    const response = await handleBatch(sqsEvent(s3Notification(bucket, key)), ports);

    expect(response.batchItemFailures).toHaveLength(1);
    expect(JSON.stringify(errorsIn(left))).toContain('OutOfTime');
  });
});

describe('the log and the metrics', () => {
  it('hold no user, no address and no user agent', async () => {
    const left = newLeft();
    const failures = Array.from({ length: 6 }, (_, n) => azureMonitorSignIn({ id: `sign-in-${n}` }));
    const bad = azureMonitorSignIn({ time: 'never' });
    const stored = storedAt({ [key]: logFile(consoleLogin(), ...failures, bad) });

    await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, left));

    expect(left.published.length).toBeGreaterThan(2);
    expect(JSON.stringify([left.log, left.metrics])).not.toMatch(/alice|example\.com|203\.0\.113|Mozilla/);
  });

  it('tell when the records of an object do not add up', () => {
    const left = newLeft();
    const { log, metrics } = memoryPorts(new Map(), left);
    const count = newMessageCount();
    const object = { ...newObjectCount('s3://example-logs/a'), judged: 1 };
    Object.assign(object.tally, { records: 3, events: 1, failed: 1 });
    count.objects.push(object);

    report(count, { messageId: 'm0', log, metrics });

    expect(metric(left, 'ReconciliationBroken')).toBe(1);
    expect(errorsIn(left)).toEqual([
      expect.objectContaining({ message: 'records do not add up', records: 3, judged: 1, skipped: 0, failed: 1 }),
    ]);
  });
});

describe('events that are handed on', () => {
  it.each([
    [1, 1],
    [2, 0],
    [3, 1],
  ])('and of which detection took %i of two, are counted as broken: %i', (taken, broken) => {
    const left = newLeft();
    const { log, metrics } = memoryPorts(new Map(), left);
    const object = { ...newObjectCount('s3://example-logs/a'), judged: 2, readToEnd: true };
    Object.assign(object.tally, { records: 2, events: 2 });

    report({ ...newMessageCount(), named: 1, objects: [object], taken }, { messageId: 'm0', log, metrics });

    expect(metric(left, 'ReconciliationBroken')).toBe(broken);
    expect(errorsIn(left)).toEqual(
      broken === 0 ? [] : [{ level: 'error', message: 'records do not add up', messageId: 'm0', handedOn: 2, taken }],
    );
  });

  it('are compared with what detection says that it took', async () => {
    const left = newLeft();
    const stored = storedAt({ [key]: logFile(consoleLogin()) });

    await handleBatch(sqsEvent(s3Notification(bucket, key)), memoryPorts(stored, left));

    expect(left.log).toContainEqual(expect.objectContaining({ Events: 1, ReconciliationBroken: 0 }));
  });
});

function storedAt(objects: Readonly<Record<string, Uint8Array>>): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(objects).map(([name, body]) => [`s3://${bucket}/${name}`, body]));
}

function otherEvents(count: number): readonly Json[] {
  return Array.from({ length: count }, (_, n) =>
    consoleLogin({ eventName: 'DescribeInstances', eventID: `other-${n}` }),
  );
}

function toldOf({ published }: Left): readonly string[] {
  return published.map(({ audience, alert }) => `${audience} ${alert.rule.id}`).toSorted();
}

function errorsIn({ log }: Left): readonly Json[] {
  return log.filter(({ level }) => level === 'error');
}

/** A clock that begins at `now` and moves on by a millisecond whenever it is read. */
function tickingClock(): Clock {
  let time = now - 1;
  return { now: () => ++time as Instant, pause: async () => {} };
}

function clockAt(time: Instant): Clock {
  return { now: () => time, pause: async () => {} };
}

/** The same, but its first call rejects. */
function failingOnce<Given extends unknown[], Result>(
  act: (...given: Given) => Promise<Result>,
  error: Error,
): (...given: Given) => Promise<Result> {
  let failed = false;
  return async (...given) => {
    if (failed) return act(...given);
    failed = true;
    throw error;
  };
}
