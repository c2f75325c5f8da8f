import { describe, expect, it } from 'vitest';
import { OutOfTime } from '../../lambda/adapters/errors.ts';
import { type Duration, days, type Instant, minus, plus } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import {
  type Failure,
  type MessageCount,
  newMessageCount,
  newObjectCount,
  report,
} from '../../lambda/handlers/message-count.ts';
import { cloudTrailMessage, signInEvent } from '../adapters/envelopes.ts';
import { consoleLogin } from '../records.ts';
import { bucket, logFile, logFileKey, memoryPorts, metric, newLeft, now, sqsEvent, sqsRecord } from './batch.ts';

const key = logFileKey('Mu0KsOhtH1ar15ZZ');
const damaged = logFileKey('AAAAAAAAAAAAAAAA');
const gone = logFileKey('BBBBBBBBBBBBBBBB');
const foreign = key.replace('CloudTrail', 'CloudTrail-Digest');
const stored = new Map([
  [`s3://${bucket}/${key}`, logFile(consoleLogin())],
  [`s3://${bucket}/${damaged}`, logFile(consoleLogin()).subarray(0, 60)],
]);

const read = { ...newObjectCount('s3://example-logs/a'), readToEnd: true };
const failed: Failure = { object: 's3://example-logs/b', error: new Error('damaged') };
const outOfTime: Failure = { object: 's3://example-logs/b', error: new OutOfTime() };
const asSuch: Failure = { error: new Error('the table is away') };

describe('the objects that a message names', () => {
  it('are each read, skipped or failed, whatever becomes of them', async () => {
    const left = newLeft();
    const message = cloudTrailMessage(bucket, key, damaged, gone, foreign);
    const SentTimestamp = String(minus(now, days(2)));

    await handleBatch({ Records: [sqsRecord('m0', message, { SentTimestamp })] }, memoryPorts(stored, left));

    expect([metric(left, 'ObjectsFailed'), metric(left, 'ObjectsSkipped')]).toEqual([1, 2]);
    expect(metric(left, 'ReconciliationBroken')).toBe(0);
  });

  it('are one where the message is the record itself', async () => {
    const left = newLeft();
    const messages = [signInEvent(consoleLogin()), signInEvent(consoleLogin({ eventTime: 'never' }))];

    await handleBatch(sqsEvent(...messages), memoryPorts(new Map(), left));

    expect(metric(left, 'ObjectsFailed')).toBe(1);
    expect(metric(left, 'ReconciliationBroken')).toBe(0);
  });

  it('may be left for the next delivery where the message fails, or its time is over', async () => {
    const left = newLeft();
    const ports = memoryPorts(stored, left);
    const timelines = { ...ports.timelines, put: () => Promise.reject(new Error('the table is away')) };
    let time = now - 1;
    const clock = { now: () => ++time as Instant, pause: async () => {} };
    const message = cloudTrailMessage(bucket, key, key);

    await handleBatch(sqsEvent(message), { ...ports, timelines });
    await handleBatch(sqsEvent(message), { ...ports, clock, deadline: plus(now, 2 as Duration) });

    expect(metric(left, 'MessagesFailed')).toBe(2);
    expect(metric(left, 'ReconciliationBroken')).toBe(0);
  });

  it.each<[string, Partial<MessageCount>, object]>([
    ['one of which nothing is known', { named: 2, objects: [read] }, { named: 2, read: 1, skipped: 0, failed: 0 }],
    [
      'one of which nothing is known, beside one that failed',
      { named: 3, objects: [read], failures: [failed] },
      { named: 3, read: 1, skipped: 0, failed: 1 },
    ],
    [
      'one that was skipped as well',
      { named: 1, objects: [read], skippedObjects: new Map([['gone', 1]]) },
      { named: 1, read: 1, skipped: 1, failed: 0 },
    ],
    [
      'one that failed as well, in a message that fails as such',
      { named: 1, objects: [read], failures: [failed, asSuch] },
      { named: 1, read: 1, skipped: 0, failed: 1 },
    ],
  ])('do not add up with %s', (_, changes, objects) => {
    const { broken, errors } = reported(changes);

    expect(broken).toBe(1);
    expect(errors).toContainEqual(
      expect.objectContaining({ message: 'records do not add up', messageId: 'm0', objects }),
    );
  });

  it.each<[string, Partial<MessageCount>]>([
    ['fails as such', { named: 2, objects: [read], failures: [asSuch] }],
    ['ran out of time', { named: 3, objects: [read], failures: [outOfTime] }],
  ])('may be left where the message %s', (_, changes) => {
    expect(reported(changes).broken).toBe(0);
  });
});

function reported(changes: Partial<MessageCount>) {
  const left = newLeft();
  const { log, metrics } = memoryPorts(new Map(), left);

  report({ ...newMessageCount(), ...changes }, { messageId: 'm0', log, metrics });

  return { broken: metric(left, 'ReconciliationBroken'), errors: left.log.filter(({ level }) => level === 'error') };
}
