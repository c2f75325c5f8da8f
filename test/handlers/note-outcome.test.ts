import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { FailedMessage, FailedMessages } from '../../lambda/adapters/failed-messages.ts';
import { memoryFailedMessages } from '../../lambda/adapters/memory/failed-messages.ts';
import { type Instant, minutes, plus } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { cloudTrailMessage, s3Notification } from '../adapters/envelopes.ts';
import { azureMonitorSignIn, consoleLogin } from '../records.ts';
import { bucket, logFile, logFileKey, memoryPorts, newLeft, now, signInFile, sqsEvent } from './batch.ts';

const key = logFileKey('Mu0KsOhtH1ar15ZZ');
const [badObject, goodObject] = [`s3://${bucket}/${key}`, `s3://${bucket}/${logFileKey('AAAAAAAAAAAAAAAA')}`];
const damaged = new Map([[badObject, Buffer.from('no log at all')]]);
const whole = new Map([[badObject, logFile(consoleLogin())]]);
const notification = s3Notification(bucket, key);

/** The one message of an event at its nth delivery. */
function delivered(event: SQSEvent, times: number): SQSEvent {
  const Records = event.Records.map((record) => ({
    ...record,
    attributes: { ...record.attributes, ApproximateReceiveCount: String(times) },
  }));
  return { Records };
}

function portsAt(stored: ReadonlyMap<string, Uint8Array>, failedMessages: FailedMessages, time: Instant = now) {
  const clock = { now: () => time, pause: async () => {} };
  return memoryPorts(stored, newLeft(), { failedMessages, clock });
}

const newFailedMessages = (): FailedMessages => memoryFailedMessages({ now: () => now });
const reasonOf = (failedMessages: FailedMessages) => failedMessages.read({ queue: 'cloudtrail', messageId: 'm0' });

