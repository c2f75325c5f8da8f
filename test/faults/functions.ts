import { setImmediate as othersToWait } from 'node:timers/promises';
import { errorLines } from '../../lambda/adapters/log.ts';
import { limits } from '../../lambda/config/limits.ts';
import type { QueueName } from '../../lambda/config/queues.ts';
import { plus, seconds } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { handleSweep, SweepFailed } from '../../lambda/handlers/handle-sweep.ts';
import { type Actor, actorUnder } from '../contracts/telling/actor.ts';
import type { Trace } from '../contracts/telling/trace.ts';
import { sqsRecord } from '../handlers/batch.ts';
import type { Acknowledged, Acknowledgements } from './acknowledged.ts';
import { batchPorts, type Surroundings, sweepPorts } from './invocation.ts';
import type { Queue, Queued } from './queue.ts';
import type { Random } from './random.ts';
import { invocationOf } from './repeats.ts';
import type { Schedule } from './schedule.ts';
import type { Tally } from './tally.ts';
import { fair, lotIn, type Weather } from './weather.ts';

/** The deployed functions, as their queues and their schedule invoke them. */
export interface Functions {
  /** Resolves when the invocation is over, and the queue has heard of it as far as it does. Never rejects. */
  take(name: QueueName, batch: readonly Queued[]): Promise<void>;
  /** Resolves when the run is over; whether it told all that was due. Never rejects. */
  sweep(): Promise<boolean>;
  /** How many invocations of a function there are. */
  busy(name: QueueName): number;
  /** Whether some invocation is to meet no mishap. */
  isSparing(): boolean;
  /** Resolves when every invocation waits for its turn. Rejects where one does not come to that for too long. */
  settled(): Promise<void>;
}

interface Running {
  readonly actor: Actor;
  readonly isSpared: boolean;
  readonly name: QueueName | 'sweep';
  readonly batch: readonly Queued[];
}

/** What the functions leave besides what they store. */
export interface Left {
  /** Messages that were taken to their end, with what the queue knows of them. */
  readonly taken: Queued[];
  /** What a message's deletion showed to be wrong, and what no invocation may do, each in a sentence. */
  readonly faults: string[];
  /** The invocations that crashed, or were ended. */
  readonly died: Set<string>;
  /** The invocations that were to meet no mishap. */
  readonly spared: Set<string>;
  /** The invocations that ended with a claim that they did not give back, as they crashed or a call failed. */
  readonly abandoning: Set<string>;
}

/** From this delivery on a message meets no mishap: else it might come to the dead-letter queue by bad luck alone. */
export const spared = 3;

