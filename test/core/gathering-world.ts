import { memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { type Bulletin, bulletinIn } from '../../lambda/core/bulletin.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { type GatheringPolicy, gathered } from '../../lambda/core/gathering.ts';
import type { Alerts, Message, Publisher } from '../../lambda/core/ports.ts';
import { type SweepReport, sweep } from '../../lambda/core/sweep.ts';
import { type Instant, latestInstant } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { embeddedPorts, inTurn } from './detecting.ts';
import { midnight } from './events.ts';

export const readers: GatheringPolicy = { digestBelow: 'Medium', digestHour: 8, groups: true, stormAbove: 3 };
export const programs: GatheringPolicy = { digestHour: 8, groups: false, stormAbove: 3 };

/** A deployment: what happens at a time, and who heard what. */
export interface World {
  readonly heard: { readonly audience: string; readonly message: Message }[];
  now: Instant;
  /** Who has a topic, and how each is told, as it is deployed now. */
  policies: Readonly<Record<string, GatheringPolicy>>;
  updatesPerHour: number;
  /** Publishing to this audience fails. */
  deaf: string | undefined;
  /** Nobody learns that an alert was told, or handed over: who tells it dies before. */
  forgets: boolean;
  /** Happens once, while something is published to people. */
  meanwhile: (() => Promise<void>) | undefined;
  /** One invocation. */
  arrive(...events: readonly DetectorEvent[]): Promise<void>;
  sweep(): Promise<SweepReport>;
  /** A sweep in which nothing fails. */
  sweepAt(now: Instant): Promise<void>;
  heardBy(audience: string): readonly Message[];
  alertsOf(audience: string): readonly Alert[];
  bulletinsOf(audience: string): readonly Bulletin[];
}

export function newWorld(policies: World['policies'] = {}): World {
  const stores = { timelines: memoryTimelines(), alerts: memoryAlerts() };
  const world: World = {
    heard: [],
    now: midnight,
    policies: { machines: programs, people: readers, ...policies },
    updatesPerHour: 4,
    deaf: undefined,
    forgets: false,
    meanwhile: undefined,
    async arrive(...events) {
      await detect(inTurn([events]), ports());
    },
    sweep: () => sweep({ ...ports(), deadline: latestInstant }),
    async sweepAt(now) {
      world.now = now;
      const { failed } = await world.sweep();
      if (failed.length > 0) throw new Error('the sweep failed', { cause: failed[0]?.error });
    },
    heardBy: (audience) => world.heard.filter((each) => each.audience === audience).map(({ message }) => message),
    alertsOf: (audience) => world.heardBy(audience).filter((message) => message.schema === 'gatewarden.alert/1'),
    bulletinsOf: (audience) => world.heardBy(audience).filter((message) => message.schema === 'gatewarden.bulletin/1'),
  };
  let owners = 0;
  const ports = () => {
    owners += 1;
    const clock = { now: () => world.now, pause: async () => {} };
    const { updatesPerHour } = world;
    const alerts = forgetting(stores.alerts, () => world.forgets);
    const base = embeddedPorts(rules, { ...stores, alerts, clock, owner: `owner-${owners}`, updatesPerHour });
    const publishers = Object.entries(world.policies).map(([audience, policy]) =>
      gathered(hearing(audience), policy, base),
    );
    return { ...base, publishers };
  };
  const hearing = (audience: string): Publisher => ({
    audience,
    async publish(message) {
      if (world.deaf === audience) throw new Error('the topic is away');
      const { meanwhile } = world;
      if (audience === 'people') {
        world.meanwhile = undefined;
        await meanwhile?.();
      }
      world.heard.push({ audience, message });
    },
  });
  return world;
}

/** The same alerts, which do not learn that an alert was told to people while it `forgets`; of bulletins they do. */
function forgetting(alerts: Alerts, forgets: () => boolean): Alerts {
  return {
    ...alerts,
    async markTold(alertId, owner, audience, told) {
      const record = await alerts.read(alertId);
      const isAlert = record !== undefined && bulletinIn(record) === undefined;
      if (isAlert && audience === 'people' && forgets()) throw new Error('died');
      await alerts.markTold(alertId, owner, audience, told);
    },
  };
}
