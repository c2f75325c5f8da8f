import * as v from 'valibot';
import { expectShape } from './template/expect-shape.ts';

/** How many messages a queue holds, whether somebody has received them or not. */
export interface QueueDepth {
  readonly name: string;
  readonly messages: number;
}

/** A message that lies in a queue. */
export interface LyingMessage {
  readonly messageId: string;
  readonly body: string;
  /** How often it was delivered. */
  readonly receiveCount: number;
}

const depthsSchema = v.array(
  v.object({
    name: v.string(),
    approximateMessageCount: v.number(),
    approximateInflightCount: v.number(),
    approximateDelayedCount: v.number(),
  }),
);

const messageSchema = v.object({ messageId: v.string(), body: v.string(), approximateReceiveCount: v.number() });

const contentsSchema = v.object({
  messages: v.object({
    ready: v.array(messageSchema),
    delayed: v.array(messageSchema),
    inflight: v.array(v.object({ message: messageSchema })),
  }),
});

/** Looks into fauxqs's queues without receiving anything. All depths are of one moment. */
export function queueContents(fauxqs: string) {
  const get = async (path: string): Promise<unknown> => (await fetch(`${fauxqs}/_fauxqs/queues${path}`)).json();
  return {
    async depths(): Promise<readonly QueueDepth[]> {
      const queues = expectShape(depthsSchema, await get(''), "fauxqs's list of queues");
      return queues.map(({ name, ...counts }) => ({
        name,
        messages: counts.approximateMessageCount + counts.approximateInflightCount + counts.approximateDelayedCount,
      }));
    },
    async messages(name: string): Promise<readonly LyingMessage[]> {
      const { messages } = expectShape(contentsSchema, await get(`/${name}`), `fauxqs's queue ${name}`);
      const all = [...messages.ready, ...messages.delayed, ...messages.inflight.map(({ message }) => message)];
      return all.map(({ messageId, body, approximateReceiveCount }) => ({
        messageId,
        body,
        receiveCount: approximateReceiveCount,
      }));
    },
  };
}

export type QueueContents = ReturnType<typeof queueContents>;