describe('a message that fails', () => {
  it('leaves its reason: objects, errors with their causes, when, and how often it was delivered', async () => {
    const failedMessages = newFailedMessages();

    await handleBatch(delivered(sqsEvent(notification), 1), portsAt(damaged, failedMessages));

    expect(await reasonOf(failedMessages)).toEqual({
      queue: 'cloudtrail',
      messageId: 'm0',
      failures: [{ object: badObject, errors: [expect.stringMatching(/^UnreadableObject: /)] }],
      failed: 1,
      attempts: 1,
      firstAt: now,
      lastAt: now,
    } satisfies FailedMessage);
  });

  it('twice keeps when it failed first', async () => {
    const failedMessages = newFailedMessages();
    const later = plus(now, minutes(12));

    await handleBatch(delivered(sqsEvent(notification), 1), portsAt(damaged, failedMessages));
    await handleBatch(delivered(sqsEvent(notification), 2), portsAt(damaged, failedMessages, later));

    expect(await reasonOf(failedMessages)).toMatchObject({ attempts: 2, firstAt: now, lastAt: later });
  });

  it('as such has a reason without object', async () => {
    const failedMessages = newFailedMessages();

    await handleBatch(sqsEvent('{"hello":"world"}'), portsAt(whole, failedMessages));

    expect((await reasonOf(failedMessages))?.failures).toEqual([
      { errors: [expect.stringMatching(/^UnknownEnvelope: unknown queue message: /)] },
    ]);
  });

  it('for many objects names the first ten, and says how many there were', async () => {
    const failedMessages = newFailedMessages();
    const keys = Array.from({ length: 12 }, (_, n) => logFileKey(`${n}`.padStart(16, 'B')));

    await handleBatch(sqsEvent(cloudTrailMessage(bucket, ...keys)), portsAt(new Map(), failedMessages));

    const reason = await reasonOf(failedMessages);
    expect(reason?.failed).toBe(12);
    expect(reason?.failures.map(({ object }) => object)).toEqual(
      keys.slice(0, 10).map((each) => `s3://${bucket}/${each}`),
    );
  });

  it('for many objects names first what it failed of as such, then one of each kind of error', async () => {
    const failedMessages = newFailedMessages();
    const keys = Array.from({ length: 12 }, (_, n) => logFileKey(`${n}`.padStart(16, 'B')));
    const timelines = { put: () => Promise.reject(new RangeError('the table is away')), read: async () => [] };
    const stored = new Map([...damaged, [goodObject, logFile(consoleLogin())]]);
    const body = cloudTrailMessage(bucket, ...keys, key, logFileKey('AAAAAAAAAAAAAAAA'));

    await handleBatch(sqsEvent(body), { ...portsAt(stored, failedMessages), timelines });

    const failures = (await reasonOf(failedMessages))?.failures ?? [];
    const kinds = failures.map(({ object, errors }) => [object !== undefined, errors[0]?.split(':')[0]]);
    expect(kinds.slice(0, 4)).toEqual([
      [false, 'RangeError'],
      [true, 'ObjectMissing'],
      [true, 'UnreadableObject'],
      [true, 'ObjectMissing'],
    ]);
    expect(failures).toHaveLength(10);
  });

  it('for an object that cannot be has a bounded reason', async () => {
    const failedMessages = newFailedMessages();
    const endless = s3Notification('evil-bucket', 'x'.repeat(200_000));

    await handleBatch(sqsEvent(endless), portsAt(whole, failedMessages));

    expect(JSON.stringify(await reasonOf(failedMessages)).length).toBeLessThan(3_000);
  });

  it('leaves no user, no address and no user agent in its reason', async () => {
    const failedMessages = newFailedMessages();
    const file = Buffer.concat([signInFile(azureMonitorSignIn()), Buffer.from('\n{"userPrincipalName":"alice@exa')]);
    const ports = { ...portsAt(new Map([[badObject, file]]), failedMessages), maxBytes: 100 };

    await handleBatch(sqsEvent(notification), ports);

    const reason = JSON.stringify(await reasonOf(failedMessages));
    expect(reason).toContain('UnreadableObject');
    expect(reason).not.toMatch(/alice|203\.0\.113|Mozilla/);
  });

  it('fails also where its reason cannot be kept, which the log says; the others are judged', async () => {
    const left = newLeft();
    const failing = { ...newFailedMessages(), note: () => Promise.reject(new Error('throttled')) };
    const stored = new Map([...damaged, [goodObject, logFile(consoleLogin())]]);
    const event = sqsEvent(notification, s3Notification(bucket, logFileKey('AAAAAAAAAAAAAAAA')));

    const response = await handleBatch(event, memoryPorts(stored, left, { failedMessages: failing }));

    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(left.published).toHaveLength(2);
    expect(left.log).toContainEqual(
      expect.objectContaining({ message: 'reason not noted', messageId: 'm0', error: ['Error: throttled'] }),
    );
  });
});

describe('a message that succeeds', () => {
  it('at a later attempt takes its reason back', async () => {
    const failedMessages = newFailedMessages();
    await handleBatch(delivered(sqsEvent(notification), 1), portsAt(damaged, failedMessages));

    const response = await handleBatch(delivered(sqsEvent(notification), 2), portsAt(whole, failedMessages));

    expect(response.batchItemFailures).toEqual([]);
    expect(await reasonOf(failedMessages)).toBeUndefined();
  });

  it('at once asks nothing of the table for that', async () => {
    const asked: string[] = [];
    const note = async () => void asked.push('note');
    const clear = async () => void asked.push('clear');
    const failedMessages = { ...newFailedMessages(), note, clear };

    await handleBatch(delivered(sqsEvent(notification), 1), portsAt(whole, failedMessages));

    expect(asked).toEqual([]);
  });

  it('is done also where its reason cannot be cleared', async () => {
    const left = newLeft();
    const failing = { ...newFailedMessages(), clear: () => Promise.reject(new Error('throttled')) };

    const response = await handleBatch(
      delivered(sqsEvent(notification), 3),
      memoryPorts(whole, left, { failedMessages: failing }),
    );

    expect(response.batchItemFailures).toEqual([]);
    expect(left.log).toContainEqual(expect.objectContaining({ message: 'reason not cleared', messageId: 'm0' }));
  });
});