export function newFunctions({
  schedule,
  queues,
  left,
  done,
  ...more
}: {
  readonly schedule: Schedule;
  readonly queues: Readonly<Record<QueueName, Queue>>;
  readonly left: Left;
  readonly done: Acknowledgements;
  readonly surroundings: () => Omit<Surroundings, 'publishes' | 'published'>;
  readonly weather: () => Weather;
  /** How many steps there were. */
  readonly steps: () => number;
  readonly tally: Tally;
  /** How long an invocation may do anything without a step, in milliseconds as they are. */
  readonly patience: number;
}): Functions {
  const { tally, patience } = more;
  const running = new Set<Running>();
  let lastTaken = -Infinity;

  return {
    async take(name, batch) {
      const isSpared = batch.some(({ received }) => received >= spared);
      count(name, batch);
      const own = schedule.random.fork(`invocation ${more.steps()} ${batch.map(({ messageId }) => messageId)}`);
      const taking = run({ name, batch, isSpared }, own, async (actor, surroundings) => {
        const { batchItemFailures } = await handleBatch(
          { Records: batch.map(delivered) },
          batchPorts(name, actor, surroundings),
        );
        if (actor.isDead()) return;
        if (!isSpared && own.chance(more.weather().unheard)) {
          tally.add('a success that the queue never heard of');
          return;
        }
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const message of batch.filter(({ messageId }) => !failed.has(messageId))) {
          await acknowledge(message, done.of(actor.owner, message.messageId));
          queues[name].delete(message.messageId);
        }
      });
      await taking.catch((error: unknown) => left.faults.push(rejection(name, error)));
    },
    async sweep() {
      const { world } = more.surroundings();
      const own = schedule.random.fork(`sweep ${world.now} ${more.steps()}`);
      const one = { name: 'sweep', batch: [], isSpared: false } as const;
      return run(one, own, (actor, surroundings) => handleSweep(sweepPorts(actor, surroundings))).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof SweepFailed)) left.faults.push(rejection('sweep', error));
          return false;
        },
      );
    },
    busy: (name) => [...running].filter((one) => one.name === name).length,
    isSparing: () => [...running].some(({ isSpared }) => isSpared),
    async settled() {
      const begun = performance.now();
      for (;;) {
        await othersToWait();
        const busy = [...running].filter(({ actor }) => !actor.isWaiting());
        if (busy.length === 0) return;
        if (performance.now() - begun < patience) continue;
        const names = busy.map(({ name, batch }) => [name, ...batch.map(({ messageId }) => messageId)].join(' '));
        throw new Error(`expected every invocation to make a call or to end, and these hang: ${names.join(', ')}`);
      }
    },
  };

  function count(name: QueueName, batch: readonly Queued[]): void {
    const others = [...running].filter((one) => one.name === name);
    tally.add(batch.length > 1 ? 'several messages at once' : 'a message without others');
    if (others.length > 0) tally.add('invocations at once');
    for (const message of batch) {
      if (message.received > 1) tally.add('a message that came again');
      else if (message.sentAt < lastTaken) tally.add('a message after a later one');
      if (others.some((one) => one.batch.includes(message))) tally.add('a message that two had at once');
      lastTaken = Math.max(lastTaken, message.sentAt);
    }
  }

  /** Runs an invocation as long as its function may. */
  async function run(
    invoked: Omit<Running, 'actor'>,
    own: Random,
    work: (actor: Actor, surroundings: Surroundings) => Promise<void>,
  ): Promise<void> {
    const [surroundings, weather] = [more.surroundings(), more.weather()];
    const { world, trace } = surroundings;
    const end = plus(world.now, seconds(limits.functionTimeoutSeconds));
    const lives = () => weather.outlives || world.now < end;
    const { fate, ...lot } = lotIn(invoked.isSpared ? fair : weather, own, { lives, tally });
    const actor = actorUnder(fate, world, own.pick(weather.skews));
    const one = { ...invoked, actor };
    running.add(one);
    if (invoked.isSpared) left.spared.add(actor.owner);
    if (actor.skew > 0) tally.add('a clock that was ahead');
    try {
      await work(actor, { ...surroundings, ...lot });
    } catch (error) {
      if (!actor.isDead()) throw error;
    } finally {
      running.delete(one);
      if (actor.isDead()) left.died.add(actor.owner);
      noteClaims(actor.owner, trace);
    }
  }

  function noteClaims(owner: string, { holders }: Trace): void {
    if ([...holders.values()].every((holder) => invocationOf(holder) !== owner)) return;
    left.abandoning.add(owner);
    tally.add('a lease left behind');
  }

  /**
   * A message may be deleted only when each audience was told of each alert that it belongs to. Who outlived its lease may
   * believe that it told: then the sweeper comes for it.
   */
  async function acknowledge(message: Queued, { alertIds }: Acknowledged): Promise<void> {
    left.taken.push(message);
    if (more.weather().outlives) return;
    for (const alertId of alertIds) {
      const record = await more.surroundings().reach.alerts.read(alertId);
      const isTold = schedule.tellables.some(({ id, deliver }) => id === record?.ruleId && deliver === 'alert');
      const untold = schedule.audiences.filter((audience) => isTold && record?.told[audience] === undefined);
      const fault = (audience: string) => `${message.messageId} was deleted before ${audience} heard of ${alertId}`;
      left.faults.push(...untold.map(fault));
    }
  }
}

function rejection(name: string, error: unknown): string {
  return `an invocation of ${name} was rejected: ${errorLines(error).join(', by ')}`;
}

function delivered({ messageId, body, received, sentAt }: Queued) {
  return sqsRecord(messageId, body, { ApproximateReceiveCount: String(received), SentTimestamp: String(sentAt) });
}
