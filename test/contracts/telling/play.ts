import { memoryTimelines } from '../../../lambda/adapters/memory/timelines.ts';
import type { Alert, AlertRecord } from '../../../lambda/core/alert.ts';
import type { Alerts, Publisher } from '../../../lambda/core/ports.ts';
import { sweep } from '../../../lambda/core/sweep.ts';
import { type TellPorts, tell } from '../../../lambda/core/tell.ts';
import { type Instant, latestInstant, minus, minutes, plus, seconds } from '../../../lambda/core/time.ts';
import { rule } from '../../../lambda/rules/console-login-without-mfa/rule.ts';
import { alertIn } from '../../core/detecting.ts';
import { at } from '../observations.ts';
import { type Actor, AnswerLost, newActor, type World } from './actor.ts';
import { alertIds, findingOf, type History, type Life, lease, type Message } from './history.ts';
import type { SharedAlerts } from './stores.ts';
import { newTurns } from './turns.ts';

/** One publication that went out, whatever its invocation knows of it. */
export interface Publication {
  readonly alertId: string;
  readonly audience: string;
  readonly alert: Alert;
  readonly owner: string;
  /** Whether its invocation still held the claim: nobody had taken it over when the lease was over. */
  readonly held: boolean;
  /** What came of it: `told` says that it was marked, `overtaken` that the claim was another one's then. */
  outcome: 'answer lost' | 'never marked' | 'overtaken' | 'told';
  /** When it was told as an update, by a clock that is right. */
  toldAt?: Instant;
}

export interface Outcome {
  readonly publications: readonly Publication[];
  readonly records: readonly AlertRecord[];
  /** Alerts into which a message merged something without leaving word of it, and never came back. */
  readonly unnoted: ReadonlySet<string>;
  readonly now: Instant;
}

interface Stage {
  readonly world: World;
  readonly history: History;
  readonly shared: SharedAlerts;
  readonly publications: Publication[];
  readonly holders: Map<string, string>;
  /** Of each message that never comes back: the alerts whose merge it does not know to have left word. */
  readonly unnoted: Set<string>;
}

const untilRedelivery = minutes(12);
const untilNextSweep = minutes(5);
const healthy: Life = { mishap: null, skew: seconds(0) };

/** Plays a history: first everything at once, as its turns say; then, without mishaps, until nothing is left to do. */
export async function play(history: History, shared: SharedAlerts): Promise<Outcome> {
  const world = { now: at(0), turns: newTurns() };
  const stage = { world, history, shared, publications: [], holders: new Map(), unnoted: new Set<string>() };

  const taken = history.messages.map((message) => takeMessage(message, stage));
  const swept = history.sweeps.map((life) => takeSweep(life, stage).catch(() => undefined));
  await runAll(stage);
  const acknowledged = await Promise.all(taken);
  await Promise.all(swept);

  const left = history.messages.filter(({ comesBack }, index) => comesBack && acknowledged[index] === false);
  for (const message of left) {
    world.now = plus(world.now, untilRedelivery);
    const again = takeMessage({ ...message, lives: [healthy] }, stage);
    await runAll(stage);
    if (!(await again)) throw new Error('a message fails, though nothing else happens');
  }
  await sweepAll(stage);
  const records = await Promise.all(alertIds.map((alertId) => shared.alerts.read(alertId)));
  return { ...stage, records: records.flatMap((record) => record ?? []), now: world.now };
}

/** The sweeper's runs, until nothing is due any more. */
async function sweepAll(stage: Stage): Promise<void> {
  const { world, shared } = stage;
  for (let run = 0; (await shared.alerts.dueBy(latestInstant, 10)).length > 0; run++) {
    if (run > 40) throw new Error('something stays due');
    world.now = plus(world.now, untilNextSweep);
    const sweeping = takeSweep(healthy, stage);
    await runAll(stage);
    const { failed, busy } = await sweeping;
    if (failed.length + busy.length > 0 && run > 2) throw new Error('a sweep fails, though nothing else happens');
  }
}

async function runAll({ world, history }: Stage): Promise<void> {
  const turns = history.turns[Symbol.iterator]();
  await world.turns.run((waiting) => {
    const { pick, pass } = turns.next().value ?? { pick: 0, pass: seconds(0) };
    world.now = plus(world.now, pass);
    return pick % waiting;
  });
}

/** Delivers a message until one of its lives acknowledges it; whether one did. */
async function takeMessage(message: Message, stage: Stage): Promise<boolean> {
  const unsure = new Set<string>();
  for (const life of message.lives) {
    await stage.world.turns.take(async () => {});
    const actor = newActor(stage.world, life.mishap, life.skew);
    const ports = portsOf(actor, stage, unsure);
    const told = message.findings.map((found) => tell({ type: 'single', rule }, findingOf(found), ports));
    const results = await Promise.allSettled(told);
    if (!actor.isDead() && results.every(({ status }) => status === 'fulfilled')) return true;
  }
  if (!message.comesBack) for (const alertId of unsure) stage.unnoted.add(alertId);
  return false;
}

async function takeSweep(life: Life, stage: Stage) {
  await stage.world.turns.take(async () => {});
  const actor = newActor(stage.world, life.mishap, life.skew);
  return sweep({ ...portsOf(actor, stage, new Set()), rules: [rule], deadline: latestInstant });
}

function portsOf(actor: Actor, stage: Stage, unsure: Set<string>): TellPorts {
  const { world, history } = stage;
  return {
    owner: actor.owner,
    alerts: watched(actor, stage, unsure),
    publishers: history.audiences.map((audience) => watchedPublisher(audience, actor, stage)),
    timelines: memoryTimelines(),
    clock: {
      now: () => plus(world.now, actor.skew),
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
}

/** The same alerts, and what is to be known of who did what. */
function watched(actor: Actor, { shared, holders, publications }: Stage, unsure: Set<string>): Alerts {
  const alerts = shared.by(actor);
  return {
    ...alerts,
    async merge(finding, more) {
      unsure.add(finding.alertId);
      await alerts.merge(finding, more);
      if (more?.due !== undefined) unsure.delete(finding.alertId);
    },
    async claim(request) {
      const { alertId, owner } = request;
      const granted = await alerts.claim(request).catch((error: unknown) => {
        if (error instanceof AnswerLost) holders.set(alertId, owner); // for all that anybody knows
        throw error;
      });
      if (granted) holders.set(alertId, owner);
      return granted;
    },
    async release(alertId, owner, change) {
      await alerts.release(alertId, owner, change);
      if (holders.get(alertId) === owner) holders.delete(alertId);
    },
    async markTold(alertId, owner, audience, told) {
      await alerts.markTold(alertId, owner, audience, told);
      const own = publications.findLast(
        (one) => one.alertId === alertId && one.audience === audience && one.owner === owner,
      );
      if (own === undefined) throw new Error('marked as told what was never published');
      own.outcome = holders.get(alertId) === owner ? 'told' : 'overtaken';
      const update = told.updates.at(-1);
      if (update !== undefined) own.toldAt = minus(update, actor.skew);
    },
  };
}

function watchedPublisher(audience: string, { owner, call }: Actor, { publications, holders }: Stage): Publisher {
  return {
    audience,
    async publish(message) {
      const alert = alertIn(message);
      const { alertId } = alert;
      await call(async () => {
        const held = holders.get(alertId) === owner;
        publications.push({ alertId, audience, alert, owner, held, outcome: 'answer lost' });
      });
      const own = publications.findLast(
        (one) => one.alertId === alertId && one.audience === audience && one.owner === owner,
      );
      if (own !== undefined) own.outcome = 'never marked';
    },
  };
}
