import type { AlertRecord, Finding, Kept } from '../../../lambda/core/alert.ts';
import { bulletinIn } from '../../../lambda/core/bulletin.ts';
import type { GatheringPorts } from '../../../lambda/core/gathering.ts';
import type { Alerts, Publisher, Message as Told } from '../../../lambda/core/ports.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { sweep } from '../../../lambda/core/sweep.ts';
import { type TellPorts, tell } from '../../../lambda/core/tell.ts';
import { type Instant, latestInstant, minutes, plus, seconds } from '../../../lambda/core/time.ts';
import { at } from '../observations.ts';
import { type Actor, newActor, type World } from './actor.ts';
import { type Act, type History, type Life, lease, type Message } from './history.ts';
import type { SharedStores } from './stores.ts';
import { newTrace, type Trace, tracedAlerts, tracedTimelines, tracedTopic } from './trace.ts';
import { newTurns } from './turns.ts';

/** What a history's messages bring, and how its audiences are told. */
export interface Scene<Part> {
  findingOf(part: Part): Finding;
  /** The rules of these findings. */
  readonly rules: readonly Rule[];
  /** What stands between an alert and the topic, if anything does. */
  readonly gather?: (topic: Publisher, ports: GatheringPorts) => Publisher;
}

export interface Outcome extends Trace {
  /** Alerts and bulletins, by id. */
  readonly records: readonly AlertRecord[];
  /** Alerts into which a message merged something without leaving word of it, and never came back. */
  readonly unnoted: ReadonlySet<string>;
  readonly now: Instant;
}

interface Stage<Part> {
  readonly world: World;
  readonly history: History<Part>;
  readonly scene: Scene<Part>;
  readonly shared: SharedStores;
  readonly trace: Trace;
  /** Of each message that never comes back: the alerts whose merge it does not know to have left word. */
  readonly unnoted: Set<string>;
}

const untilRedelivery = minutes(12);
const untilNextSweep = minutes(5);
const mostSweeps = 200;
const healthy: Life = { mishap: null, skew: seconds(0) };

/** Plays a history: first its acts, one after the other; then, without mishaps, until nothing is left to do. */
export async function play<Part>(history: History<Part>, shared: SharedStores, scene: Scene<Part>): Promise<Outcome> {
  const world = { now: at(0), turns: newTurns() };
  const stage = { world, history, scene, shared, trace: newTrace(), unnoted: new Set<string>() };

  const left = [...(await playAct(history, stage))];
  for (const act of history.later ?? []) {
    world.now = plus(world.now, act.after);
    left.push(...(await playAct(act, stage)));
  }
  for (const message of left) {
    world.now = plus(world.now, untilRedelivery);
    const again = takeMessage({ ...message, lives: [healthy] }, stage);
    await runAll(stage);
    if (!(await again)) throw new Error('a message fails, though nothing else happens');
  }
  await sweepAll(stage);
  const records = await Promise.all([...stage.trace.merged].sort().map((id) => shared.alerts.read(id)));
  return { ...stage.trace, unnoted: stage.unnoted, records: records.flatMap((one) => one ?? []), now: world.now };
}

/** Everything at once, as the turns say; the messages that are still to be delivered. */
async function playAct<Part>({ messages, sweeps }: Act<Part>, stage: Stage<Part>): Promise<readonly Message<Part>[]> {
  const taken = messages.map((message) => takeMessage(message, stage));
  const swept = sweeps.map((life) => takeSweep(life, stage).catch(() => undefined));
  await runAll(stage);
  const acknowledged = await Promise.all(taken);
  await Promise.all(swept);
  return messages.filter(({ comesBack }, index) => comesBack && acknowledged[index] === false);
}

/** The sweeper's runs, until nothing is due any more. */
async function sweepAll<Part>(stage: Stage<Part>): Promise<void> {
  const { world, shared } = stage;
  for (let run = 0; ; run++) {
    const [next] = await shared.alerts.dueBy(latestInstant, 1);
    if (next === undefined) return;
    if (run > mostSweeps) throw new Error('something stays due');
    const due = (await shared.alerts.read(next))?.due ?? world.now;
    world.now = Math.max(plus(world.now, untilNextSweep), due) as Instant;
    const sweeping = takeSweep(healthy, stage);
    await runAll(stage);
    // Busy is what is told by another part of the same run, and whose claim has not ended.
    const { failed } = await sweeping;
    if (failed.length > 0) throw new Error('a sweep fails, though nothing else happens');
  }
}

