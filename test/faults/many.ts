import { type Ground, type Level, nameOf, openGround, simplified } from './check.ts';
import { signsOf } from './signs.ts';

/** What came of many schedules. */
export interface Many {
  /** Of each schedule that failed: what was broken, and the command that plays it again. */
  readonly failures: readonly string[];
  /** What some of them had in them. */
  readonly signs: ReadonlySet<string>;
  /** Messages that are dead by bad luck. */
  readonly unlucky: number;
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
  const ground = await openGround(level);
  const failures: string[] = [];
  const signs = new Set<string>();
  let [steps, unlucky] = [0, 0];
  try {
    for (let seed = from; seed < from + count && failures.length < mostFailures; seed++) {
      const verdict = await ground.check(seed);
      steps += verdict.steps;
      unlucky += verdict.unlucky;
      if (verdict.quiet !== undefined) for (const sign of signsOf(verdict.quiet)) signs.add(sign);
      if (verdict.faults.length > 0) failures.push(await failureOf(level, seed, { faults: verdict.faults, ground }));
      progress?.(seed - from + 1);
    }
  } finally {
    await ground.close();
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
