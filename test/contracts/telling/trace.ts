import type { Kept } from '../../../lambda/core/alert.ts';
import { type BulletinKind, bulletinIn, revisionOf } from '../../../lambda/core/bulletin.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import type { Observation } from '../../../lambda/core/observation.ts';
import type { Alerts, ClaimRequest, Message, Publisher, Timelines } from '../../../lambda/core/ports.ts';
import type { Severity } from '../../../lambda/core/rule.ts';
import { type Instant, minus } from '../../../lambda/core/time.ts';
import { type Actor, AnswerLost, type World } from './actor.ts';

/** One telling of an alert or a bulletin to an audience, whatever its invocation knows of it. */
export interface Telling {
  /** Of the alert or the bulletin. */
  readonly id: string;
  readonly audience: string;
  readonly revision: number;
  /** Who holds the claim under which it is told. */
  readonly owner: string;
  /** Whether that one ever was granted it, as far as anybody knows. */
  readonly claimed: boolean;
  /** Whether it still held it: nobody had taken it over when the lease was over. */
  readonly held: boolean;
  /** What came of it: `told` says that it was marked, `overtaken` that the claim was another one's then. */
  outcome: 'answer lost' | 'never marked' | 'overtaken' | 'told';
  /** How often its owner tried to mark it as told, and did not hear that it was. */
  failedMarks?: number;
  /** When it was told as an update, by a clock that is right. */
  toldAt?: Instant;
}

/** A message that went out. */
export interface Publication extends Telling {
  readonly message: Message;
  readonly at: Instant;
}

/** An alert that became a member of a bulletin instead of being published. */
export interface HandOver extends Telling {
  readonly about: BulletinKind;
  readonly bulletinId: string;
  readonly severity: Severity;
}

/** What actors did, in the order of its effects. */
export interface Trace {
  readonly tellings: (Publication | HandOver)[];
  /** Who holds the claim on an alert or bulletin. */
  readonly holders: Map<string, string>;
  /** Who ever was granted one: the ids and owners. */
  readonly claims: Set<string>;
  /** Who was refused one, and who held it then. */
  readonly refusals: { readonly id: string; readonly owner: string; readonly holder: string | undefined }[];
  /** How often a claim went over to somebody else whose holder never gave it back. */
  takeovers: number;
  /** How often it was noted that something is due of which no merge had left word. */
  scheduled: number;
  /** The ids of all alerts and bulletins into which something was merged. */
  readonly merged: Set<string>;
  /** Timelines by name: the first place of each id. */
  readonly places: Map<string, Map<string, Instant>>;
  /** By timeline, the ids that came with a place before others that had come already. */
  readonly outOfOrder: Map<string, Set<string>>;
}

export function newTrace(): Trace {
  return {
    tellings: [],
    holders: new Map(),
    claims: new Set(),
    refusals: [],
    takeovers: 0,
    scheduled: 0,
    merged: new Set(),
    places: new Map(),
    outOfOrder: new Map(),
  };
}

/** The same alerts, of which is known who claimed, marked and handed over what. */
export function tracedAlerts(alerts: Alerts, actor: Actor, trace: Trace): Alerts {
  const { holders, merged, refusals } = trace;
  return {
    ...alerts,
    async merge(finding, more) {
      merged.add(finding.alertId);
      await alerts.merge(finding, more).catch((error: unknown) => {
        if (error instanceof AnswerLost) traceHandOvers(finding, 'answer lost', actor, trace);
        throw error;
      });
      traceHandOvers(finding, 'never marked', actor, trace);
    },
    async claim(request) {
      const granted = await alerts.claim(request).catch((error: unknown) => {
        if (error instanceof AnswerLost && error.answer !== false) traceClaim(request, trace);
        throw error;
      });
      if (granted) traceClaim(request, trace);
      else refusals.push({ id: request.alertId, owner: request.owner, holder: holders.get(request.alertId) });
      return granted;
    },
    async release(alertId, owner, change) {
      await alerts.release(alertId, owner, change);
      if (holders.get(alertId) === owner) holders.delete(alertId);
    },
    async schedule(alertId, change) {
      await alerts.schedule(alertId, change);
      if (change.due !== undefined && change.instead.due === undefined) trace.scheduled += 1;
    },
    async markTold(alertId, owner, audience, told) {
      await alerts.markTold(alertId, owner, audience, told).catch((error: unknown) => {
        const unmarked = lastBy(owner, { id: alertId, audience, revision: told.revision }, trace);
        if (unmarked !== undefined) unmarked.failedMarks = (unmarked.failedMarks ?? 0) + 1;
        throw error;
      });
      const own = lastBy(owner, { id: alertId, audience, revision: told.revision }, trace);
      if (own === undefined) throw new Error('marked as told what was never published');
      own.outcome = holders.get(alertId) === owner ? 'told' : 'overtaken';
      const update = told.updates.at(-1);
      if (update !== undefined) own.toldAt = minus(update, actor.skew);
    },
  };
}

