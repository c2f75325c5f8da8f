import { setTimeout } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { doneOf } from './batch-answer.ts';
import type { Invocation } from './invocation.ts';
import { sqsEvent } from './sqs-event.ts';

export interface QueueMapping {
  /** Calls as the function's role, which needs sqs:ReceiveMessage, sqs:DeleteMessage and sqs:GetQueueAttributes. */
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  /** The most messages of an invocation. More than 10 need a batching window. */
  readonly batchSize: number;
  /**
   * How long messages are gathered, from the first one on.
   * @default - not at all
   */
  readonly batchingWindowSeconds?: number;
  /** The most invocations at once. */
  readonly maximumConcurrency: number;
  /** Whether the answer says which messages failed. */
  readonly reportBatchItemFailures: boolean;
  readonly invoke: (event: SQSEvent) => Promise<Invocation>;
  /**
   * Shows what is not done again so long after its invocation, by a client that may change messages' visibility. Lambda
   * has nothing like it.
   * @default - when the queue's visibility timeout is over
   */
  readonly retry?: { readonly sqs: SQSClient; readonly seconds: number } | undefined;
  /**
   * Hears what SQS refused, and what `invoke` rejected with; the mapping goes on.
   * @default - nobody hears it
   */
  readonly onError?: (error: unknown) => void;
}

/** As many as SQS hands out, and deletes, with one request. */
const mostAtOnce = 10;

/** Of a long poll. Lambda's are longer; but one that is given up can still take a message along, so `stop` waits for it. */
const pollSeconds = 1;

/** After an error of SQS. */
const pauseMilliseconds = 1_000;

/**
 * Brings a queue's messages to a function as an event source mapping does: receives them by long polling, hides them for
 * the queue's visibility timeout, invokes, and deletes what is done. What is not done, and all of a batch whose invocation
 * failed, stays hidden until that time is over; how often it comes, and when it goes to the dead-letter queue, is the
 * queue's own redrive policy.
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, services-sqs-errorhandling.html and services-sqs-scaling.html
 * there)
 *
 * Simpler than Lambda: one poller, which waits when as many invocations run as may; no fewer invocations after errors; a
 * batch may be larger than 6 MB; no filters, and no FIFO queues.
 *
 * @returns `stop` ends the polling and resolves when all that was received has been invoked and is dealt with.
 */
export function mapQueue(mapping: QueueMapping): { stop(): Promise<void> } {
  if (mapping.batchSize > mostAtOnce && !(mapping.batchingWindowSeconds ?? 0)) {
    throw new Error(`a batch of ${mapping.batchSize} messages, more than ${mostAtOnce}, needs a batching window`);
  }
  const stopping = new AbortController();
  const polling = poll(mapping, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

async function poll(mapping: QueueMapping, stopping: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  await lookAtQueue(mapping, stopping);
  while (!stopping.aborted) {
    const messages = await gather(mapping, stopping);
    if (messages.length === 0) continue;
    const taken: Promise<void> = take(messages, mapping).finally(() => running.delete(taken));
    running.add(taken);
    if (running.size >= mapping.maximumConcurrency) await Promise.race(running);
  }
  await Promise.all(running);
}

/** Lambda wants the role to be allowed this as well, and takes no message before. */
async function lookAtQueue({ sqs, queueUrl, onError }: QueueMapping, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }));
      return;
    } catch (error) {
      onError?.(error);
      await pause(stopping);
    }
  }
}

/** The messages of one invocation; none where none came. */
async function gather(mapping: QueueMapping, stopping: AbortSignal): Promise<readonly Message[]> {
  const { batchSize, batchingWindowSeconds = 0 } = mapping;
  const messages = [...(await receive(mapping, batchSize, stopping))];
  if (messages.length === 0) return messages;
  const end = Date.now() + batchingWindowSeconds * 1_000;
  while (messages.length < batchSize && Date.now() < end && !stopping.aborted) {
    messages.push(...(await receive(mapping, batchSize - messages.length, stopping)));
  }
  return messages;
}

async function receive(
  { sqs, queueUrl, onError }: QueueMapping,
  most: number,
  stopping: AbortSignal,
): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: Math.min(most, mostAtOnce),
    WaitTimeSeconds: pollSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  try {
    const { Messages = [] } = await sqs.send(command);
    return Messages;
  } catch (error) {
    onError?.(error);
    await pause(stopping);
    return [];
  }
}

/** Never rejects. */
async function take(messages: readonly Message[], mapping: QueueMapping): Promise<void> {
  try {
    const event = sqsEvent(messages, mapping);
    const invocation = await mapping.invoke(event);
    const ids = event.Records.map(({ messageId }) => messageId);
    const done = new Set(doneOf(ids, invocation, mapping.reportBatchItemFailures));
    const handlesOf = (isDone: boolean): readonly string[] =>
      event.Records.filter(({ messageId }) => done.has(messageId) === isDone).map(({ receiptHandle }) => receiptHandle);
    await remove(handlesOf(true), mapping);
    await hide(handlesOf(false), mapping);
  } catch (error) {
    mapping.onError?.(error);
  }
}

/** Hides them for as long as a retry is to take, where that was said. */
async function hide(receiptHandles: readonly string[], { retry, queueUrl }: QueueMapping): Promise<void> {
  if (retry === undefined) return;
  for (const Entries of batchesOf(receiptHandles)) {
    const hidden = Entries.map((entry) => ({ ...entry, VisibilityTimeout: retry.seconds }));
    await retry.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: hidden }));
  }
}

/** What cannot be deleted comes again. */
async function remove(receiptHandles: readonly string[], { sqs, queueUrl, onError }: QueueMapping): Promise<void> {
  for (const Entries of batchesOf(receiptHandles)) {
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Code, Message: why } of Failed) onError?.(new Error(`SQS did not delete a message: ${Code} ${why}`));
  }
}

/** The entries of requests, each as long as SQS takes one. */
function batchesOf(receiptHandles: readonly string[]) {
  const entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
  const starts = entries.flatMap((_, index) => (index % mostAtOnce === 0 ? index : []));
  return starts.map((start) => entries.slice(start, start + mostAtOnce));
}

/** Resolves early when it is time to stop. */
async function pause(stopping: AbortSignal): Promise<void> {
  await setTimeout(pauseMilliseconds, undefined, { signal: stopping }).catch(() => undefined);
}
