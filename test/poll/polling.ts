import { graphClient } from '../../lambda/adapters/graph/client.ts';
import { type MemoryAlerts, memoryAlerts } from '../../lambda/adapters/memory/alerts.ts';
import { memoryCursors } from '../../lambda/adapters/memory/cursors.ts';
import { memorySeenSets } from '../../lambda/adapters/memory/seen-sets.ts';
import { memoryTimelines } from '../../lambda/adapters/memory/timelines.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import { type Duration, hours, type Instant, minutes, plus, seconds } from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { rule } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import type { Feed } from '../../lambda/sources/entra/graph/feed.ts';
import { type PollPorts, type PollReport, type PollRequest, poll } from '../../lambda/sources/entra/graph/poll.ts';
import { inTurn } from '../core/detecting.ts';
import type { GraphServer } from '../servers/graph.ts';
import type { SteppedClock } from './stepped-clock.ts';

/** What outlasts a run. */
export type Stores = Pick<PollPorts, 'timelines' | 'alerts' | 'cursors' | 'seen'>;
export interface MemoryStores extends Stores {
  readonly alerts: MemoryAlerts;
}

export interface PollingOptions {
  readonly graph: GraphServer;
  readonly clock: SteppedClock;
  readonly stores?: Stores;
  /** How wrong the poller's clock is. */
  readonly clockError?: Duration;
  /** How long a run may read. */
  readonly runs?: Duration;
  readonly request?: Partial<PollRequest>;
  readonly ports?: Partial<PollPorts>;
  /** How long the client waits for an answer, in real time. */
  readonly timeout?: Duration;
}

/** A poller with what it needs, as its function has it; each run with an owner of its own. */
export interface Polling {
  /** Every publication of an alert, in order. */
  readonly published: readonly Alert[];
  /** `change` replaces some of the run's ports. */
  poll(change?: (ports: PollPorts) => Partial<PollPorts>): Promise<PollReport>;
  /** What the other sources bring: remembered, judged and told in the same stores. */
  detect(...events: readonly DetectorEvent[]): Promise<void>;
}

/** As limits.ts has it: longer than a run, shorter than the time to the next one. */
const hold = seconds(220);

export const untilNextRun = minutes(5);

/** The one rule that counts sign-ins. */
export const rules = [rule];

export const interactive: Feed = { id: 'interactiveUser', version: 'v1.0' };
export const nonInteractive: Feed = { id: 'nonInteractiveUser', version: 'beta' };

export function memoryStores(): MemoryStores {
  return {
    timelines: memoryTimelines(),
    alerts: memoryAlerts(),
    cursors: memoryCursors(),
    seen: memorySeenSets(),
  };
}

export function pollingOf(options: PollingOptions): Polling {
  const { graph, stores = memoryStores(), runs = seconds(150) } = options;
  const clock = options.clock.wrongBy(options.clockError ?? seconds(0));
  const client = graphClient({
    authority: graph.origin,
    endpoint: graph.origin,
    tenant: graph.app.tenant,
    clientId: graph.app.clientId,
    auth: { method: 'secret', read: async () => secretOf(graph) },
    clock,
    ...(options.timeout !== undefined && { timeout: options.timeout }),
  });
  const request = {
    name: 'graph',
    feeds: [interactive, nonInteractive],
    overlap: hours(2),
    backfill: hours(0),
    hold,
    ...options.request,
  };
  const published: Alert[] = [];
  let owners = 0;
  const portsOf = (): PollPorts => {
    owners += 1;
    const deadline = plus(clock.now(), runs);
    return {
      ...stores,
      rules,
      wanted: wantedBy(rules),
      publishers: [{ audience: 'people', publish: async (alert) => void published.push(alert as Alert) }],
      signIns: client.log(deadline),
      deadline,
      clock,
      owner: `run ${owners}`,
      lease: hold,
      thinning: false,
      countLimit: 1_000,
      contextLimit: 1_000,
      updatesPerHour: 0,
      ...options.ports,
    };
  };
  return {
    published,
    poll: (change = () => ({})) => {
      const ports = portsOf();
      return poll(request, { ...ports, ...change(ports) });
    },
    detect: async (...events) => void (await detect(inTurn([events]), portsOf())),
  };
}

/** Polls every five minutes, from now to `end`. */
export async function pollUntil(end: Instant, polling: Polling, clock: SteppedClock): Promise<readonly PollReport[]> {
  const reports: PollReport[] = [];
  while (clock.now() < end) {
    reports.push(await polling.poll());
    clock.advance(untilNextRun);
  }
  return reports;
}

function secretOf({ app: { credential } }: GraphServer): string {
  if (!('secret' in credential)) throw new Error('expected an application with a secret');
  return credential.secret;
}
