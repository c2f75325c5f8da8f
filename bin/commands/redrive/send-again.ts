import type { FailedMessages } from '../../../lambda/adapters/failed-messages.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DeadEntry } from './entry.ts';
import { queueReason } from './queue-reason.ts';

export interface SendPorts {
  readonly queue: DeadLetterQueue;
  readonly failedMessages: FailedMessages;
}

/** What became of a dead letter that was to be sent again. */
export interface Sent {
  readonly entry: DeadEntry;
  /** The id of the new message; undefined where it was not sent, and nothing has changed. */
  readonly newId?: string;
  /** What did not work: the sending, or what is to be tidied up after it. */
  readonly fault?: string;
}

/**
 * Sends a dead letter to its queue again; then deletes it, and then forgets why it failed, as the message goes on under
 * another id: where it fails again, it leaves a reason under that one. In this order, so that at no moment it is nowhere;
 * where one of the steps fails, it is sent once more another time, and to judge a log twice does no harm.
 */
export async function sendAgain(entry: DeadEntry, { queue, failedMessages }: SendPorts): Promise<Sent> {
  const { letter } = entry;
  const sent = await orFault(() => queue.sendAgain(letter));
  if ('fault' in sent) return { entry, fault: sent.fault };
  const newId = sent.result;
  const removed = await orFault(() => queue.remove(letter));
  if ('fault' in removed) return { entry, newId, fault: `it is still in the dead-letter queue, too: ${removed.fault}` };
  const cleared = await orFault(() => failedMessages.clear(entry));
  if ('fault' in cleared) return { entry, newId, fault: `its reason is still in the table: ${cleared.fault}` };
  return { entry, newId };
}

async function orFault<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | { readonly fault: string }> {
  try {
    return { result: await work() };
  } catch (error) {
    const fault = queueReason(error);
    if (fault === undefined) throw error;
    return { fault };
  }
}
