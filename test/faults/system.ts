import type { FailedMessage } from '../../lambda/adapters/failed-messages.ts';
import { limits } from '../../lambda/config/limits.ts';
import { type QueueName, queueNames } from '../../lambda/config/queues.ts';
import type { AlertRecord } from '../../lambda/core/alert.ts';
import { type Instant, latestInstant, minutes, plus, seconds } from '../../lambda/core/time.ts';
import type { World } from '../contracts/telling/actor.ts';
import { newTrace, type Trace } from '../contracts/telling/trace.ts';
import { newTurns } from '../contracts/telling/turns.ts';
import { acknowledgements } from './acknowledged.ts';
import type { Arrival } from './arrivals.ts';
import { type Left, newFunctions, spared } from './functions.ts';
import type { Composed } from './invocation.ts';
import { type Found, troubled, uriOf } from './log-objects.ts';
import { newQueue, type Queue, type Queued } from './queue.ts';
import type { Reach, Stored } from './reach.ts';
import type { Schedule } from './schedule.ts';
import { newTally, type Tally } from './tally.ts';
import { fair, type Weather } from './weather.ts';

/** What a deployed system was left with once it was quiet. */
export interface Quiet extends Trace, Left {
  readonly now: Instant;
  /** Alerts and bulletins. */
  readonly records: readonly AlertRecord[];
  /** Each line that was written, by functions that lived. */
  readonly lines: readonly string[];
  readonly dead: readonly Queued[];
  /** The messages of which it is noted why they failed. */
  readonly explained: readonly FailedMessage[];
  /** How many steps it took. */
  readonly steps: number;
  /** How often what went wrong. */
  readonly happened: Tally['counts'];
  /** Each alert as it was to be told to an audience, by itself or in a bulletin. */
  readonly composed: readonly Composed[];
}

/** Where there is room for what a schedule does, whatever the machine. */
const mostSteps = 100_000;
const mostSweeps = 300;
const fewSweeps = 3;
const roughSweeps = 6;

/** A system that is deployed, and that plays a schedule. */
export interface System {
  /** Everything arrives, and all functions run until nothing is left to do. */
  play(): Promise<Quiet>;
  /** What was in trouble is mended, and what is dead is sent again, but for what nobody can take. */
  mend(): Promise<Quiet>;
  close(): Promise<void>;
}

/** Gives the way to what invocations share. */
export type Open = (stored: Stored, world: World, more: { schedule: Schedule; tally: Tally }) => Promise<Reach>;

