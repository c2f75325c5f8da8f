import { expect, it, vi } from 'vitest';
import type { DeadLetter } from '../../../local/dead-letters.ts';
import { watchDeadLetters } from '../../../local/terminal/watch-dead-letters.ts';

const letter: DeadLetter = { queueName: 'q', messageId: 'm', receiveCount: 5, body: 'text' };

it('a look that fails is told in a sentence, and the next ones tell each dead letter once', async () => {
  const [letters, troubles]: [DeadLetter[], string[]] = [[], []];
  const looks = [() => Promise.reject(new Error('no answer')), async () => [letter], async () => [letter]];
  const left = vi.fn(async () => [letter]);

  const watching = watchDeadLetters(
    { deadLetters: () => (looks.shift() ?? left)() },
    {
      onDeadLetter: (each) => letters.push(each),
      onTrouble: (sentence) => troubles.push(sentence),
      pauseMilliseconds: 1,
    },
  );
  await vi.waitUntil(() => left.mock.calls.length > 0);
  await watching.stop();

  expect(troubles).toEqual(['dead letters could not be looked for: no answer']);
  expect(letters).toEqual([letter]);
});
