import { describe, expect, it } from 'vitest';
import type { DeadEntry } from '../../bin/commands/redrive/entry.ts';
import { type SendPorts, sendAgain } from '../../bin/commands/redrive/send-again.ts';
import { memoryFailedMessages } from '../../lambda/adapters/memory/failed-messages.ts';
import { type Instant, parseInstant } from '../../lambda/core/time.ts';
import { deadLetters, memoryQueue } from './memory-queue.ts';

const noon = parseInstant('2026-11-20T12:00:00Z') as Instant;

/** One dead letter with its reason, and the ports that hold both. */
async function oneDeadLetter() {
  const [letter] = deadLetters(1, noon) as [DeadEntry['letter']];
  const queue = memoryQueue([letter], { now: noon });
  const failedMessages = memoryFailedMessages({ now: () => noon });
  const message = { queue: 'cloudtrail', messageId: letter.messageId } as const;
  await failedMessages.note({ ...message, failures: [], failed: 1, at: noon, attempts: 5 });
  const entry: DeadEntry = { ...message, where: 'dead-letter', letter };
  const left = async () => ({
    sent: queue.sentAgain.length,
    dead: await queue.count(),
    reason: (await failedMessages.read(message)) !== undefined,
  });
  return { entry, ports: { queue, failedMessages }, left };
}

const refused = () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: {} }));

describe('sending a dead letter again', () => {
  it('sends it, deletes it and forgets why it failed', async () => {
    const { entry, ports, left } = await oneDeadLetter();

    expect(await sendAgain(entry, ports)).toEqual({ entry, newId: 'new body-0' });
    expect(await left()).toEqual({ sent: 1, dead: 0, reason: false });
  });

  it.each<[string, (ports: SendPorts) => SendPorts, object, object]>([
    [
      'cannot be sent, changes nothing',
      (ports) => ({ ...ports, queue: { ...ports.queue, sendAgain: refused } }),
      { fault: expect.stringMatching(/^you may not \(no\)/) },
      { sent: 0, dead: 1, reason: true },
    ],
    [
      'cannot be deleted, leaves it with its reason: it can be sent again',
      (ports) => ({ ...ports, queue: { ...ports.queue, remove: refused } }),
      { newId: 'new body-0', fault: expect.stringMatching(/^it is still in the dead-letter queue, too: /) },
      { sent: 1, dead: 1, reason: true },
    ],
    [
      'cannot be forgotten, says so',
      (ports) => ({ ...ports, failedMessages: { ...ports.failedMessages, clear: refused } }),
      { newId: 'new body-0', fault: expect.stringMatching(/^its reason is still in the table: /) },
      { sent: 1, dead: 0, reason: true },
    ],
  ])('that %s', async (_, broken, outcome, after) => {
    const { entry, ports, left } = await oneDeadLetter();

    expect(await sendAgain(entry, broken(ports))).toEqual({ entry, ...outcome });
    expect(await left()).toEqual(after);
  });

  it('does not hide a fault of our own', async () => {
    const { entry, ports } = await oneDeadLetter();
    const queue = { ...ports.queue, sendAgain: () => Promise.reject(new TypeError('ours')) };

    await expect(sendAgain(entry, { ...ports, queue })).rejects.toThrow('ours');
  });
});
