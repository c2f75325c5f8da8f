import { setTimeout } from 'node:timers/promises';
import type { Cloud } from '../cloud.ts';
import type { DeadLetter } from '../dead-letters.ts';
import { reasonOf } from '../errors.ts';

export interface Watching {
  readonly onDeadLetter: (letter: DeadLetter) => void;
  /** Told, in a sentence, of a look that failed. The next one comes all the same. */
  readonly onTrouble: (sentence: string) => void;
  /** Between two looks. @default 1000 */
  readonly pauseMilliseconds?: number;
}

/** Tells each dead letter once, soon after it became one. */
export function watchDeadLetters(
  cloud: Pick<Cloud, 'deadLetters'>,
  { onDeadLetter, onTrouble, pauseMilliseconds = 1_000 }: Watching,
): { stop(): Promise<void> } {
  const told = new Set<string>();
  const stopping = new AbortController();

  async function look(): Promise<void> {
    const fresh = (await cloud.deadLetters()).filter(({ messageId }) => !told.has(messageId));
    for (const letter of fresh) {
      told.add(letter.messageId);
      onDeadLetter(letter);
    }
  }

  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => onTrouble(`dead letters could not be looked for: ${reasonOf(error)}`));
      await setTimeout(pauseMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
