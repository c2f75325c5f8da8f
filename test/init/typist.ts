import { PassThrough } from 'node:stream';

/** What is typed once this text has appeared; Enter stands at the end of each by itself. */
export type Answer = readonly [question: string, keys: string];

export const keys = { down: '\u001B[B', ctrlC: '\u0003', backspace: '\u007F' };

/** What needs no Enter. */
const atOnce = ['y', keys.ctrlC];

/** A terminal at which somebody sits who answers one question after the other. */
export function typist(answers: readonly Answer[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  const left = [...answers];
  let [unread, shown] = ['', ''];
  output.on('data', (bytes: Buffer) => {
    shown += bytes;
    unread += bytes;
    const [next] = left;
    if (next === undefined || !unread.includes(next[0])) return;
    left.shift();
    unread = '';
    setImmediate(() => input.write(atOnce.includes(next[1]) ? next[1] : `${next[1]}\r`)); // it listens once it is drawn
  });
  return {
    input,
    output,
    /** The questions that were never asked. */
    unasked: (): readonly string[] => left.map(([question]) => question),
    shown: (): string => shown,
  };
}
