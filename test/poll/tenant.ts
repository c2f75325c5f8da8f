import { type Duration, formatInstant, hours, type Instant, minus, minutes, plus } from '../../lambda/core/time.ts';
import type { PollReport } from '../../lambda/sources/entra/graph/poll.ts';
import { at } from '../core/events.ts';
import { graphSignIn, type Json, type SignInFacts } from '../records.ts';
import { type GraphServer, startGraph } from '../servers/graph.ts';
import { type Failure, failuresAmong, rememberedFailures } from './failures.ts';
import { memoryStores, type Polling, type PollingOptions, pollingOf } from './polling.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';

/** A tenant of Entra ID's with its Graph, where it is noon, and an empty store for pollers. */
export interface Tenant {
  readonly clock: SteppedClock;
  readonly graph: GraphServer;
  polling(options?: Partial<PollingOptions>): Polling;
  /** Lists records from now on. */
  publish(...records: readonly (Json | readonly Json[])[]): void;
  /** The failures that the store remembers. */
  remembered(): Promise<readonly Failure[]>;
  /** All failures that were ever published. */
  everyFailure(): readonly Failure[];
  close(): Promise<void>;
}

export const noon = plus(at(0), hours(12));
export const [address, otherAddress] = ['203.0.113.7', '203.0.113.8'];

/** A tenth of Graph's own, so that a tenth of the records shows the same. */
const pageSize = 100;

export async function newTenant(): Promise<Tenant> {
  const clock = steppedClock(noon);
  const graph = await startGraph({ now: clock.now, pageSize });
  const stores = memoryStores();
  return {
    clock,
    graph,
    polling: (options) => pollingOf({ graph, clock, stores, ...options }),
    publish: (...records) => graph.publish(records.flat().map((record) => ({ record, from: clock.now() }))),
    remembered: () => rememberedFailures(stores.timelines, [address, otherAddress]),
    everyFailure: () => failuresAmong(graph.publications.map(({ record }) => record)),
    close: () => graph.close(),
  };
}

/** A failed sign-in a minute before noon, unless `facts` say otherwise. */
export function failure(facts: Partial<SignInFacts> & { readonly id: string }): Json {
  return graphSignIn({ time: formatInstant(minus(noon, minutes(1))), address, ...facts });
}

/** So many, evenly over a length of time that ends at `end`; of the same second, some. */
export function failuresBefore(
  end: Instant,
  count: number,
  facts: Partial<SignInFacts> = {},
  over: Duration = hours(1),
): readonly Json[] {
  return Array.from({ length: count }, (_, n) => {
    const time = formatInstant(Math.floor(end - (over * (n + 1)) / (count + 1)) as Instant);
    return failure({ id: `${facts.address ?? address}-${n}`, time, ...facts });
  });
}

export function errorsOf({ feeds }: PollReport): readonly unknown[] {
  return feeds.flatMap(({ errors }) => errors);
}

/** How far the first of the lists was read. */
export function throughOf({ feeds }: PollReport): Instant {
  const [first] = feeds;
  if (first === undefined) throw new Error('expected a report of some list');
  return first.progress.through;
}