/** An invocation that does nothing that others can notice for `patience` milliseconds, as they are, hangs. */
export async function deploy(schedule: Schedule, open: Open, patience: number): Promise<System> {
  const { random } = schedule;
  const stored = new Map<string, Found>();
  const mended = new Set<string>();
  const queues: Record<QueueName, Queue> = { cloudtrail: newQueue('cloudtrail'), entra: newQueue('entra') };
  const trace = newTrace();
  const lines: string[] = [];
  const left: Left = { taken: [], faults: [], died: new Set(), spared: new Set(), abandoning: new Set() };
  const composed: Composed[] = [];
  const tally = newTally();
  const done = acknowledgements();
  let arrivals: readonly Arrival[] = schedule.arrivals;
  let weather: Weather = schedule.weather;
  let steps = 0;

  const settled = async (): Promise<void> => {
    await reach.timers();
    await functions.settled();
  };
  const world: World = { now: schedule.arrivals[0]?.at ?? (0 as Instant), turns: newTurns(settled) };
  const reach = await open(stored, world, { schedule, tally });
  let nextSweep = plus(world.now, minutes(limits.sweep.everyMinutes));
  const write = (line: string): void => {
    lines.push(line);
    done.read(line);
  };
  const functions = newFunctions({
    ...{ schedule, queues, left, done, tally, patience },
    surroundings: () => ({ schedule, world, reach, trace, composed, write, touched: done.touched }),
    weather: () => weather,
    steps: () => steps,
  });

  return {
    async play() {
      await untilQuiet();
      await sweepAll();
      return quiet();
    },
    async mend() {
      for (const object of schedule.objects) {
        if (object.trouble === undefined) continue;
        mended.add(uriOf(object));
        stored.set(uriOf(object), object.states.at(-1)?.bytes ?? 'missing');
      }
      for (const name of queueNames) queues[name].redrive(({ poison }) => !poison, world.now);
      await untilQuiet();
      await sweepAll();
      return quiet();
    },
    close: () => reach.close(),
  };

  async function untilQuiet(): Promise<void> {
    for (let idle = 0; ; idle++) {
      happen();
      await runAll();
      const next = nextEvent();
      if (next === undefined) return;
      const isSwept = nextSweep < next && idle < fewSweeps; // of a long time without events, only the first sweeps
      if (!isSwept) idle = 0;
      world.now = Math.max(world.now, isSwept ? nextSweep : next) as Instant;
    }
  }

  async function runAll(): Promise<void> {
    await world.turns.run((waiting) => {
      steps += 1;
      if (steps > mostSteps) throw new Error(`expected at most ${mostSteps} steps`);
      const pass = random.pick(weather.passes);
      const isShort = pass < seconds(10);
      if (isShort || !functions.isSparing()) world.now = plus(world.now, pass);
      if (random.chance(0.3)) happen();
      return random.below(waiting);
    });
  }

  /** When something arrives, or a message is seen again. */
  function nextEvent(): Instant | undefined {
    const messages = queueNames.flatMap((name) => queues[name].nextAt() ?? []);
    const events = [...messages, ...(arrivals[0] === undefined ? [] : [arrivals[0].at])];
    return events.length === 0 ? undefined : (Math.min(...events) as Instant);
  }

  /** All whose time has come: what arrives, and which functions are invoked. */
  function happen(): void {
    for (; arrivals[0] !== undefined && arrivals[0].at <= world.now; arrivals = arrivals.slice(1)) arrive(arrivals[0]);
    for (const name of queueNames) {
      if (functions.busy(name) < weather.concurrency) receive(name);
    }
    if (world.now < nextSweep) return;
    nextSweep = plus(world.now, minutes(limits.sweep.everyMinutes));
    void functions.sweep(); // the next one comes for what is left
  }

  function arrive(arrival: Arrival): void {
    if (arrival.kind === 'sent') {
      queues[arrival.queue].send(
        arrival,
        world.now,
        random.chance(weather.late) ? seconds(random.below(600)) : seconds(0),
      );
      return;
    }
    const { object, state } = arrival;
    const bytes = object.states[state]?.bytes as Uint8Array;
    const { trouble } = object;
    const isTroubled = trouble !== undefined && !mended.has(uriOf(object));
    stored.set(uriOf(object), isTroubled ? troubled(bytes, trouble) : bytes);
  }

  function receive(name: QueueName): void {
    const queue = queues[name];
    const most = random.between(1, limits.batchSize[name]);
    const batch = queue.receive(world.now, most, (visible) => random.shuffled(visible));
    if (batch.length === 0) return;
    for (const { messageId, received } of batch) {
      if (received < spared && random.chance(weather.twice)) queue.show(messageId, world.now);
    }
    void functions.take(name, batch);
  }

  /** The sweeper's runs until nothing is due any more, the first ones in the same weather as all before. */
  async function sweepAll(): Promise<void> {
    const rough = weather;
    for (let run = 0; ; run++) {
      const [next] = await reach.alerts.dueBy(latestInstant, 1);
      if (next === undefined) break;
      if (run > mostSweeps) throw new Error('something stays due');
      const due = (await reach.alerts.read(next))?.due ?? world.now;
      world.now = Math.max(plus(world.now, minutes(limits.sweep.everyMinutes)), due) as Instant;
      const isFair = run >= roughSweeps;
      if (isFair) weather = fair;
      const [isTold] = await Promise.all([functions.sweep(), runAll()]);
      if (isFair && !isTold) throw new Error('a run of the sweeper fails, though nothing goes wrong');
    }
    weather = rough;
  }

  async function quiet(): Promise<Quiet> {
    const records = await Promise.all([...trace.merged].sort().map((id) => reach.alerts.read(id)));
    const dead = queueNames.flatMap((name) => [...queues[name].dead]);
    const explained = await Promise.all(queueNames.map((name) => Array.fromAsync(reach.failedMessages.list(name))));
    return {
      ...trace,
      now: world.now,
      records: records.flatMap((one) => one ?? []),
      lines,
      dead,
      explained: explained.flat().flatMap((each) => ('damaged' in each ? [] : [each])), // nobody damages any
      ...left,
      faults: [...left.faults, ...reach.faults],
      ...{ steps, composed, happened: tally.counts },
    };
  }
}
