import type { SQSRecord } from 'aws-lambda';
import type { Failed, FailedMessages } from '../adapters/failed-messages.ts';
import { errorFields, errorLines, type Log } from '../adapters/log.ts';
import type { QueueName } from '../config/queues.ts';
import type { Clock } from '../core/ports.ts';
import type { Failure } from './message-count.ts';
import { shownObject } from './shown-object.ts';
import { tellingFirst } from './telling-first.ts';

export interface NotePorts {
  /** The queue that the messages come from. */
  readonly queue: QueueName;
  readonly failedMessages: FailedMessages;
  readonly clock: Clock;
  readonly log: Log;
}

const mostFailures = 10;

/**
 * Keeps why a message failed, for who finds it in the dead-letter queue; forgets it once a later attempt succeeds. A
 * message that succeeds at once costs nothing. Never throws: what failed fails all the same, and is in the log.
 */
export async function noteOutcome(
  { messageId, attributes }: Pick<SQSRecord, 'messageId' | 'attributes'>,
  failures: readonly Failure[],
  { queue, failedMessages, clock, log }: NotePorts,
): Promise<void> {
  const attempts = Number(attributes.ApproximateReceiveCount);
  const succeeded = failures.length === 0;
  if (succeeded && attempts === 1) return;
  const message = { queue, messageId };
  const outcome = {
    failures: tellingFirst(failures).slice(0, mostFailures).map(toFailed),
    failed: failures.length,
    attempts,
  };
  try {
    if (succeeded) await failedMessages.clear(message);
    else await failedMessages.note({ ...message, ...outcome, at: clock.now() });
  } catch (error) {
    log.error(succeeded ? 'reason not cleared' : 'reason not noted', { messageId, ...errorFields(error) });
  }
}

function toFailed({ object, error }: Failure): Failed {
  return { ...(object !== undefined && { object: shownObject(object) }), errors: errorLines(error) };
}
