import { DamagedItem } from '../../../lambda/adapters/errors.ts';
import type {
  DamagedReason,
  FailedMessage,
  FailedMessages,
  MessageName,
} from '../../../lambda/adapters/failed-messages.ts';
import { limits } from '../../../lambda/config/limits.ts';
import type { QueueName } from '../../../lambda/config/queues.ts';
import { inParallel } from '../../../lambda/core/parallel.ts';
import { type Duration, type Instant, plus, seconds } from '../../../lambda/core/time.ts';
import type { DeadLetter, DeadLetterQueue } from './dead-letter-queue.ts';
import type { Entry, Whereabouts } from './entry.ts';

export interface LookPorts {
  readonly queue: DeadLetterQueue;
  readonly failedMessages: FailedMessages;
}

export interface LookRequest {
  readonly name: QueueName;
  /** The most dead letters to look at, and the most reasons. */
  readonly limit: number;
  /** How long to hide them from others: longer than it takes to do what is to be done with them. */
  readonly hidden: Duration;
  readonly now: Instant;
}

/** A queue's failed messages. */
export interface Looked {
  readonly entries: readonly Entry[];
  /** About how many dead letters are left that were not looked at: beyond the limit, or hidden by somebody else. */
  readonly notLookedAt: number;
  /** There are more reasons than the limit. */
  readonly moreReasons: boolean;
}

/** In its queue, a message comes again after this time; as much again, until a function has time for it. */
const waitsForNextTry = seconds(2 * limits.visibilityTimeoutSeconds);

const readsAtOnce = 10;

/**
 * Brings dead letters and the reasons in the table together: those that failed first come first. The dead letters stay
 * hidden from others, so that nobody sends them at the same time, until they are given back. Errors of AWS pass through.
 */
export async function look(request: LookRequest, { queue, failedMessages }: LookPorts): Promise<Looked> {
  const { name, limit, now } = request;
  const { reasons, more } = await firstReasons(request, failedMessages);
  const letters = await receiveAll(request, queue);
  const notLookedAt = Math.max(0, (await queue.count()) - letters.size);

  const dead: Entry[] = [];
  await inParallel(letters.values(), readsAtOnce, async (letter) => {
    const { messageId } = letter;
    // Beyond the limit, or noted since: the list is no proof that there is none.
    const known = reasons.get(messageId) ?? (await readReason({ queue: name, messageId }, failedMessages));
    dead.push({ queue: name, messageId, where: 'dead-letter', letter, ...whyOf(known) });
  });
  const others = [...reasons.values()]
    .filter(({ messageId }) => !letters.has(messageId))
    .map((known): Entry => {
      const where = whereIs(known, { now, sawAll: notLookedAt === 0 && letters.size < limit });
      return { queue: name, messageId: known.messageId, where, ...whyOf(known) };
    });
  return { entries: [...dead, ...others].toSorted(firstFailedFirst), notLookedAt, moreReasons: more };
}

async function firstReasons({ name, limit }: LookRequest, failedMessages: FailedMessages) {
  const reasons = new Map<string, FailedMessage | DamagedReason>();
  for await (const reason of failedMessages.list(name)) {
    if (reasons.size === limit) return { reasons, more: true };
    reasons.set(reason.messageId, reason);
  }
  return { reasons, more: false };
}

async function readReason(
  message: MessageName,
  failedMessages: FailedMessages,
): Promise<FailedMessage | DamagedReason | undefined> {
  return failedMessages.read(message).catch((error: unknown) => {
    if (error instanceof DamagedItem) return { ...message, damaged: error.message };
    throw error;
  });
}

function whyOf(known: FailedMessage | DamagedReason | undefined): Pick<Entry, 'reason' | 'damaged'> {
  if (known === undefined) return {};
  return 'damaged' in known ? { damaged: known.damaged } : { reason: known };
}

/** Ends when a request brings nothing new: what was received long ago is not hidden any more, and comes again. */
async function receiveAll(
  { limit, hidden }: LookRequest,
  queue: DeadLetterQueue,
): Promise<ReadonlyMap<string, DeadLetter>> {
  const letters = new Map<string, DeadLetter>();
  while (letters.size < limit) {
    const known = letters.size;
    for (const letter of await queue.receive(limit - known, hidden)) letters.set(letter.messageId, letter);
    if (letters.size === known) break;
  }
  return letters;
}

function whereIs(
  known: FailedMessage | DamagedReason,
  { now, sawAll }: { readonly now: Instant; readonly sawAll: boolean },
): Whereabouts {
  if ('damaged' in known) return 'unknown';
  if (now < plus(known.lastAt, waitsForNextTry)) return 'being-tried';
  return sawAll ? 'gone' : 'unknown';
}

function firstFailedFirst(a: Entry, b: Entry): number {
  return sinceWhen(a) - sinceWhen(b);
}

/** When it failed first; where nobody knows, when it arrived. */
function sinceWhen({ reason, letter }: Entry): number {
  return reason?.firstAt ?? letter?.sent ?? 0;
}
