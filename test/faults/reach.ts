import { objectUri } from '../../lambda/adapters/envelope.ts';
import { ObjectForbidden, ObjectMissing } from '../../lambda/adapters/errors.ts';
import type { FailedMessages } from '../../lambda/adapters/failed-messages.ts';
import { memoryFailedMessages } from '../../lambda/adapters/memory/failed-messages.ts';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import type { Objects } from '../../lambda/adapters/objects.ts';
import type { Alerts, Publisher, SeenSets, Timelines } from '../../lambda/core/ports.ts';
import type { Actor, World } from '../contracts/telling/actor.ts';
import { inMemory } from '../contracts/telling/stores.ts';
import { type Topic, tracedTopic } from '../contracts/telling/trace.ts';
import type { Found } from './log-objects.ts';
import type { Tally } from './tally.ts';

/** The ports of one invocation to what all share; every step that others can notice is a call of its actor. */
export interface Reached {
  readonly alerts: Alerts;
  readonly timelines: Timelines;
  readonly seen: SeenSets;
  readonly failedMessages: FailedMessages;
  readonly objects: Objects;
}

/** How invocations reach what they share. */
export interface Reach {
  /** For who looks without being an invocation. */
  readonly alerts: Alerts;
  readonly failedMessages: FailedMessages;
  by(actor: Actor): Reached;
  /** Where an invocation publishes to an audience. */
  topic(audience: string, topic: Topic): Publisher;
  /** Resolves when what goes on without a turn, and waits for a timer, has come to its next turn. */
  timers(): Promise<void>;
  /** What is wrong with what a service was asked for, each in a sentence. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** What S3 holds, by URI. */
export type Stored = ReadonlyMap<string, Found>;

/** The twins of the stores in memory: each call to a port is one step. */
export async function memoryReach(stored: Stored, world: World, { tally }: { readonly tally: Tally }): Promise<Reach> {
  const shared = await inMemory();
  const seen = memorySeenSets();
  const failed = memoryFailedMessages({ now: () => world.now });
  return {
    alerts: shared.alerts,
    failedMessages: failed,
    by: (actor) => ({
      ...shared.by(actor),
      alerts: interruptibleAlerts(shared.by(actor).alerts, shared.alerts, actor),
      seen: {
        read: (...given) => actor.call(() => seen.read(...given)),
        save: (...given) => actor.call(() => seen.save(...given)),
      },
      failedMessages: {
        ...failed,
        note: (...given) => actor.call(() => failed.note(...given)),
        clear: (...given) => actor.call(() => failed.clear(...given)),
      },
      objects: interruptible(stored, actor, tally),
    }),
    topic: tracedTopic,
    timers: async () => {},
    faults: [],
    close: async () => shared.close(),
  };
}

/**
 * What is merged into an alert that is there comes in two steps, as the table has it: its matches, then when to look at it.
 * Who is interrupted between them leaves no word of what is due.
 */
function interruptibleAlerts(own: Alerts, shared: Alerts, { call }: Actor): Alerts {
  return {
    ...own,
    async merge(finding, more) {
      const isThere = (await shared.read(finding.alertId)) !== undefined;
      if (!isThere || more?.due === undefined) return own.merge(finding, more);
      await own.merge(finding);
      await call(async () => {}, `word of ${finding.alertId}`);
      await own.merge(finding, more);
    },
  };
}

/** An object comes in two parts, and may stop to come between them. */
function interruptible(stored: Stored, { call, isDead }: Actor, tally: Tally): Objects {
  return {
    async *read(object) {
      const uri = objectUri(object);
      const bytes = await call(async () => stored.get(uri) ?? 'missing');
      if (bytes === 'missing') throw new ObjectMissing(uri);
      if (bytes === 'forbidden') throw new ObjectForbidden(uri);
      const half = Math.floor(bytes.length / 2);
      yield bytes.subarray(0, half);
      await call(async () => {}).catch((error: unknown) => {
        if (!isDead()) tally.add('an object that broke off');
        throw error;
      });
      yield bytes.subarray(half);
    },
  };
}