/** The same timelines, of which is known in which order ids came. */
export function tracedTimelines(timelines: Timelines, trace: Trace): Timelines {
  return {
    ...timelines,
    async put(observations) {
      await timelines.put(observations).catch((error: unknown) => {
        if (error instanceof AnswerLost) tracePlaces(observations, trace);
        throw error;
      });
      tracePlaces(observations, trace);
    },
  };
}

/** What a topic has to know of who publishes to it. */
export interface Topic {
  readonly actor: Actor;
  /** Who holds the claim under which it publishes this. */
  ownerOf(message: Message): string;
  readonly world: World;
  readonly trace: Trace;
}

/** Where what is published to an audience is kept. */
export function tracedTopic(audience: string, topic: Topic): Publisher {
  return {
    audience,
    async publish(message) {
      await topic.actor.call(async () => traceSent(message, audience, topic));
      traceAccepted(message, audience, topic);
    },
  };
}

/** A message reaches its topic; who sent it may never hear of that. */
export function traceSent(message: Message, audience: string, { ownerOf, world, trace }: Topic): void {
  const [id, owner] = [idOf(message), ownerOf(message)];
  const { revision } = message;
  const claim = claimOf(id, owner, trace);
  trace.tellings.push({ id, audience, revision, message, owner, ...claim, at: world.now, outcome: 'answer lost' });
}

/** Who sent a message hears that it was accepted. */
export function traceAccepted(message: Message, audience: string, { ownerOf, trace }: Topic): void {
  const own = lastBy(ownerOf(message), { id: idOf(message), audience, revision: message.revision }, trace);
  if (own !== undefined) own.outcome = 'never marked';
}

/** What of it went out. */
export function publicationsIn({ tellings }: Pick<Trace, 'tellings'>): readonly Publication[] {
  return tellings.flatMap((telling) => ('message' in telling ? telling : []));
}

function idOf(message: Message): string {
  return message.schema === 'gatewarden.alert/1' ? message.alertId : message.bulletinId;
}

function traceClaim({ alertId, owner }: ClaimRequest, trace: Trace): void {
  const { holders, claims } = trace;
  if (holders.has(alertId) && holders.get(alertId) !== owner) trace.takeovers += 1;
  holders.set(alertId, owner);
  claims.add(`${alertId} ${owner}`);
}

function claimOf(id: string, owner: string, { holders, claims }: Trace): Pick<Telling, 'claimed' | 'held'> {
  return { claimed: claims.has(`${id} ${owner}`), held: holders.get(id) === owner };
}

function traceHandOvers(
  { rule, alertId: bulletinId, columns, matches }: Kept,
  outcome: Telling['outcome'],
  { owner }: Actor,
  trace: Trace,
): void {
  const about = bulletinIn({ ruleId: rule.id })?.about;
  if (about === undefined) return;
  const audience = String(columns['audience']);
  for (const member of matches) {
    const { id, severity } = member;
    const revision = revisionOf(member);
    const claim = claimOf(id, owner, trace);
    trace.tellings.push({ id, audience, revision, owner, ...claim, outcome, about, bulletinId, severity });
  }
}

function tracePlaces(observations: readonly Observation[], { places, outOfOrder }: Trace): void {
  for (const { timeline, id, time } of observations) {
    const known = places.get(timeline) ?? new Map<string, Instant>();
    places.set(timeline, known);
    if ((known.get(id) ?? Infinity) <= time) continue;
    const isBefore = [...known].some(([other, place]) => (place - time || compareText(other, id)) > 0);
    if (isBefore) outOfOrder.set(timeline, (outOfOrder.get(timeline) ?? new Set()).add(id));
    known.set(id, time);
  }
}

function lastBy(
  owner: string,
  { id, audience, revision }: Pick<Telling, 'id' | 'audience' | 'revision'>,
  { tellings }: Trace,
): Telling | undefined {
  return tellings.findLast(
    (one) => one.id === id && one.audience === audience && one.revision === revision && one.owner === owner,
  );
}
