import { limits } from '../../lambda/config/limits.ts';
import { type Duration, type Instant, plus, seconds } from '../../lambda/core/time.ts';

/** A message as the queue keeps it. */
export interface Queued {
  readonly messageId: string;
  readonly body: string;
  /** The URIs of the objects that it names. */
  readonly names: readonly string[];
  readonly poison: boolean;
  readonly sentAt: Instant;
  received: number;
  visibleAt: Instant;
}

/**
 * A standard queue of SQS as its consumers see it: at least once, in no order. A message that is received is hidden for a
 * while, and comes again unless it is deleted; one that was received too often goes to the dead-letter queue instead.
 */
export interface Queue {
  /** Nobody sees it for the first `delay` of its time. */
  send(message: Pick<Queued, 'body' | 'names' | 'poison'>, now: Instant, delay?: Duration): void;
  /** Takes up to `most` messages that are visible, in the order of `choose`. */
  receive(now: Instant, most: number, choose: (visible: readonly Queued[]) => readonly Queued[]): readonly Queued[];
  delete(messageId: string): void;
  /** Makes a message visible to another consumer although this one has it, as SQS does now and then. */
  show(messageId: string, now: Instant): void;
  /** When the next message is visible; undefined where there is none. */
  nextAt(): Instant | undefined;
  readonly dead: readonly Queued[];
  /** Sends again what is dead and meets the test. */
  redrive(test: (message: Queued) => boolean, now: Instant): void;
}

export function newQueue(name: string): Queue {
  const messages = new Map<string, Queued>();
  const dead: Queued[] = [];
  let sent = 0;
  const send: Queue['send'] = ({ body, names, poison }, now, delay = seconds(0)) => {
    sent += 1;
    const messageId = `${name}-${sent}`;
    messages.set(messageId, { messageId, body, names, poison, sentAt: now, received: 0, visibleAt: plus(now, delay) });
  };
  return {
    send,
    receive(now, most, choose) {
      const visible = [...messages.values()].filter(({ visibleAt }) => visibleAt <= now);
      const worn = visible.filter(({ received }) => received >= limits.maxReceiveCount);
      for (const message of worn) {
        messages.delete(message.messageId);
        dead.push(message);
      }
      const taken = choose(visible.filter((message) => !worn.includes(message))).slice(0, most);
      for (const message of taken) {
        message.received += 1;
        message.visibleAt = plus(now, seconds(limits.visibilityTimeoutSeconds));
      }
      return taken;
    },
    delete: (messageId) => void messages.delete(messageId),
    show(messageId, now) {
      const message = messages.get(messageId);
      if (message !== undefined) message.visibleAt = now;
    },
    nextAt() {
      const times = [...messages.values()].map(({ visibleAt }) => visibleAt);
      return times.length === 0 ? undefined : (Math.min(...times) as Instant);
    },
    dead,
    redrive(test, now) {
      for (const message of dead.filter(test)) {
        dead.splice(dead.indexOf(message), 1);
        send(message, now);
      }
    },
  };
}
