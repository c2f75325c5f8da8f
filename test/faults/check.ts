import { memoryReach } from './reach.ts';
import { referenceOf } from './reference.ts';
import { type Drawing, type Schedule, scheduleOf } from './schedule.ts';
import { deploy, type Open, type Quiet } from './system.ts';
import { unluckyIn } from './unlucky.ts';
import { faultsOf } from './verdict.ts';
import { type Mischief, mischief, roughness } from './weather.ts';
import { wireReach } from './wire.ts';

/** In memory, where a port fails or its answer is lost; or over the wire, where a request is. */
export const levels = ['memory', 'wire'] as const;
export type Level = (typeof levels)[number];

/** What came of one schedule. */
interface Verdict {
  /** What of the promises was broken, each in a sentence. */
  readonly faults: readonly string[];
  readonly steps: number;
  /** Messages that are dead by bad luck. */
  readonly unlucky: readonly string[];
  readonly schedule: Schedule;
  /** Absent where it broke off. */
  readonly quiet?: Quiet;
}

/** Where schedules of a level are played. */
export interface Ground {
  /** Plays the schedule of a seed to its end: until all is quiet, and again after what was in trouble is mended. */
  check(seed: number, without?: ReadonlySet<string>): Promise<Verdict>;
}

export function groundOf(level: Level): Ground {
  switch (level) {
    case 'memory':
      return groundWith(level, usual, memoryReach);
    case 'wire':
      return groundWith(level, small, wireReach());
    default:
      return level satisfies never;
  }
}

export const usual: Drawing = {
  sizes: ['small', 'small', 'small', 'small', 'usual', 'usual', 'usual', 'large'],
  rough: roughness.calls,
  trouble: 0.06,
};
/** Over the wire a step costs much, and a client that is struck tries again. */
const small: Drawing = { sizes: ['small'], rough: roughness.requests, trouble: 0.15 };

/** What a seed is called, with what was left out of its schedule: `memory-17` or `memory-17-twice-trouble`. */
export function nameOf(level: Level, seed: number, without: ReadonlySet<string> = new Set()): string {
  return [level, seed, ...without].join('-');
}

/** The other side of `nameOf`; undefined for what is no such name. */
export function parseName(name: string): { level: Level; seed: number; without: ReadonlySet<string> } | undefined {
  const [level, seed, ...without] = name.split('-');
  const found = levels.find((each) => each === level);
  if (found === undefined || !/^\d+$/.test(seed ?? '') || without.some((each) => !isPart(each))) return undefined;
  return { level: found, seed: Number(seed), without: new Set(without) };
}

/** Leaves out what it does not take to fail, part by part; returns what was left out. */
export async function simplified(seed: number, ground: Ground): Promise<ReadonlySet<string>> {
  let without: ReadonlySet<string> = new Set();
  for (const part of parts) {
    const fewer = new Set([...without, part]);
    if ((await ground.check(seed, fewer)).faults.length > 0) without = fewer;
  }
  return without;
}

const parts: readonly (Mischief | 'trouble')[] = ['trouble', ...mischief];

function isPart(name: string): boolean {
  return parts.some((part) => part === name);
}

/** Long enough for a machine that is busy with other things, in milliseconds as they are. */
const usualPatience = 30_000;

/** No schedule takes as many times the patience that there is with each of its steps. */
const mostPatience = 10;

/** A ground whose systems reach what they share in a way of one's own. What hangs is given up after `patience`. */
export function groundWith(level: Level, drawing: Drawing, open: Open, patience = usualPatience): Ground {
  return {
    async check(seed, without = new Set()) {
      const schedule = scheduleOf(`${level}-${seed}`, { ...drawing, without });
      try {
        return await inTime(play(schedule, open, patience), patience * mostPatience);
      } catch (error) {
        const fault = `broke off: ${error instanceof Error ? error.stack : String(error)}`;
        return { faults: [fault], steps: 0, unlucky: [], schedule };
      }
    },
  };
}

async function play(schedule: Schedule, open: Open, patience: number): Promise<Verdict> {
  const system = await deploy(schedule, open, patience);
  try {
    const quiet = await system.play();
    const faults = faultsOf(quiet, await referenceOf(schedule, false), { schedule, mended: false });
    const unlucky = unluckyIn(quiet);
    const isMended = quiet.dead.every(({ poison }) => poison);
    if (faults.length > 0 || isMended) return { faults, steps: quiet.steps, unlucky, schedule, quiet };
    const later = await system.mend();
    const left = faultsOf(later, await referenceOf(schedule, true), { schedule, mended: true });
    const named = left.map((fault) => `after mending: ${fault}`);
    return { faults: named, steps: later.steps, unlucky, schedule, quiet: later };
  } finally {
    await system.close();
  }
}

/** The same, but rejects after so many milliseconds. */
async function inTime<Result>(work: Promise<Result>, most: number): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`expected an end within ${most} ms: some call hangs`)), most);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
