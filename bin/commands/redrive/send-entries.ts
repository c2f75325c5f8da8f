import { systemClock } from '../../../lambda/adapters/clock.ts';
import type { FailedMessages } from '../../../lambda/adapters/failed-messages.ts';
import type { QueueName } from '../../../lambda/config/queues.ts';
import { inParallel } from '../../../lambda/core/parallel.ts';
import type { Instant } from '../../../lambda/core/time.ts';
import { counted } from '../../../lambda/render/quantity.ts';
import { tableStyle } from '../judging/format.ts';
import { confirmed } from './confirm.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { type DeadEntry, isDead } from './entry.ts';
import { entryLine } from './json.ts';
import { type Sent, sendAgain } from './send-again.ts';
import { type Found, sentSummary } from './summary.ts';
import { renderEntries } from './table.ts';

export interface SendEntriesPorts {
  readonly ask: boolean;
  /** Later, an answer counts as no: what was shown may not be hidden from others any more. */
  readonly answerBy: Instant;
  readonly queues: ReadonlyMap<QueueName, DeadLetterQueue>;
  readonly failedMessages: FailedMessages;
}

const atOnce = 10;

/** Sends the dead letters of what was found again, after asking; prints what came of it, and sets the exit status. */
export async function sendEntries(found: Found, ports: SendEntriesPorts): Promise<void> {
  const { stdout, stderr } = process;
  const dead = found.entries.filter(isDead);
  if (found.format === 'table') stdout.write(`${renderEntries(dead, tableStyle())}\n`);
  const refusal = ports.ask && dead.length > 0 ? await refused(dead.length, ports.answerBy) : undefined;
  if (refusal !== undefined) {
    process.exitCode = 1;
    stderr.write(`${refusal}\n`);
    return;
  }
  const sent = await sendAll(dead, ports);
  if (found.format === 'json') for (const each of sent) stdout.write(entryLine(each.entry, each));
  if (found.missing.length > 0 || sent.some(({ fault }) => fault !== undefined)) process.exitCode = 1;
  stderr.write(sentSummary(sent, found));
}

/** Why nothing is to be sent; undefined where the answer is yes. */
async function refused(count: number, answerBy: Instant): Promise<string | undefined> {
  const streams = { input: process.stdin, output: process.stderr };
  if (!(await confirmed(`Send ${counted(count, 'dead letter')} again?`, streams))) return 'Nothing was sent.';
  if (systemClock.now() < answerBy) return undefined;
  return 'Nothing was sent: others can see the dead letters again by now. Begin anew.';
}

async function sendAll(
  dead: readonly DeadEntry[],
  { queues, failedMessages }: SendEntriesPorts,
): Promise<readonly Sent[]> {
  const sent = new Map<DeadEntry, Sent>();
  await inParallel(dead, atOnce, async (entry) => {
    const queue = queues.get(entry.queue);
    if (queue !== undefined) sent.set(entry, await sendAgain(entry, { queue, failedMessages }));
  });
  return dead.flatMap((entry) => sent.get(entry) ?? []);
}
