import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { hold } from './target.ts';
import { targets } from './targets.ts';

/** So many inputs for each target, and always the same: more of them, and others, come with `npm run test:fuzz`. */
const executions: Readonly<Record<string, number>> = {
  objects: 300,
  'json-text': 1_000,
  records: 100,
  envelopes: 2_000,
  messages: 200,
  pages: 60,
  settings: 1_000,
  yaml: 200,
  table: 500,
  secrets: 500,
};

it.each(targets.map((target) => [target.name, target] as const))(
  '%s: whatever comes, what is promised holds',
  async (name, target) => {
    const most = target.seeds.length + (executions[name] ?? 0);

    const report = await fuzz(target, { seed: 20_261_120, goOn: (tried) => tried < most });

    expect(report.finding).toBeUndefined();
    expect(report.executions).toBeGreaterThanOrEqual(most);
  },
);

it('every target is tried', () => {
  expect(Object.keys(executions).toSorted()).toEqual(targets.map(({ name }) => name).toSorted());
});

it('a decoder that breaks its promise is found, with the input', async () => {
  const fragile = {
    name: 'fragile',
    seeds: [Buffer.from('{"a":[1]}')],
    mutate: (targets[0] as (typeof targets)[number]).mutate,
    check: async (input: Uint8Array) => hold(!Buffer.from(input).toString().includes('"a":[]'), 'no list is empty'),
  };

  const { finding } = await fuzz(fragile, { seed: 1, goOn: (tried) => tried < 10_000 });

  expect(Buffer.from(finding?.input ?? []).toString()).toContain('"a":[]');
  expect(String(finding?.error)).toBe('BrokenPromise: no list is empty');
});
