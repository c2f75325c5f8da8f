import { setTimeout } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mapQueue, type QueueMapping } from '../../../local/lambda/event-source-mapping.ts';
import type { Invocation } from '../../../local/lambda/invocation.ts';
import { drain, type Fauxqs, loopback, startFauxqs } from '../../servers/fauxqs.ts';
import { newQueue, type Queue, queueArn } from './queues.ts';

let fauxqs: Fauxqs;
const mappings: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  fauxqs = await startFauxqs();
});

afterAll(async () => {
  await Promise.all(mappings.map((mapping) => mapping.stop()));
  await fauxqs.stop();
});

const accepted: Invocation = { ok: true, value: { batchItemFailures: [] } };
const failed: Invocation = { ok: false, error: { errorType: 'Error', errorMessage: 'an example' } };
const failing = (...messageIds: readonly string[]): Invocation => ({
  ok: true,
  value: { batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })) },
});

// Together, as most of the time goes by in waiting.
describe.concurrent('an event source mapping', () => {
  it('hands a message over as Lambda does, and deletes it', async () => {
    const queue = await newQueue(fauxqs, 'whole');
    const { events } = map(queue, async () => accepted);

    await fauxqs.sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.queueUrl,
        MessageBody: 'Zürich',
        MessageAttributes: {
          severity: { DataType: 'String', StringValue: 'High' },
          bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
        },
      }),
    );

    await vi.waitFor(() => expect(events).toHaveLength(1), { timeout: 5_000 });
    await vi.waitFor(async () => expect(await queue.messages()).toEqual({ visible: 0, hidden: 0 }), {
      timeout: 5_000,
    });
    expect(events).toEqual([
      {
        Records: [
          {
            messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            receiptHandle: expect.any(String),
            body: 'Zürich',
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            },
            messageAttributes: {
              severity: { stringValue: 'High', stringListValues: [], binaryListValues: [], dataType: 'String' },
              bytes: { binaryValue: 'AP8=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
            },
            md5OfBody: '103a821a3a6a0b923c9f74a39662bb51',
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventSource: 'aws:sqs',
            eventSourceARN: queue.queueArn,
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
  });

  it('leaves what failed in the queue, hidden until its time is over, and deletes the rest', async () => {
    const queue = await newQueue(fauxqs, 'partial');
    await queue.send('good', 'bad', 'fine');

    const { events, bodies } = map(queue, async ({ Records }) => {
      const bad = Records.filter(
        ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1',
      );
      return failing(...bad.map(({ messageId }) => messageId));
    });

    await vi.waitFor(() => expect(events).toHaveLength(2), { timeout: 8_000 });
    const again = Date.now();
    expect(bodies()).toEqual([['bad', 'fine', 'good'], ['bad']]);
    const { ApproximateReceiveCount, ApproximateFirstReceiveTimestamp } = events[1]?.Records[0]?.attributes ?? {};
    expect(ApproximateReceiveCount).toBe('2');
    expect(again - Number(ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(1_000);
    await vi.waitFor(async () => expect(await queue.messages()).toEqual({ visible: 0, hidden: 0 }), {
      timeout: 5_000,
    });
  });

  it.each([
    ['the function fails', async () => failed],
    ['its answer names a message that was not there', async () => failing('another')],
    ['it cannot be invoked', async () => Promise.reject(new Error('no function'))],
  ])('leaves the whole batch where %s', async (what, answer) => {
    const queue = await newQueue(fauxqs, what.replaceAll(' ', '-'));
    await queue.send('one', 'two');
    let calls = 0;

    const { events, bodies } = map(queue, async () => (++calls === 1 ? answer() : accepted), {
      batchSize: 2,
      batchingWindowSeconds: 60, // as the time of one is over before that of the other
    });

    await vi.waitFor(() => expect(events.length).toBeGreaterThan(1), { timeout: 5_000 });
    expect(bodies().slice(0, 2)).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
  });

  it('shows what failed again when it is told to, long before its time is over', async () => {
    const queue = await newQueue(fauxqs, 'again', { visibilitySeconds: 600 });
    const bodiesSent = numbered(12); // more than SQS changes with one request
    await queue.send(...bodiesSent);
    let calls = 0;

    const { bodies } = map(queue, async () => (++calls === 1 ? failed : accepted), {
      batchSize: 12,
      batchingWindowSeconds: 60,
      retry: { sqs: fauxqs.sqs, seconds: 0 },
    });

    await vi.waitFor(() => expect(bodies()).toEqual([bodiesSent, bodiesSent]), { timeout: 8_000 });
    await vi.waitFor(async () => expect(await queue.messages()).toEqual({ visible: 0, hidden: 0 }), { timeout: 5_000 });
  });

  it('lets the queue move what failed too often to its dead letters', async () => {
    const deadLetters = await newQueue(fauxqs, 'dead-letters');
    const queue = await newQueue(fauxqs, 'dying', { deadLetters });
    await queue.send('poison');

    const { events } = map(queue, async () => failed);

    await vi.waitFor(async () => expect(await deadLetters.messages()).toMatchObject({ visible: 1 }), {
      timeout: 8_000,
    });
    const counts = events.map(({ Records }) => Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
    expect(counts).toEqual([['1'], ['2']]);
    expect(await queue.messages()).toEqual({ visible: 0, hidden: 0 });
  });

  it('invokes with no more messages than a batch may have', async () => {
    const queue = await newQueue(fauxqs, 'batches');
    await queue.send(...numbered(7));

    const { bodies } = map(queue, async () => accepted, { batchSize: 3 });

    await vi.waitFor(() => expect(bodies().flat()).toHaveLength(7), { timeout: 5_000 });
    expect(bodies().map(({ length }) => length)).toEqual([3, 3, 1]);
  });

  it('gathers a larger batch over its window, and deletes all of it', async () => {
    const queue = await newQueue(fauxqs, 'gathered');
    await queue.send(...numbered(25));

    const { bodies } = map(queue, async () => accepted, { batchSize: 25, batchingWindowSeconds: 60 });

    await vi.waitFor(() => expect(bodies()).toEqual([numbered(25)]), { timeout: 5_000 });
    await vi.waitFor(async () => expect(await queue.messages()).toEqual({ visible: 0, hidden: 0 }), {
      timeout: 5_000,
    });
  });

  it('invokes with what there is when the window is over', async () => {
    const queue = await newQueue(fauxqs, 'window', { visibilitySeconds: 30 });
    await queue.send('early');
    const { bodies } = map(queue, async () => accepted, { batchSize: 25, batchingWindowSeconds: 4 });

    await setTimeout(500);
    await queue.send('later');

    await vi.waitFor(() => expect(bodies()).toEqual([['early', 'later']]), { timeout: 10_000 });
  });

  it('refuses a larger batch without a window', () => {
    const queue = { queueUrl: 'http://127.0.0.1/queue', queueArn: 'arn:aws:sqs:us-east-1:111122223333:queue' };

    expect(() => map(queue, async () => accepted, { batchSize: 11 })).toThrow(
      'a batch of 11 messages, more than 10, needs a batching window',
    );
  });

  it('runs as many invocations at once as it may, and no more', async () => {
    const queue = await newQueue(fauxqs, 'concurrent', { visibilitySeconds: 30 });
    await queue.send(...numbered(6));
    const two = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;

    const { events } = map(
      queue,
      async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 2) two.resolve();
        await two.promise;
        await setTimeout(200); // for others to begin
        running -= 1;
        return accepted;
      },
      { batchSize: 1, maximumConcurrency: 2 },
    );

    await vi.waitFor(() => expect(events).toHaveLength(6), { timeout: 8_000 });
    expect(most).toBe(2);
  });

  it('stops when the invocations that run are over and what they did is deleted, and takes nothing more', async () => {
    const queue = await newQueue(fauxqs, 'stopped', { visibilitySeconds: 30 });
    await queue.send('running');
    const gate = Promise.withResolvers<Invocation>();
    const { events, stop } = map(queue, () => gate.promise);
    await vi.waitFor(() => expect(events).toHaveLength(1), { timeout: 5_000 });
    const over = vi.fn();

    const stopping = stop().then(over);
    await setTimeout(1_500); // longer than a poll
    await queue.send('too late');
    expect(over).not.toHaveBeenCalled();
    gate.resolve(accepted);
    await stopping;

    expect(events).toHaveLength(1);
    const left = await drain(fauxqs, queue.queueUrl);
    expect(left.map(({ Body }) => Body)).toEqual(['too late']);
  });

  it('tells what SQS refuses, and goes on when it does not any more', async () => {
    const errors: unknown[] = [];
    const queue = { queueUrl: `${fauxqs.endpoint}/000000000000/later`, queueArn: queueArn('later') };
    const { bodies } = map(queue, async () => accepted, { onError: (error) => errors.push(error) });
    await vi.waitFor(() => expect(errors).not.toEqual([]), { timeout: 5_000 });

    const created = await newQueue(fauxqs, 'later');
    await created.send('at last');

    await vi.waitFor(() => expect(bodies()).toEqual([['at last']]), { timeout: 8_000 });
    expect(errors[0]).toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('tells what SQS does not delete', async () => {
    const sqs = new SQSClient(loopback);
    const message = { ...example, Attributes: exampleAttributes };
    mockClient(sqs)
      .on(GetQueueAttributesCommand)
      .resolves({})
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [message] })
      .callsFake(() => setTimeout(50, {}))
      .on(DeleteMessageBatchCommand)
      .resolves({ Failed: [{ Id: '0', Code: 'ReceiptHandleIsInvalid', SenderFault: true, Message: 'expired' }] });
    const onError = vi.fn();

    map({ queueUrl: 'http://127.0.0.1/queue', queueArn: queueArn('queue') }, async () => accepted, { sqs, onError });

    const expected = new Error('SQS did not delete a message: ReceiptHandleIsInvalid expired');
    await vi.waitFor(() => expect(onError.mock.calls).toEqual([[expected]]), { timeout: 5_000 });
  });
});

const example = {
  MessageId: 'id',
  ReceiptHandle: 'handle',
  Body: 'body',
  MD5OfBody: '841a2d689ad86bd1611447453c22c6fc',
};
const exampleAttributes = {
  ApproximateReceiveCount: '1',
  SentTimestamp: '1764547200000',
  SenderId: 'example',
  ApproximateFirstReceiveTimestamp: '1764547200000',
};

/** Texts, in alphabetical order. */
function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1).padStart(2, '0'));
}

interface Mapped {
  stop(): Promise<void>;
  /** Those that the function was invoked with. */
  readonly events: readonly SQSEvent[];
  /** The bodies of each invocation, in alphabetical order. */
  bodies(): readonly (readonly string[])[];
}

function map(
  { queueUrl, queueArn }: Pick<Queue, 'queueUrl' | 'queueArn'>,
  invoke: QueueMapping['invoke'],
  options: Partial<QueueMapping> = {},
): Mapped {
  const events: SQSEvent[] = [];
  const mapping = mapQueue({
    sqs: fauxqs.sqs,
    queueUrl,
    queueArn,
    region: 'us-east-1',
    batchSize: 10,
    maximumConcurrency: 10,
    reportBatchItemFailures: true,
    invoke(event) {
      events.push(event);
      return invoke(event);
    },
    ...options,
  });
  mappings.push(mapping);
  return { ...mapping, events, bodies: () => events.map(({ Records }) => Records.map(({ body }) => body).toSorted()) };
}
