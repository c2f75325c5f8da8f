import type { DeadLetter, DeadLetterQueue } from '../../bin/commands/redrive/dead-letter-queue.ts';
import { type Duration, type Instant, minutes, plus } from '../../lambda/core/time.ts';

/** A dead-letter queue in memory, and what was done with it. */
export interface MemoryQueue extends DeadLetterQueue {
  /** The bodies that went back to the source queue. */
  readonly sentAgain: string[];
  /** The ids of the messages that others can see. */
  visible(): readonly string[];
}

/** `clock` is moved by who tests; a message shows itself again once it was hidden for long enough. */
export function memoryQueue(letters: readonly DeadLetter[], clock: { now: Instant }): MemoryQueue {
  const hiddenUntil = new Map(letters.map((letter) => [letter, clock.now]));
  const sentAgain: string[] = [];
  const seen = (): readonly DeadLetter[] =>
    [...hiddenUntil].flatMap(([letter, until]) => (until <= clock.now ? [letter] : []));
  return {
    sentAgain,
    visible: () => seen().map(({ messageId }) => messageId),
    async receive(most: number, hidden: Duration) {
      const found = seen().slice(0, Math.min(most, 10));
      for (const letter of found) hiddenUntil.set(letter, plus(clock.now, hidden));
      return found;
    },
    async giveBack(held) {
      for (const letter of held) hiddenUntil.set(letter, clock.now);
    },
    count: async () => hiddenUntil.size,
    async sendAgain({ body }) {
      sentAgain.push(body);
      return `new ${body}`;
    },
    async remove(letter) {
      hiddenUntil.delete(letter);
    },
  };
}

export function deadLetters(count: number, sent: Instant): readonly DeadLetter[] {
  return Array.from({ length: count }, (_, n) => ({
    messageId: `id-${n}`,
    body: `body-${n}`,
    sent: plus(sent, minutes(n)),
  }));
}
