import type { Alert } from './alert.ts';
import { type BulletinName, digestOf, groupOf, memberOf, stormOf } from './bulletin.ts';
import { AlertClaimed } from './errors.ts';
import { positionOf } from './observation.ts';
import { inParallel } from './parallel.ts';
import type { Publisher, Timelines } from './ports.ts';
import { type PublishPorts, publishAs } from './publish.ts';
import type { Severity } from './rule.ts';
import { isAbove } from './severity.ts';
import { bulletinSubject } from './tell-bulletin.ts';
import type { Tellable } from './tellable.ts';
import { days, earliestInstant, hours, type Instant, latestInstant, minutes, periodStart, plus } from './time.ts';

/** What an audience wants told together instead of one by one. */
export interface GatheringPolicy {
  /** Alerts less severe than this wait for the daily digest; absent, none does. */
  readonly digestBelow?: Severity;
  /** The hour of the day, in UTC, at which the digest of the day before is told. */
  readonly digestHour: number;
  /** Whether alerts that their rule groups are told as one. */
  readonly groups: boolean;
  /** How many new alerts of one rule and period are told one by one; what comes beyond them, as a summary. */
  readonly stormAbove: number;
}

export interface GatheringPorts extends Omit<PublishPorts, 'publishers'> {
  /** Those that are switched on, and the system alerts that are. */
  readonly rules: readonly Tellable[];
  readonly timelines: Timelines;
}

/** What becomes of an alert: it is told by itself, or handed over to a bulletin, which is told at once or later. */
type Way =
  | { readonly to: 'publish' }
  | { readonly to: 'group'; readonly bulletin: BulletinName }
  | { readonly to: 'wait'; readonly bulletin: BulletinName; readonly due: Instant };

/** How often a storm is summed up. */
const stormEvery = minutes(15);

const atOnce = 8;

/**
 * The same audience, but what its policy gathers is handed over to a bulletin in the place of being published. A group
 * is published by `settle`, so that all that was handed over before is one message; the others by the sweeper. Handing
 * over again changes nothing, and leaves word for the sweeper, so an invocation may die after any step.
 *
 * Root's logins and alerts of High severity wait for no digest, no summary and no limit.
 */
export function gathered(publisher: Publisher, policy: GatheringPolicy, ports: GatheringPorts): Publisher {
  const { audience } = publisher;
  const { alerts, clock, lease } = ports;
  /** Groups that got an alert since they were last told: all of a call go into one message. */
  const handedOver = new Map<string, BulletinName>();
  return {
    audience,
    async publish(message) {
      if (message.schema !== 'gatewarden.alert/1') return publisher.publish(message);
      const urgent = isUrgent(message);
      const way = await wayOf(message, { urgent, audience, policy, ports });
      if (way.to === 'publish') return publisher.publish(message);
      const due = way.to === 'wait' ? way.due : plus(clock.now(), lease);
      await alerts.merge(memberOf(way.bulletin, message, urgent), { due });
      if (way.to === 'group') handedOver.set(way.bulletin.bulletinId, way.bulletin);
    },
    async settle() {
      const groups = [...handedOver.values()];
      handedOver.clear();
      await inParallel(groups, atOnce, (group) =>
        // Under a name of its own: the sweeper may tell the same group in this invocation.
        publishGroup(group, { ...ports, owner: `${ports.owner}/${group.bulletinId}/settle`, publishers: [publisher] }),
      );
    },
  };
}

async function wayOf(
  alert: Alert,
  {
    urgent,
    audience,
    policy,
    ports,
  }: {
    readonly urgent: boolean;
    readonly audience: string;
    readonly policy: GatheringPolicy;
    readonly ports: GatheringPorts;
  },
): Promise<Way> {
  const { digestBelow, digestHour, groups, stormAbove } = policy;
  const now = ports.clock.now();
  if (!urgent && digestBelow !== undefined && isAbove(digestBelow, alert.severity)) {
    const bulletin = digestOf(alert, audience);
    return { to: 'wait', bulletin, due: digestTime(bulletin, digestHour, now) };
  }
  const by = groups ? ports.rules.find(({ id }) => id === alert.rule.id)?.notifyBy : undefined;
  const group = by === undefined ? undefined : groupOf(alert, by, audience);
  if (!urgent && (await isStorm(alert, { id: group?.bulletinId ?? alert.alertId, audience, stormAbove, ports }))) {
    return { to: 'wait', bulletin: stormOf(alert, audience), due: plus(now, stormEvery) };
  }
  return group === undefined ? { to: 'publish' } : { to: 'group', bulletin: group };
}

/** The digest hour after the day's end; for what comes later than that, the next one. */
function digestTime({ start }: BulletinName, hour: number, now: Instant): Instant {
  const first = plus(plus(start, days(1)), hours(hour));
  const today = plus(periodStart(now, days(1)), hours(hour));
  return Math.max(first, today > now ? today : plus(today, days(1))) as Instant;
}

/** Root, or as severe as can be. */
function isUrgent({ severity, columns }: Alert): boolean {
  const isRoot = columns['UserIdentityType'] === 'Root' || columns['user'] === 'root';
  return severity === 'High' || isRoot || String(columns['AccountName'] ?? '').endsWith(':root');
}

interface Candidate {
  /** Of the alert, or of the group that it is told in. */
  readonly id: string;
  readonly audience: string;
  readonly stormAbove: number;
  readonly ports: GatheringPorts;
}

/**
 * Whether what is told is not among the first of its rule and period. They stand on a timeline in the order in which they
 * first came to be told, so each keeps its place, however often it comes. Once there are enough, nobody takes a place any
 * more, whatever their clock says; only where several take the last one at the same time, some more are told.
 */
async function isStorm({ rule, period }: Alert, { id, audience, stormAbove, ports }: Candidate): Promise<boolean> {
  const { timelines, clock } = ports;
  const timeline = `storm/${rule.id}/${period.start}/${audience}`;
  const span = { from: positionOf(earliestInstant), to: positionOf(latestInstant) };
  const firstIds = async () => {
    const first = await timelines.read({ timeline, ...span, order: 'earliest first', limit: stormAbove });
    return new Set(first.map((each) => each.id));
  };
  const before = await firstIds();
  if (before.has(id)) return false;
  if (before.size >= stormAbove) return true;
  const came = { timeline, time: clock.now(), id, version: '', eventId: id, object: '', fields: {}, window: days(1) };
  await timelines.put([came]);
  return !(await firstIds()).has(id);
}

/** At once; where somebody else is telling it just now, the sweeper comes for what that one leaves. */
async function publishGroup({ bulletinId }: BulletinName, ports: GatheringPorts & PublishPorts): Promise<void> {
  const record = await ports.alerts.read(bulletinId);
  if (record === undefined) return;
  await publishAs(bulletinSubject(ports), record, ports).catch((error: unknown) => {
    if (!(error instanceof AlertClaimed)) throw error;
  });
}
