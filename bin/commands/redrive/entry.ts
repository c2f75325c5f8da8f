import type { FailedMessage } from '../../../lambda/adapters/failed-messages.ts';
import type { QueueName } from '../../../lambda/config/queues.ts';
import type { DeadLetter } from './dead-letter-queue.ts';

/**
 * Where a failed message is: in the dead-letter queue; in its queue, to be tried again; neither, as it was sent again or
 * deleted by other means, or has expired; or we cannot tell, as not all dead letters were looked at.
 */
export type Whereabouts = 'dead-letter' | 'being-tried' | 'gone' | 'unknown';

/** A failed message, with what is known of it: a dead letter, why it failed, or both. */
export interface Entry {
  readonly queue: QueueName;
  readonly messageId: string;
  readonly where: Whereabouts;
  readonly letter?: DeadLetter;
  /** Undefined where a function died with the message, and so could not say. */
  readonly reason?: FailedMessage;
  /** In the place of the reason, where somebody wrote to that: what is wrong with it. */
  readonly damaged?: string;
}

/** An entry that can be sent again. */
export type DeadEntry = Entry & { readonly letter: DeadLetter };

export function isDead(entry: Entry): entry is DeadEntry {
  return entry.letter !== undefined;
}
