import type { Coverage } from './coverage.ts';
import { boundedBuffers } from './memory.ts';
import { type Random, randomOf } from './random.ts';
import type { Target } from './target.ts';

/** An input for which something that is promised does not hold. */
interface Finding {
  readonly input: Uint8Array;
  readonly error: unknown;
}

export interface FuzzReport {
  readonly executions: number;
  /** How many inputs are mutated: the seeds, and what ran code that none before it had. */
  readonly corpus: number;
  /** How many blocks of code ran; 0 where nobody looked. */
  readonly blocks: number;
  readonly finding?: Finding;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Whether to go on, after so many executions. */
  readonly goOn: (executions: number) => boolean;
  /** Where it is there, inputs that run code that none before had are kept, and mutated further. */
  readonly coverage?: Coverage;
  /** Called with each input before it is tried. */
  readonly trying?: (input: Uint8Array) => void;
}

/** How many inputs are tried between two looks at the coverage, which take as long as some of them. */
const between = 64;
const mostCorpus = 1_000;

/** What one run of the fuzzer knows. */
interface Fuzzing {
  readonly target: Target;
  readonly options: FuzzOptions;
  readonly random: Random;
  readonly corpus: Uint8Array[];
  readonly known: Set<string>;
  /** Throws where more is held than may be. */
  readonly expectBounded: () => void;
  executions: number;
  finding?: Finding;
}

/** Tries the seeds, then what comes of mutating them, until it shall not go on, or something does not hold. */
export async function fuzz(target: Target, options: FuzzOptions): Promise<FuzzReport> {
  const fuzzing: Fuzzing = {
    target,
    options,
    random: randomOf(options.seed),
    corpus: [...target.seeds],
    known: new Set(),
    expectBounded: boundedBuffers(),
    executions: 0,
  };
  await tryAll(target.seeds, fuzzing);
  for (const block of (await options.coverage?.ran()) ?? []) fuzzing.known.add(block);
  while (fuzzing.finding === undefined && options.goOn(fuzzing.executions)) {
    const batch = Array.from({ length: between }, () => next(fuzzing));
    await tryAll(batch, fuzzing);
    if (options.coverage !== undefined) await keepNew(batch, options.coverage, fuzzing);
  }
  const { executions, corpus, known, finding } = fuzzing;
  return { executions, corpus: corpus.length, blocks: known.size, ...(finding !== undefined && { finding }) };
}

function next({ target, random, corpus }: Fuzzing): Uint8Array {
  return target.mutate(random.pick(corpus), random.pick(corpus), random);
}

async function tryAll(inputs: readonly Uint8Array[], fuzzing: Fuzzing): Promise<void> {
  for (const input of inputs) {
    fuzzing.executions++;
    fuzzing.options.trying?.(input);
    try {
      await fuzzing.target.check(input);
      fuzzing.expectBounded();
    } catch (error) {
      fuzzing.finding = { input, error };
      return;
    }
  }
}

/** Where a batch ran code that is new, keeps the inputs that did. */
async function keepNew(batch: readonly Uint8Array[], coverage: Coverage, fuzzing: Fuzzing): Promise<void> {
  const fresh = (await coverage.ran()).filter((block) => !fuzzing.known.has(block));
  for (const block of fresh) fuzzing.known.add(block);
  if (fresh.length > 0) await keepThose(batch, fresh, { coverage, fuzzing });
}

/** Tries them again, half by half: each look takes as long as many inputs do. */
async function keepThose(
  inputs: readonly Uint8Array[],
  blocks: readonly string[],
  context: { readonly coverage: Coverage; readonly fuzzing: Fuzzing },
): Promise<void> {
  const { coverage, fuzzing } = context;
  if (inputs.length === 1) return keep(inputs[0] as Uint8Array, fuzzing);
  const middle = inputs.length / 2;
  let wanted = blocks;
  for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
    if (wanted.length === 0 || fuzzing.finding !== undefined) return;
    await tryAll(half, fuzzing);
    const ran = new Set(await coverage.ran());
    const here = wanted.filter((block) => ran.has(block));
    wanted = wanted.filter((block) => !ran.has(block));
    if (here.length > 0) await keepThose(half, here, context);
  }
}

function keep(input: Uint8Array, { corpus, random }: Fuzzing): void {
  if (corpus.length < mostCorpus) corpus.push(input);
  else corpus[random.below(mostCorpus)] = input;
}
