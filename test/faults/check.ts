import { type DynamoDbServer, startDynalite } from '../servers/dynamodb.ts';
import { memoryReach } from './reach.ts';
import { referenceOf } from './reference.ts';
import { type Drawing, scheduleOf } from './schedule.ts';
import { deploy, type Quiet } from './system.ts';
import { faultsOf, unluckyIn } from './verdict.ts';
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
  readonly unlucky: number;
  /** Absent where it broke off. */
  readonly quiet?: Quiet;
}

/** Where schedules of a level are played. */
export interface Ground {
  /** Plays the schedule of a seed to its end: until all is quiet, and again after what was in trouble is mended. */
  check(seed: number, without?: ReadonlySet<string>): Promise<Verdict>;
  close(): Promise<void>;
}

export async function openGround(level: Level): Promise<Ground> {
  if (level === 'memory') return groundOf(level, usual, memoryReach);
  const server: DynamoDbServer = await startDynalite();
  return { ...groundOf(level, small, wireReach(server)), close: () => server.close() };
}

export const usual: Drawing = { sizes: ['usual', 'usual', 'usual', 'usual', 'large'], rough: roughness.calls };
/** Over the wire a step costs much, and a client that is struck tries again. */
const small: Drawing = { sizes: ['small'], rough: roughness.requests };

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

/** A ground whose systems reach what they share in a way of one's own. */
export function groundOf(level: Level, drawing: Drawing, open: Parameters<typeof deploy>[1]): Ground {
  return {
    check: (seed, without = new Set()) => play(`${level}-${seed}`, { ...drawing, without }, open),
    close: async () => {},
  };
}

async function play(seed: string, drawing: Drawing, open: Parameters<typeof deploy>[1]): Promise<Verdict> {
  const schedule = scheduleOf(seed, drawing);
  const system = await deploy(schedule, open);
  try {
    const quiet = await system.play();
    const faults = faultsOf(quiet, await referenceOf(schedule, false), { schedule, mended: false });
    const unlucky = unluckyIn(quiet).length;
    const isMended = quiet.dead.every(({ poison }) => poison);
    if (faults.length > 0 || isMended) return { faults, steps: quiet.steps, unlucky, quiet };
    const later = await system.mend();
    const left = faultsOf(later, await referenceOf(schedule, true), { schedule, mended: true });
    return { faults: left.map((fault) => `after mending: ${fault}`), steps: later.steps, unlucky, quiet: later };
  } catch (error) {
    return { faults: [`broke off: ${error instanceof Error ? error.stack : String(error)}`], steps: 0, unlucky: 0 };
  } finally {
    await system.close();
  }
}
