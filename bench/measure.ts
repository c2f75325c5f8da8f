import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What one task took, in milliseconds: by the clock, and of all processor cores together. */
export interface Took {
  readonly wall: number;
  readonly cpu: number;
}

interface Rounds {
  readonly rounds: number;
  readonly warmUp?: number;
  /** @default true */
  readonly collect?: boolean;
}

export type Tasks<Name extends string> = Readonly<Record<Name, () => unknown>>;

/**
 * Runs every task once in each round, one after the other, so that a noisy machine disturbs all alike; the first rounds,
 * in which V8 compiles, are not counted. With `collect`, garbage is collected in front of each, unmeasured, so that none
 * pays for what the one before it left. Gives what each task took in each round.
 */
export async function measure<Name extends string>(
  tasks: Tasks<Name>,
  { rounds, warmUp = 3 + Math.floor(rounds / 5), collect = true }: Rounds,
): Promise<Readonly<Record<Name, readonly Took[]>>> {
  const names = Object.keys(tasks) as Name[];
  const collectGarbage = collect ? garbageCollector() : () => {};
  const took = Object.fromEntries(names.map((name) => [name, [] as Took[]])) as Record<Name, Took[]>;
  for (let round = -warmUp; round < rounds; round++)
    for (const name of names) {
      collectGarbage();
      const result = await timed(tasks[name]);
      if (round >= 0) took[name].push(result);
    }
  return took;
}

/** Node hands it out only where a flag asks for it: https://nodejs.org/api/v8.html#v8setflagsfromstringflags */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  // else so many collections, at moments when no record is alive, throw away what V8 has compiled for them
  setFlagsFromString('--no-flush-bytecode');
  setFlagsFromString('--retain-maps-for-n-gc=1000000');
  return runInNewContext('gc');
}

async function timed(task: () => unknown): Promise<Took> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await task();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1_000 };
}

/** The median over the rounds of how many times as long one task took as another did in the same round. */
export function ratio(took: readonly Took[], base: readonly Took[], by: keyof Took = 'wall'): number {
  return median(took.map((each, round) => each[by] / (base[round] as Took)[by]));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
