import type { Duration, Instant } from '../../../lambda/core/time.ts';

/** A message that no attempt could handle. */
export interface DeadLetter {
  /** The one under which it failed. */
  readonly messageId: string;
  readonly body: string;
  /** When it arrived first. */
  readonly sent: Instant;
}

/** A dead-letter queue, and the queue that its messages come from. */
export interface DeadLetterQueue {
  /** Up to `most` of its messages, ten at most, hidden from others for a while; none where no more can be seen. */
  receive(most: number, hidden: Duration): Promise<readonly DeadLetter[]>;
  /** Ends the hiding of messages that were received here. */
  giveBack(letters: readonly DeadLetter[]): Promise<void>;
  /** About how many there are, hidden ones as well. */
  count(): Promise<number>;
  /**
   * Sends the same message, marked as one that failed before, to the queue that it came from; resolves to its new id when
   * the queue has taken it.
   */
  sendAgain(letter: DeadLetter): Promise<string>;
  /** Deletes a message that was received here. */
  remove(letter: DeadLetter): Promise<void>;
}

/** The same queue; what was received and not removed can be given back at once. */
export interface HeldQueue extends DeadLetterQueue {
  giveBackAll(): Promise<void>;
}

export function holding(queue: DeadLetterQueue): HeldQueue {
  const held = new Map<string, DeadLetter>();
  return {
    ...queue,
    async receive(most, hidden) {
      const letters = await queue.receive(most, hidden);
      for (const letter of letters) held.set(letter.messageId, letter);
      return letters;
    },
    async remove(letter) {
      await queue.remove(letter);
      held.delete(letter.messageId);
    },
    async giveBackAll() {
      const letters = [...held.values()];
      held.clear();
      await queue.giveBack(letters);
    },
  };
}