async function runAll<Part>({ world, history }: Stage<Part>): Promise<void> {
  const turns = history.turns[Symbol.iterator]();
  await world.turns.run((waiting) => {
    const { pick, pass } = turns.next().value ?? { pick: 0, pass: seconds(0) };
    world.now = plus(world.now, pass);
    return pick % waiting;
  });
}

/** Delivers a message until one of its lives acknowledges it; whether one did. */
async function takeMessage<Part>(message: Message<Part>, stage: Stage<Part>): Promise<boolean> {
  const { world, scene } = stage;
  const unsure = new Set<string>();
  for (const life of message.lives) {
    await world.turns.take(async () => {});
    const actor = newActor(world, life.mishap, life.skew);
    const ports = portsOf(actor, stage, unsure);
    const found = message.findings.map((part) => scene.findingOf(part));
    const told = found.map((finding) => tell({ type: 'single', rule: finding.rule }, finding, ports));
    const results = await Promise.allSettled(told);
    for (const { settle } of ports.publishers) results.push(...(await Promise.allSettled([settle?.()])));
    if (!actor.isDead() && results.every(({ status }) => status === 'fulfilled')) return true;
  }
  if (!message.comesBack) for (const alertId of unsure) stage.unnoted.add(alertId);
  return false;
}

async function takeSweep<Part>(life: Life, stage: Stage<Part>) {
  await stage.world.turns.take(async () => {});
  const actor = newActor(stage.world, life.mishap, life.skew);
  return sweep({ ...portsOf(actor, stage, new Set()), rules: stage.scene.rules, deadline: latestInstant });
}

function portsOf<Part>(
  actor: Actor,
  { world, history, scene, shared, trace }: Stage<Part>,
  unsure: Set<string>,
): TellPorts {
  const { owner, skew } = actor;
  const stores = shared.by(actor);
  const ports: Omit<TellPorts, 'publishers'> = {
    owner,
    alerts: noting(tracedAlerts(stores.alerts, actor, trace), unsure),
    timelines: tracedTimelines(stores.timelines, trace),
    clock: {
      now: () => plus(world.now, skew),
      pause: (length) =>
        actor.call(async () => {
          world.now = plus(world.now, length);
        }),
    },
    lease,
    updatesPerHour: history.updatesPerHour,
    thinning: false,
    contextLimit: 1_000,
  };
  const { rules, gather = (topic) => topic } = scene;
  const publishers = history.audiences.map((audience) => {
    const owners = ownersOf(owner);
    const topic = tracedTopic(audience, { actor, ownerOf: owners.of, world, trace });
    return owners.watched(gather(topic, { ...ports, rules }));
  });
  return { ...ports, publishers };
}

/** In whose name an invocation publishes: bulletins in names of their own, and another one where it settles. */
export function ownersOf(owner: string) {
  let settling = false;
  return {
    of: (message: Told) =>
      message.schema === 'gatewarden.alert/1' ? owner : `${owner}/${message.bulletinId}${settling ? '/settle' : ''}`,
    watched: (publisher: Publisher): Publisher => ({
      ...publisher,
      async settle() {
        settling = true;
        await publisher.settle?.().finally(() => {
          settling = false;
        });
      },
    }),
  };
}

/** The same alerts; `unsure` holds those into which something was merged, perhaps without leaving word of it. */
function noting(alerts: Alerts, unsure: Set<string>): Alerts {
  return {
    ...alerts,
    async merge(finding, more) {
      const isAlert = !isOfBulletin(finding);
      if (isAlert) unsure.add(finding.alertId);
      await alerts.merge(finding, more);
      if (isAlert && more?.due !== undefined) unsure.delete(finding.alertId);
    },
  };
}

function isOfBulletin({ rule }: Kept): boolean {
  return bulletinIn({ ruleId: rule.id }) !== undefined;
}
