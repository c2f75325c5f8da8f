import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Asks at a terminal; whether the answer is yes. No answer at all, or Ctrl-C, is no. */
export function confirmed(
  question: string,
  { input, output }: { readonly input: Readable; readonly output: Writable },
): Promise<boolean> {
  const terminal = createInterface({ input, output });
  return new Promise((resolve) => {
    terminal.once('close', () => resolve(false)); // readline closes on Ctrl-C, too
    terminal.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(?:es)?$/i.test(answer.trim()));
      terminal.close();
    });
  });
}
