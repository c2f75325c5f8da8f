import { limits } from '../config/limits.ts';
import type { QueueName } from '../config/queues.ts';
import type { Instant } from '../core/time.ts';
import { type Duration, days } from '../core/time.ts';

/** A message, by its queue and the id that SQS gave it: the same in the dead-letter queue, another one once it is sent again. */
export interface MessageName {
  readonly queue: QueueName;
  readonly messageId: string;
}

/** An object of a message that failed, or the message as such, and why. Texts are bounded, and quote no record. */
export interface Failed {
  readonly object?: string;
  /** The error and its causes, as `name: message`. */
  readonly errors: readonly string[];
}

/** A message that failed at one of its deliveries. */
export interface FailedAttempt extends MessageName {
  /** What failed, or the first of it. */
  readonly failures: readonly Failed[];
  /** How much failed in all. */
  readonly failed: number;
  readonly at: Instant;
  /** How often it had been delivered by then, as SQS counts. */
  readonly attempts: number;
}

/** Why a message failed last, and since when it fails. */
export interface FailedMessage extends Omit<FailedAttempt, 'at'> {
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** A message of which something else is known than was noted: somebody wrote to it. */
export interface DamagedReason extends MessageName {
  /** What is wrong with it; quotes nothing of it. */
  readonly damaged: string;
}

/** Why messages failed: what a dead-letter queue does not say. */
export interface FailedMessages {
  /** Keeps why a message failed, in the place of why it did before; when it failed first stays. Repeating it changes nothing. */
  note(attempt: FailedAttempt): Promise<void>;
  /** Forgets a message, if it is known. */
  clear(message: MessageName): Promise<void>;
  /** What is known of a message, strongly consistent; undefined where nothing is. Throws DamagedItem where that is damaged. */
  read(message: MessageName): Promise<FailedMessage | undefined>;
  /**
   * All that is known of a queue, by message id, strongly consistent; read page by page, as it is asked for. What is
   * damaged stands among the others.
   */
  list(queue: QueueName): AsyncIterable<FailedMessage | DamagedReason>;
}

/**
 * How long a reason is kept after a failure. For a standard queue, a message expires by its first arrival, also in the
 * dead-letter queue: so it is gone before, and a day is left for clocks that differ.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 */
export const reasonRetention: Duration = days(limits.messageRetentionDays + 1);
