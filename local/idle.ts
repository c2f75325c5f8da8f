import { setTimeout } from 'node:timers/promises';
import { NotIdle } from './errors.ts';
import { isListenersQueue } from './listeners.ts';
import type { QueueContents } from './queue-contents.ts';
import type { Stack } from './stack/read-stack.ts';

export interface Watched {
  readonly stack: Pick<Stack, 'queues' | 'mappings'>;
  readonly contents: QueueContents;
  /** How many invocations are running. */
  readonly running: () => number;
}

const pauseMilliseconds = 25;

/**
 * Resolves when no queue that a function or a listener empties holds a message, and no invocation runs. Rejects with
 * NotIdle, which says what is going on, after so long.
 */
export async function untilIdle(watched: Watched, longestSeconds: number): Promise<void> {
  const end = Date.now() + longestSeconds * 1_000;
  for (;;) {
    const goingOn = await whatIsGoingOn(watched);
    if (goingOn.length === 0) return;
    if (Date.now() > end) throw new NotIdle(`after ${longestSeconds} s there is still ${goingOn.join(', ')}`);
    await setTimeout(pauseMilliseconds);
  }
}

/**
 * Invocations are counted before the queues are looked at, all at one moment: a message lies in its queue until its
 * invocation is over, and what a schedule started is counted, so that nothing is published after that look.
 */
async function whatIsGoingOn({ stack, contents, running }: Watched): Promise<readonly string[]> {
  const invocations = running();
  const emptied = stack.queues
    .filter(({ arn }) => stack.mappings.some(({ queueArn }) => queueArn === arn))
    .map(({ name }) => name);
  const depths = await contents.depths();
  const left = depths.filter(
    ({ name, messages }) => messages > 0 && (emptied.includes(name) || isListenersQueue(name)),
  );
  return [
    ...left.map(({ name, messages }) => `${messages} messages in ${name}`),
    ...(invocations > 0 ? [`${invocations} running invocations`] : []),
  ];
}
