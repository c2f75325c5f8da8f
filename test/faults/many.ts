import { type Ground, groundOf, type Level, nameOf, simplified } from './check.ts';
import { type Signs, signsOf, together } from './signs.ts';

/** What came of many schedules. */
export interface Many {
  /** Of each schedule that failed: what was broken, and the command that plays it again. */
  readonly failures: readonly string[];
  /** What they had in them, all together. */
  readonly signs: Signs;
  /** Messages that are dead by bad luck, with the schedule of each. */
  readonly unlucky: readonly string[];
  readonly steps: number;
}

interface Asked {
  readonly level: Level;
  readonly from: number;
  readonly count: number;
  /** After so many failures no further schedule is played. @default 3 */
  readonly mostFailures?: number;
  /** Called after each schedule. */
  readonly progress?: (played: number) => void;
}

/** Plays the schedules of so many seeds, one after the other. */
export async function playMany({ level, from, count, mostFailures = 3, progress }: Asked): Promise<Many> {
  const ground = groundOf(level);
  const failures: string[] = [];
  const unlucky: string[] = [];
  let signs: Signs = new Map();
  let steps = 0;
  for (let seed = from; seed < from + count && failures.length < mostFailures; seed++) {
    const verdict = await ground.check(seed);
    const { faults, quiet, schedule } = verdict;
    steps += verdict.steps;
    unlucky.push(...verdict.unlucky.map((message) => `${nameOf(level, seed)}: ${message}`));
    if (quiet !== undefined) signs = together(signs, signsOf(quiet, schedule));
    if (faults.length > 0) failures.push(await failureOf(level, seed, { faults, ground }));
    progress?.(seed - from + 1);
  }
  return { failures, signs, unlucky, steps };
}

const mostFaults = 5;

async function failureOf(
  level: Level,
  seed: number,
  { faults, ground }: { readonly faults: readonly string[]; readonly ground: Ground },
): Promise<string> {
  const name = nameOf(level, seed);
  const simple = nameOf(level, seed, await simplified(seed, ground));
  return [
    `The schedule ${name} breaks a promise:`,
    ...faults.slice(0, mostFaults).map((fault) => `  ${fault}`),
    ...(faults.length > mostFaults ? [`  and ${faults.length - mostFaults} more`] : []),
    `Play it again: ${command(name)}`,
    ...(simple === name ? [] : [`With less that goes wrong: ${command(simple)}`]),
  ].join('\n');
}

function command(name: string): string {
  return `GATEWARDEN_FAULT_SEED=${name} npm run test:faults`;
}
