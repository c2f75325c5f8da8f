import { compareText } from '../../core/identity.ts';
import type { Clock } from '../../core/ports.ts';
import { plus } from '../../core/time.ts';
import { type FailedMessage, type FailedMessages, type MessageName, reasonRetention } from '../failed-messages.ts';

/** Failed messages for as long as the process runs. */
export function memoryFailedMessages({ now }: Pick<Clock, 'now'>): FailedMessages {
  const known = new Map<string, FailedMessage>();
  const isKept = ({ lastAt }: FailedMessage): boolean => now() < plus(lastAt, reasonRetention);
  return {
    async note({ at, ...attempt }) {
      const firstAt = known.get(nameOf(attempt))?.firstAt ?? at;
      known.set(nameOf(attempt), { ...attempt, firstAt, lastAt: at });
    },
    async clear(message) {
      known.delete(nameOf(message));
    },
    async read(message) {
      const found = known.get(nameOf(message));
      return found !== undefined && isKept(found) ? found : undefined;
    },
    async *list(queue) {
      const ofQueue = [...known.values()].filter((message) => message.queue === queue && isKept(message));
      yield* ofQueue.toSorted((a, b) => compareText(a.messageId, b.messageId));
    },
  };
}

function nameOf({ queue, messageId }: MessageName): string {
  return `${queue}/${messageId}`;
}
