import { setImmediate as othersToWait } from 'node:timers/promises';
import { limits } from '../../lambda/config/limits.ts';
import type { QueueName } from '../../lambda/config/queues.ts';
import { plus, seconds } from '../../lambda/core/time.ts';
import { handleBatch } from '../../lambda/handlers/handle-batch.ts';
import { handleSweep } from '../../lambda/handlers/handle-sweep.ts';
import { type Actor, actorUnder } from '../contracts/telling/actor.ts';
import { sqsRecord } from '../handlers/batch.ts';
import type { Acknowledged, Acknowledgements } from './acknowledged.ts';
import { batchPorts, type Surroundings, sweepPorts } from './invocation.ts';
import type { Queue, Queued } from './queue.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import { fair, fateIn, type Weather } from './weather.ts';

/** The deployed functions, as their queues and their schedule invoke them. */
export interface Functions {
  /** Resolves when the invocation is over, and the queue has heard of it as far as it does. */
  take(name: QueueName, batch: readonly Queued[]): Promise<void>;
  /** Rejects where something could not be told. */
  sweep(): Promise<void>;
  /** How many invocations of a function there are. */
  busy(name: QueueName): number;
  /** Whether some invocation is to meet no mishap. */
  isSparing(): boolean;
  /** Resolves when every invocation waits for its turn. */
  settled(): Promise<void>;
}

interface Running {
  readonly actor: Actor;
  readonly isSpared: boolean;
  readonly name: QueueName | 'sweep';
}

/** What the functions leave besides what they store. */
export interface Left {
  /** Messages that were taken to their end, with what the queue knows of them. */
  readonly taken: Queued[];
  /** What a message's deletion showed to be wrong, each in a sentence. */
  readonly faults: string[];
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
  readonly surroundings: () => Surroundings;
  readonly weather: () => Weather;
  /** How many steps there were. */
  readonly steps: () => number;
}): Functions {
  const running = new Set<Running>();

  return {
    async take(name, batch) {
      const isSpared = batch.some(({ received }) => received >= spared);
      const own = schedule.random.fork(`invocation ${more.steps()} ${batch.map(({ messageId }) => messageId)}`);
      await run(name, { isSpared, own }, async (actor) => {
        const { batchItemFailures } = await handleBatch(
          { Records: batch.map(delivered) },
          batchPorts(name, actor, more.surroundings()),
        );
        if (actor.isDead() || (!isSpared && own.chance(more.weather().unheard))) return;
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const message of batch.filter(({ messageId }) => !failed.has(messageId))) {
          await acknowledge(message, done.of(actor.owner, message.messageId));
          queues[name].delete(message.messageId);
        }
      });
    },
    async sweep() {
      const { world } = more.surroundings();
      const own = schedule.random.fork(`sweep ${world.now} ${more.steps()}`);
      await run('sweep', { isSpared: false, own }, (actor) => handleSweep(sweepPorts(actor, more.surroundings())));
    },
    busy: (name) => [...running].filter((one) => one.name === name).length,
    isSparing: () => [...running].some(({ isSpared }) => isSpared),
    async settled() {
      do await othersToWait();
      while ([...running].some(({ actor }) => !actor.isWaiting()));
    },
  };

  /** Runs an invocation as long as its function may. */
  async function run(
    name: Running['name'],
    { isSpared, own }: { readonly isSpared: boolean; readonly own: Random },
    work: (actor: Actor) => Promise<void>,
  ): Promise<void> {
    const [{ world }, weather] = [more.surroundings(), more.weather()];
    const end = plus(world.now, seconds(limits.functionTimeoutSeconds));
    const lives = () => weather.outlives || world.now < end;
    const fate = fateIn(isSpared ? fair : weather, own, lives);
    const one = { actor: actorUnder(fate, world, own.pick(weather.skews)), isSpared, name };
    running.add(one);
    await work(one.actor).finally(() => running.delete(one));
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

function delivered({ messageId, body, received, sentAt }: Queued) {
  return sqsRecord(messageId, body, { ApproximateReceiveCount: String(received), SentTimestamp: String(sentAt) });
}
