import { jsonLog } from '../../lambda/adapters/log.ts';
import { embeddedMetrics } from '../../lambda/adapters/metrics.ts';
import { cloudTrailKey, landingKey } from '../../lambda/adapters/object-key.ts';
import { limits } from '../../lambda/config/limits.ts';
import type { QueueName } from '../../lambda/config/queues.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { gathered } from '../../lambda/core/gathering.ts';
import type { Alerts, Clock, Publisher } from '../../lambda/core/ports.ts';
import { hashBy } from '../../lambda/core/seen.ts';
import { type Instant, minus, plus, seconds } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import type { BatchPorts } from '../../lambda/handlers/handle-batch.ts';
import type { HandleSweepPorts } from '../../lambda/handlers/handle-sweep.ts';
import { policyOf } from '../../lambda/handlers/publishers.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';
import type { Actor, World } from '../contracts/telling/actor.ts';
import { ownersOf } from '../contracts/telling/play.ts';
import { type Trace, tracedAlerts, tracedTimelines } from '../contracts/telling/trace.ts';
import { allowed } from '../handlers/batch.ts';
import { buckets } from './log-objects.ts';
import type { Reach } from './reach.ts';
import type { Schedule } from './schedule.ts';

/** What an invocation is part of. */
export interface Surroundings {
  readonly schedule: Pick<Schedule, 'rules' | 'tellables' | 'audiences' | 'config'>;
  readonly world: World;
  readonly reach: Reach;
  readonly trace: Trace;
  /** Takes each alert as it is to be told, whatever comes of that. */
  readonly composed: Composed[];
  /** Called before the invocation publishes something, and when it knows that this was accepted. */
  readonly publishes: () => void;
  readonly published: () => void;
  /** Takes each line that an invocation writes while it lives. */
  readonly write: (line: string) => void;
  /** The same alerts, of which is noted what an invocation touches. */
  readonly touched: (owner: string, alerts: Alerts) => Alerts;
}

/** An alert that an audience is to hear of. */
export interface Composed {
  readonly audience: string;
  readonly alert: Alert;
}

/** What is left of an invocation's time to judge and tell what it has read. */
const reserve = seconds(30);

/** The ports of a function that reads log files, as `lambda/handlers` puts them together. */
export function batchPorts(queue: QueueName, actor: Actor, surroundings: Surroundings): BatchPorts {
  const { schedule, reach } = surroundings;
  const { objects, seen, failedMessages } = reach.by(actor);
  const isLanding = queue === 'entra';
  return {
    ...sharedPorts(queue, actor, surroundings),
    objects,
    failedMessages,
    queue,
    wanted: wantedBy(schedule.rules),
    buckets: allowed(buckets[queue]),
    logFileMissing,
    judgeKey: isLanding ? landingKey('') : cloudTrailKey,
    source: queue,
    signIns: !isLanding,
    maxBytes: schedule.config.limits.decompressedBytes,
    ...(isLanding && { rereading: { seen, hashOf: hashBy(schedule.rules) } }),
  };
}

export function sweepPorts(actor: Actor, surroundings: Surroundings): HandleSweepPorts {
  return { ...sharedPorts('sweep', actor, surroundings), rules: surroundings.schedule.tellables };
}

function sharedPorts(functionName: string, actor: Actor, surroundings: Surroundings) {
  const { schedule, world, reach, trace } = surroundings;
  const { owner } = actor;
  const { alerts, timelines } = reach.by(actor);
  const clock = clockOf(actor, world);
  const write = (line: string): void => {
    if (!actor.isDead()) surroundings.write(line);
  };
  const detection = {
    rules: schedule.rules,
    owner,
    clock,
    alerts: surroundings.touched(owner, tracedAlerts(alerts, actor, trace)),
    timelines: tracedTimelines(timelines, trace),
    lease: seconds(limits.leaseSeconds),
    updatesPerHour: schedule.config.telling.updatesPerHour,
    thinning: true,
    contextLimit: 1_000,
    countLimit: 1_000,
  };
  const publishers = schedule.audiences.map((audience) => {
    const owners = ownersOf(owner);
    const topic = reporting(reach.topic(audience, { actor, ownerOf: owners.of, world, trace }), surroundings);
    const policy = policyOf(audience, schedule.config);
    const publisher = gathered(topic, policy, { ...detection, rules: schedule.tellables });
    return owners.watched(noting(publisher, surroundings.composed));
  });
  return {
    ...detection,
    publishers,
    metrics: embeddedMetrics({ functionName, clock, write }),
    log: jsonLog({ function: functionName, requestId: owner }, write),
    deadline: minus(plus(clock.now(), seconds(limits.functionTimeoutSeconds)), reserve),
  };
}

/** What waits may die of it, and not fail. */
function clockOf({ skew, call, isDead }: Actor, world: World): Clock {
  return {
    now: () => plus(world.now, skew),
    async pause(length) {
      const waiting = call(async () => {
        world.now = plus(world.now, length) as Instant;
      });
      await waiting.catch((error: unknown) => {
        if (isDead()) throw error;
      });
    },
  };
}

function reporting(publisher: Publisher, { publishes, published }: Surroundings): Publisher {
  return {
    ...publisher,
    async publish(message) {
      publishes();
      await publisher.publish(message);
      published();
    },
  };
}

/** The same audience; each alert that it is to hear of is noted. */
function noting(publisher: Publisher, composed: Composed[]): Publisher {
  const { audience } = publisher;
  return {
    ...publisher,
    async publish(message) {
      if (message.schema === 'gatewarden.alert/1') composed.push({ audience, alert: message });
      await publisher.publish(message);
    },
  };
}
