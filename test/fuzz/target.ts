import type { Random } from './random.ts';

/** One decoder, and what is promised of it. */
export interface Target {
  readonly name: string;
  /** Sound inputs, to begin with. */
  readonly seeds: readonly Uint8Array[];
  /** Another input, made of one or two that there are. */
  mutate(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array;
  /** Gives the input to the decoder; rejects where something that is promised does not hold. */
  check(input: Uint8Array): Promise<void>;
}

/** Rejects what does not hold, in a sentence. */
export function hold(promise: boolean, sentence: string, found?: unknown): asserts promise {
  if (promise) return;
  throw new BrokenPromise(found === undefined ? sentence : `${sentence}: ${JSON.stringify(found)?.slice(0, 2_000)}`);
}

class BrokenPromise extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrokenPromise';
  }
}
