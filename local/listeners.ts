import { setTimeout } from 'node:timers/promises';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { topicOutputs } from '../lambda/config/topics.ts';
import type { Clients } from './clients.ts';
import { reasonOf } from './errors.ts';
import { arnHere, here } from './here.ts';
import { expectShape } from './template/expect-shape.ts';

/** The topics that the cloud listens to, by the stack's output that names each. */
const topics = { ...topicOutputs, operators: 'OperatorTopicArn' } as const;

export type Listener = keyof typeof topics;

/** What came over a topic. */
export interface Heard {
  readonly listener: Listener;
  /** Of mail; undefined where there was none. */
  readonly subject: string | undefined;
  readonly text: string;
}

export interface Listening {
  readonly endpoint: string;
  readonly onHeard: (heard: Heard) => void;
  /** Told, in a sentence, of what could not be heard. It goes on. */
  readonly onTrouble: (sentence: string) => void;
}

export interface Listeners {
  readonly heard: readonly Heard[];
  stop(): Promise<void>;
}

const prefix = 'local-listener-';
const pauseMilliseconds = 1_000; // after an error of SQS

/** The name of a queue that takes what a topic has for somebody else than queues. */
export function listenersQueue(name: string): string {
  return `${prefix}${name}`;
}

export function isListenersQueue(name: string): boolean {
  return name.startsWith(prefix);
}

/** The body of a message that is not delivered raw: it alone has the subject. */
const envelopeSchema = v.object({ Subject: v.optional(v.string()), Message: v.string() });

/**
 * Subscribes a queue to each topic that there is, without any filter, and takes what arrives: fauxqs delivers to queues
 * alone, so this stands for mail and chat as well.
 */
export async function listen(
  outputs: ReadonlyMap<string, string>,
  { sqs, sns }: Pick<Clients, 'sqs' | 'sns'>,
  { endpoint, onHeard, onTrouble }: Listening,
): Promise<Listeners> {
  const heard: Heard[] = [];
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  for (const [listener, output] of Object.entries(topics) as readonly [Listener, string][]) {
    const topicArn = outputs.get(output);
    if (topicArn === undefined) continue;
    const name = listenersQueue(listener);
    await sqs.send(new CreateQueueCommand({ QueueName: name }));
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arnHere('sqs', name) }));
    running.push(take(`${endpoint}/${here.account}/${name}`, listener));
  }

  /** Never rejects. */
  async function take(queueUrl: string, listener: Listener): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const messages = await receive(queueUrl);
        for (const message of messages) hear(message, listener);
        await remove(queueUrl, messages); // last, so that a queue is empty only when all of it was heard
      } catch (error) {
        onTrouble(`the topic ${listener} could not be listened to: ${reasonOf(error)}`);
        await setTimeout(pauseMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** Anybody may send anything to the queue: what is no message of the topic is told of, and goes. */
  function hear(message: Message, listener: Listener): void {
    try {
      const came = read(message, listener);
      heard.push(came);
      onHeard(came);
    } catch (error) {
      onTrouble(`a message of the topic ${listener} could not be told: ${reasonOf(error)}`);
    }
  }

  /** A poll is short, as one that is given up can still take a message along. */
  async function receive(QueueUrl: string): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await sqs.send(command);
    return Messages;
  }

  async function remove(QueueUrl: string, messages: readonly Message[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }

  return {
    heard,
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function read({ Body = '' }: Message, listener: Listener): Heard {
  const { Subject, Message: text } = expectShape(
    envelopeSchema,
    JSON.parse(Body),
    `a message of the topic ${listener}`,
  );
  return { listener, subject: Subject, text };
}
