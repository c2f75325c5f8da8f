import { setTimeout } from 'node:timers/promises';
import type { Cloud } from '../cloud.ts';
import type { DeadLetter } from '../dead-letters.ts';

/** Tells each dead letter once, within a second or so. */
export function watchDeadLetters(
  cloud: Pick<Cloud, 'deadLetters'>,
  onDeadLetter: (letter: DeadLetter) => void,
): { stop(): Promise<void> } {
  const told = new Set<string>();
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const fresh = (await cloud.deadLetters()).filter(({ messageId }) => !told.has(messageId));
      for (const letter of fresh) {
        told.add(letter.messageId);
        onDeadLetter(letter);
      }
      await setTimeout(1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
