import type { Target } from './target.ts';

/** What a run of the fuzz shall do: fuzz targets, or try one input. */
export interface FuzzSettings {
  readonly targets: readonly Target[];
  readonly seed: number;
  /** All targets together. */
  readonly seconds: number;
  /** What to try alone. */
  readonly input?: Uint8Array;
  /** Whether to print how much of each file ran. */
  readonly coverage: boolean;
}

/** A setting that says nothing that the fuzz could do; the message is a sentence. */
export class WrongSetting extends Error {
  constructor(name: string, expected: string, found: string) {
    super(`${name} must be ${expected}, found ${JSON.stringify(found)}.`);
    this.name = 'WrongSetting';
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads the environment, as `main.ts` tells of it. Throws WrongSetting. */
export function fuzzSettings(env: NodeJS.ProcessEnv, all: readonly Target[], now: number): FuzzSettings {
  const { FUZZ_TARGET: target, FUZZ_SEED: seed, FUZZ_SECONDS: seconds = '60', FUZZ_INPUT: input } = env;
  const targets = all.filter(({ name }) => target === undefined || name === target);
  if (targets.length === 0) throw new WrongSetting('FUZZ_TARGET', `one of ${names(all)}`, target ?? '');
  if (!/^(?:\d+|\d*\.\d+)$/.test(seconds) || Number(seconds) === 0)
    throw new WrongSetting('FUZZ_SECONDS', 'a number above 0', seconds);
  if (seed !== undefined && (!/^\d{1,10}$/.test(seed) || Number(seed) >= 2 ** 32))
    throw new WrongSetting('FUZZ_SEED', 'a whole number from 0 to below 2^32', seed);
  if (input !== undefined && !base64.test(input)) throw new WrongSetting('FUZZ_INPUT', 'base64', input.slice(0, 100));
  return {
    targets,
    seed: Number(seed ?? now % 2 ** 32),
    seconds: Number(seconds),
    ...(input !== undefined && { input: Buffer.from(input, 'base64') }),
    coverage: env['FUZZ_COVERAGE'] === '1',
  };
}

function names(targets: readonly Target[]): string {
  return targets.map(({ name }) => name).join(', ');
}
