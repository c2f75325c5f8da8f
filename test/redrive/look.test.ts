import { describe, expect, it } from 'vitest';
import { type DeadLetterQueue, holding } from '../../bin/commands/redrive/dead-letter-queue.ts';
import { type LookRequest, look } from '../../bin/commands/redrive/look.ts';
import { memoryFailedMessages } from '../../lambda/adapters/memory/failed-messages.ts';
import { hours, type Instant, minus, minutes, parseInstant, plus } from '../../lambda/core/time.ts';
import { deadLetters, memoryQueue } from './memory-queue.ts';

const noon = parseInstant('2026-11-20T12:00:00Z') as Instant;
const hidden = minutes(1);

function request(changes: Partial<LookRequest> = {}): LookRequest {
  return { name: 'entra', limit: 1_000, hidden, now: noon, ...changes };
}

/** Reasons for these ids, each an hour old unless another time is named. */
async function reasonsFor(ids: readonly string[], at: Instant = minus(noon, hours(1))) {
  const failedMessages = memoryFailedMessages({ now: () => noon });
  for (const messageId of ids) {
    await failedMessages.note({ queue: 'entra', messageId, failures: [], failed: 1, at, attempts: 5 });
  }
  return failedMessages;
}

describe('looking at a queue', () => {
  it('brings dead letters and reasons together, those that failed first at first', async () => {
    const queue = memoryQueue(deadLetters(2, minus(noon, hours(3))), { now: noon });
    const failedMessages = await reasonsFor(['id-1', 'other']);

    const { entries, notLookedAt, moreReasons } = await look(request(), { queue, failedMessages });

    const known = entries.map(({ messageId, where, letter, reason }) => [
      messageId,
      where,
      letter?.body,
      reason?.messageId,
    ]);
    expect(known).toEqual([
      ['id-0', 'dead-letter', 'body-0', undefined],
      ['id-1', 'dead-letter', 'body-1', 'id-1'],
      ['other', 'gone', undefined, 'other'],
    ]);
    expect([notLookedAt, moreReasons]).toEqual([0, false]);
  });

  it.each([
    ['for twice the time that it stays hidden after a delivery, may be tried again', minutes(23), 'being-tried'],
    ['after that, went another way', minutes(24), 'gone'],
  ])('a message that failed and is no dead letter, %s', async (_, ago, where) => {
    const failedMessages = await reasonsFor(['other'], minus(noon, ago));

    const { entries } = await look(request(), { queue: memoryQueue([], { now: noon }), failedMessages });

    expect(entries.map((entry) => entry.where)).toEqual([where]);
  });

  it('sees all dead letters, however many requests that takes, and keeps them from others', async () => {
    const queue = memoryQueue(deadLetters(95, noon), { now: noon });

    const { entries } = await look(request(), { queue, failedMessages: await reasonsFor([]) });

    expect(entries).toHaveLength(95);
    expect(queue.visible()).toEqual([]);
  });

  it('stops at the limit, says how many it did not look at, and claims nothing of them', async () => {
    const queue = memoryQueue(deadLetters(30, noon), { now: noon });
    const failedMessages = await reasonsFor(['id-25']);

    const { entries, notLookedAt } = await look(request({ limit: 12 }), { queue, failedMessages });

    expect(entries.filter(({ letter }) => letter !== undefined)).toHaveLength(12);
    expect(entries.find(({ messageId }) => messageId === 'id-25')?.where).toBe('unknown');
    expect(notLookedAt).toBe(18);
  });

  it('says how many somebody else hides at the moment', async () => {
    const queue = memoryQueue(deadLetters(5, noon), { now: noon });
    await queue.receive(3, minutes(10));

    const { entries, notLookedAt } = await look(request(), { queue, failedMessages: await reasonsFor(['id-0']) });

    expect(notLookedAt).toBe(3);
    expect(entries.map(({ messageId, where }) => [messageId, where])).toContainEqual(['id-0', 'unknown']);
  });

  it('finds the reason of a dead letter also where there are more reasons than the limit', async () => {
    const queue = memoryQueue(
      deadLetters(1, noon).map((letter) => ({ ...letter, messageId: 'z' })),
      { now: noon },
    );
    const failedMessages = await reasonsFor(['a', 'b', 'c', 'z']);

    const { entries, moreReasons } = await look(request({ limit: 2 }), { queue, failedMessages });

    expect(moreReasons).toBe(true);
    expect(entries.find(({ messageId }) => messageId === 'z')?.reason?.messageId).toBe('z');
  });

  it('ends where dead letters show themselves again before all are looked at', async () => {
    const clock = { now: noon };
    const memory = memoryQueue(deadLetters(25, noon), clock);
    const slow: DeadLetterQueue = {
      ...memory,
      async receive(most, length) {
        clock.now = plus(clock.now, minutes(2));
        return memory.receive(most, length);
      },
    };

    const { entries } = await look(request(), { queue: slow, failedMessages: await reasonsFor([]) });

    expect(new Set(entries.map(({ messageId }) => messageId)).size).toBe(entries.length);
    expect(entries).toHaveLength(10);
  });
});

describe('what was looked at', () => {
  it('can be given back, but for what was removed', async () => {
    const memory = memoryQueue(deadLetters(3, noon), { now: noon });
    const queue = holding(memory);
    const { entries } = await look(request(), { queue, failedMessages: await reasonsFor([]) });
    const [first] = entries;

    if (first?.letter !== undefined) await queue.remove(first.letter);
    await queue.giveBackAll();

    expect(memory.visible()).toEqual(['id-1', 'id-2']);
  });
});
