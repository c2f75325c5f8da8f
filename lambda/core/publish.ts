import { type AlertRecord, assemble } from './alert.ts';
import { AlertClaimed } from './errors.ts';
import { inParallel } from './parallel.ts';
import type { Alerts, Clock, Message, Publisher } from './ports.ts';
import type { Tellable } from './tellable.ts';
import { type Duration, type Instant, plus, seconds } from './time.ts';
import { type Due, dueTo, type News, type Told, toldOf } from './told.ts';

export interface PublishPorts {
  readonly alerts: Alerts;
  readonly publishers: readonly Publisher[];
  readonly clock: Clock;
  /** Unique to the invocation: names it on the claims that it takes. */
  readonly owner: string;
  /** How long a claim lasts: more than an invocation can, less than its message stays invisible. */
  readonly lease: Duration;
  /** The most updates of one alert that an audience gets in any hour; with none, nobody hears of an alert again. */
  readonly updatesPerHour: number;
}

/** How records of one kind are told: alerts, or bulletins of several. */
export interface Subject {
  /** Whether a record is due to an audience that was told this of it. */
  dueTo(record: Judged, told: Told | undefined, policy: Policy): Due;
  /** What to publish, after what the audience was told before. */
  compose(record: AlertRecord, before: Told | undefined, news: News | undefined): Promise<Message>;
  /** What the audience knows after that. */
  toldOf(record: AlertRecord, before: Told | undefined, now: Instant): Told;
}

type Judged = Pick<AlertRecord, 'ruleId' | 'matches' | 'due'>;
type Policy = Parameters<typeof dueTo>[2];

/** To whom a record is due at once, and when to somebody else. */
interface Dues {
  readonly now: readonly { readonly publisher: Publisher; readonly news: News | undefined }[];
  readonly later?: Instant;
}

const attempts = 3;
const betweenAttempts = seconds(1);

/** Publishes an alert of this rule or system alert, as `publishAs` does. */
export function publish(rule: Tellable, record: AlertRecord, ports: PublishPorts): Promise<void> {
  return publishAs(alertSubject(rule), record, ports);
}

/**
 * Publishes what `record` is of to each audience to which it is due, and notes when it is due next. The order is the
 * protocol: claim, read again, publish, mark what each audience was told, give the claim back. Throws AlertClaimed while
 * another invocation holds the claim.
 */
export async function publishAs(subject: Subject, record: AlertRecord, ports: PublishPorts): Promise<void> {
  const { alerts, clock, lease } = ports;
  const { alertId, due } = record;
  const { now, later } = duesOf(subject, record, ports);
  if (now.length === 0) {
    if (due !== later) await alerts.schedule(alertId, { due: later, instead: record });
    return;
  }
  // Its merge left word of it, unless it died half-way, or nobody knew before all was together.
  if (due === undefined) await alerts.schedule(alertId, { due: plus(clock.now(), lease), instead: record });
  await publishClaimed(subject, alertId, ports);
}

/** When somebody has to look at an alert again, if whoever knows it now does not come to tell it. */
export function dueAt(
  rule: Tellable,
  record: Omit<AlertRecord, 'columns' | 'alertId'>,
  ports: PublishPorts,
): Instant | undefined {
  const { now, later } = duesOf(alertSubject(rule), record, ports);
  return now.length > 0 ? plus(ports.clock.now(), ports.lease) : later;
}

function alertSubject(rule: Tellable): Subject {
  return {
    dueTo,
    compose: async (record, before, news) =>
      assemble(rule, record, { revision: (before?.revision ?? 0) + 1, ...(news !== undefined && { news }) }),
    toldOf,
  };
}

async function publishClaimed(subject: Subject, alertId: string, ports: PublishPorts): Promise<void> {
  try {
    await claim(alertId, ports);
    await publishDue(subject, alertId, ports);
  } catch (error) {
    if (!(error instanceof AlertClaimed)) await giveUp(alertId, ports);
    throw error;
  }
}

/** While its claim is held, nobody else tells it; what was due before may have been told meanwhile. */
async function publishDue(subject: Subject, alertId: string, ports: PublishPorts): Promise<void> {
  const { alerts, clock, owner } = ports;
  const record = await alerts.read(alertId);
  if (record === undefined) return;
  const { now, later } = duesOf(subject, record, ports);
  await inParallel(now, now.length, async ({ publisher, news }) => {
    const { audience } = publisher;
    const before = record.told[audience];
    await publisher.publish(await subject.compose(record, before, news));
    await mark({ alertId, audience, told: subject.toldOf(record, before, clock.now()) }, ports);
  });
  await alerts.release(alertId, owner, { due: later, instead: record });
}

/**
 * Gives back at once what is claimed, or may be: others that found something need not fail until the lease ends. What is due
 * stays so. Where this fails too, the lease ends the claim.
 */
async function giveUp(alertId: string, { alerts, clock, owner }: PublishPorts): Promise<void> {
  const asItIs = { due: undefined, instead: {} };
  await insist(() => alerts.release(alertId, owner, asItIs), clock).catch(() => {});
}

function duesOf(subject: Subject, record: Judged & Pick<AlertRecord, 'told'>, ports: PublishPorts): Dues {
  const { publishers, clock, updatesPerHour } = ports;
  const policy = { now: clock.now(), updatesPerHour };
  const now: { publisher: Publisher; news: News | undefined }[] = [];
  const later: Instant[] = [];
  for (const publisher of publishers) {
    const due = subject.dueTo(record, record.told[publisher.audience], policy);
    if (due.when === 'now') now.push({ publisher, news: due.news });
    if (due.when === 'later') later.push(due.at);
  }
  return { now, ...(later.length > 0 && { later: Math.min(...later) as Instant }) };
}

async function claim(alertId: string, { alerts, clock, owner, lease }: PublishPorts): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (await alerts.claim({ alertId, owner, now: clock.now(), lease })) return;
    if (attempt < attempts) await clock.pause(betweenAttempts);
  }
  throw new AlertClaimed(alertId);
}

/** What was accepted is known to be told: where that is not kept, somebody would publish it again. */
function mark(
  { alertId, audience, told }: { readonly alertId: string; readonly audience: string; readonly told: Told },
  { alerts, clock, owner }: PublishPorts,
): Promise<void> {
  return insist(() => alerts.markTold(alertId, owner, audience, told), clock);
}

/** Rejects with the last error, once it was tried often enough. */
async function insist(work: () => Promise<void>, clock: Clock): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts) throw error;
    }
    await clock.pause(betweenAttempts);
  }
}
