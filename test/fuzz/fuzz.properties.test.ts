import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { effort } from '../effort.ts';
import { fuzz } from './fuzz.ts';
import { main } from './main.ts';
import { fuzzSettings } from './settings.ts';
import { hold } from './target.ts';
import { targets } from './targets.ts';
import { again, noteTrying } from './trying.ts';
import { watching } from './watching.ts';

/** So many inputs for each target, where there is time, and always the same: more, and others, come with `npm run test:fuzz`. */
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

const hanging = fileURLToPath(new URL('./hanging.ts', import.meta.url));
const longestTry = 60_000; // milliseconds

it.each(targets.map((target) => [target.name, target] as const))(
  '%s: whatever comes, what is promised holds',
  async (name, target) => {
    const most = target.seeds.length + effort(executions[name] ?? 0);

    const report = await watching({ name, longestTry }, (trying) =>
      fuzz(target, {
        seed: 20_261_120,
        goOn: (tried) => tried < most,
        trying: (input) => noteTrying(trying, input),
      }),
    );

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

describe('a target', () => {
  const mebibyte = 1024 * 1024;
  const large = (check: (part: Buffer) => void) => ({
    name: 'large',
    seeds: [Buffer.from('x')],
    mutate: (input: Uint8Array) => input,
    check: async () => check(Buffer.alloc(mebibyte, 1)),
  });

  it('that keeps Buffers, which are in no heap, is found', async () => {
    const kept: Buffer[] = [];

    const { finding, executions } = await fuzz(
      large((part) => kept.push(part)),
      { seed: 1, goOn: (tried) => tried < 1_000 },
    );

    expect(executions).toBeLessThan(200);
    expect(String(finding?.error)).toMatch(/^BrokenPromise: Buffers of 96 MiB at most are held, .*: \d+$/);
  });

  it('that gives them back is not', async () => {
    const { finding } = await fuzz(
      large(() => {}),
      { seed: 1, goOn: (tried) => tried < 200 },
    );

    expect(finding).toBeUndefined();
  });

  it('that hangs is ended, and its input is printed', () => {
    const { signal, stderr } = spawnSync(process.execPath, [hanging], {
      encoding: 'utf8',
      timeout: 60_000,
    });

    expect(signal).toBe('SIGKILL');
    expect(stderr).toContain(`hanging: an input takes longer than 0.25 s. ${again('hanging', Buffer.from('hangs'))}`);
  });
});

describe('a setting', () => {
  it.each([
    ['FUZZ_SECONDS', 'abc', 'FUZZ_SECONDS must be a number above 0, found "abc".'],
    ['FUZZ_SECONDS', '-1', 'FUZZ_SECONDS must be a number above 0, found "-1".'],
    ['FUZZ_SECONDS', '0', 'FUZZ_SECONDS must be a number above 0, found "0".'],
    ['FUZZ_SECONDS', '', 'FUZZ_SECONDS must be a number above 0, found "".'],
    ['FUZZ_SEED', '-7', 'FUZZ_SEED must be a whole number from 0 to below 2^32, found "-7".'],
    ['FUZZ_SEED', '4294967296', 'FUZZ_SEED must be a whole number from 0 to below 2^32, found "4294967296".'],
    ['FUZZ_INPUT', 'no base64', 'FUZZ_INPUT must be base64, found "no base64".'],
    ['FUZZ_TARGET', 'object', /^FUZZ_TARGET must be one of objects, .*secrets, found "object"\.$/],
  ])('%s=%s is refused in a sentence', (name, value, sentence) => {
    expect(() => fuzzSettings({ [name]: value }, targets, 0)).toThrow(sentence);
  });

  it('that is there is taken, and what is not has a default', () => {
    const given = { FUZZ_TARGET: 'yaml', FUZZ_SEED: '7', FUZZ_SECONDS: '.5', FUZZ_INPUT: 'YQ==', FUZZ_COVERAGE: '1' };
    const [yaml] = targets.filter(({ name }) => name === 'yaml');

    expect(fuzzSettings(given, targets, 0)).toEqual({
      ...{ targets: [yaml], seed: 7, seconds: 0.5, coverage: true },
      input: Buffer.from('a'),
    });
    expect(fuzzSettings({}, targets, 2 ** 32 + 5)).toEqual({ targets, seed: 5, seconds: 60, coverage: false });
  });

  it('that is wrong ends the run with status 2 before it begins', async () => {
    const complaints: string[] = [];

    const status = await main({ FUZZ_SECONDS: 'abc' }, (text) => complaints.push(text));

    expect([status, complaints]).toEqual([2, ['FUZZ_SECONDS must be a number above 0, found "abc".\n']]);
  });
});
