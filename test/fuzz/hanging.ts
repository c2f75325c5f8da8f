import { fuzz } from './fuzz.ts';
import { noteTrying } from './trying.ts';
import { watching } from './watching.ts';

/** A fuzz whose target never returns from its second input: what the watchdog is there for. */
let executions = 0;
const target = {
  name: 'hanging',
  seeds: [Buffer.from('sound'), Buffer.from('hangs')],
  mutate: (input: Uint8Array) => input,
  check: async () => {
    executions++;
    while (executions > 1);
  },
};

await watching({ name: target.name, longestTry: 250 }, (trying) =>
  fuzz(target, { seed: 1, goOn: () => false, trying: (input) => noteTrying(trying, input) }),
);
