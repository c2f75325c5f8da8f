import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Alert, assemble } from '../../lambda/core/alert.ts';
import { detect } from '../../lambda/core/detect.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import {
  type Duration,
  formatInstant,
  hours,
  type Instant,
  minus,
  minutes,
  plus,
  seconds,
} from '../../lambda/core/time.ts';
import { wantedBy } from '../../lambda/core/wanted.ts';
import { decodeRecord } from '../../lambda/sources/decode-record.ts';
import { beginning } from '../../lambda/sources/entra/graph/slices.ts';
import { embeddedPorts, inTurn } from '../core/detecting.ts';
import { at, login } from '../core/events.ts';
import { effort } from '../effort.ts';
import { graphSignIn, type Json } from '../records.ts';
import { type GraphServer, startGraph } from '../servers/graph.ts';
import { type Fault, serverError, throttled, unlicensed } from '../servers/graph-faults.ts';
import { latestVersions } from '../servers/graph-sign-ins.ts';
import { failuresAmong, rememberedFailures } from './failures.ts';
import { type MemoryStores, memoryStores, pollingOf, rules, untilNextRun } from './polling.ts';
import { steppedClock } from './stepped-clock.ts';

const firstRun = plus(at(0), hours(12));
const overlap = minutes(10);
const backfill = hours(1);
const addresses = ['203.0.113.7', '2001:db8::7'];
const tables = ['SigninLogs', 'AADNonInteractiveUserSignInLogs'] as const;
const disturbedRuns = 6;
/** Enough that what was published last has been listed for longer than the overlap, and that all is read. */
const quietRuns = 5;

/** From within the backfill to the last run that is disturbed; often just at a run, to the millisecond. */
const created = fc.oneof(
  fc.integer({ min: -minutes(50), max: minutes(30) }),
  fc
    .tuple(fc.integer({ min: -8, max: disturbedRuns }), fc.constantFrom(-1, 0, 1, 999, 1_000, 5_000, 12_000))
    .map(([run, after]) => run * untilNextRun + after),
);
const lateness = fc.oneof(fc.constantFrom(0, overlap, overlap), fc.integer({ min: 0, max: overlap }));

/** Of few ids, so that many are published again: with another time, result or address. */
const publications = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 24 }),
    created,
    lateness,
    address: fc.constantFrom(...addresses),
    table: fc.constantFrom(...tables),
    code: fc.constantFrom('50126', '50126', '50053', '0'),
    copies: fc.constantFrom(1, 1, 2),
  }),
  { maxLength: 60 },
);

const logins = fc.array(
  fc.record({
    time: created,
    address: fc.constantFrom(...addresses),
    beforeRun: fc.nat({ max: disturbedRuns + quietRuns }),
  }),
  { maxLength: 4 },
);

const faults = fc.array(
  fc.record({
    request: fc.integer({ min: 1, max: 60 }),
    fault: fc.constantFrom<Fault>(
      throttled('7'),
      throttled('400'),
      throttled(),
      serverError(500),
      serverError(503, '20'),
      unlicensed,
      { kind: 'cut' },
      { kind: 'hang up' },
      { kind: 'html' },
      { kind: 'tokens expire' },
    ),
  }),
  { maxLength: 12 },
);

const story = fc.record({
  publications,
  logins,
  faults,
  pageSize: fc.constantFrom(4, 10, 25),
  slice: fc.constantFrom(minutes(1), minutes(4), minutes(15), hours(1)),
  runs: fc.array(fc.constantFrom(4, 12, 40, 150), { minLength: disturbedRuns, maxLength: disturbedRuns }),
  clockError: fc.constantFrom(0, 0, -minutes(4), minutes(4)),
  thinning: fc.boolean(),
});
type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

/** How it ended, once the poller was quiet. */
interface Outcome {
  readonly graph: Pick<GraphServer, 'publications' | 'requests'>;
  readonly now: Instant;
  readonly stores: MemoryStores;
  readonly published: readonly Alert[];
  readonly loginEvents: readonly DetectorEvent[];
}

it('in the end remembers what Graph lists, and alerts as if all that was read had come at once', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const { graph, now, stores, published, loginEvents } = await tell(told);

      const final = failuresAmong(latestVersions(graph.publications, now).map(({ record }) => record));
      const read = graph.requests.flatMap(({ records }) => records);
      const alerts = essenceOf(stores, told);

      expect(final.filter((failure) => !failuresAmong(read).includes(failure))).toEqual([]);
      if (!told.thinning) expect(await rememberedFailures(stores.timelines, addresses)).toEqual(failuresAmong(read));
      expect(alerts).toEqual(await alertsOf([...loginEvents, ...read.flatMap(decoded)], told));
      expect(published.map(({ alertId }) => alertId).sort()).toEqual(alerts.map(({ alertId }) => alertId));
    }),
    { numRuns: effort(300) },
  );
});

async function tell(told: Story): Promise<Outcome> {
  const clock = steppedClock(firstRun);
  const graph = await startGraph({ now: clock.now, pageSize: told.pageSize });
  const stores = memoryStores();
  const polling = pollingOf({
    graph,
    clock,
    stores,
    clockError: told.clockError as Duration,
    request: { overlap, backfill },
    ports: { thinning: told.thinning },
  });
  graph.publish(told.publications.map(publicationOf));
  for (const { request, fault } of told.faults) graph.plan(fault, request);
  const arriving = told.logins.map(({ time, address, beforeRun }, n) => ({
    event: login(`login-${n}`, plus(firstRun, time as Duration), address),
    beforeRun,
  }));

  await beginWith(told.slice, stores);
  for (let run = 0; run <= disturbedRuns + quietRuns; run++) {
    const events = arriving.filter(({ beforeRun }) => beforeRun === run).map(({ event }) => event);
    if (events.length > 0) await polling.detect(...events);
    const length = told.runs[run] ?? 10_000;
    const began = clock.now();
    const deadline = plus(began, (told.clockError + seconds(length)) as Duration);
    await polling.poll(() => ({ deadline }));
    clock.advance((untilNextRun - (clock.now() - began)) as Duration);
  }
  await graph.close();
  const loginEvents = arriving.map(({ event }) => event);
  return { graph, now: clock.now(), stores, published: polling.published, loginEvents };
}

/** As after a first run that read nothing, but found how much of the log it can read at once. */
async function beginWith(slice: Duration, { cursors }: MemoryStores): Promise<void> {
  const request = { name: 'graph', owner: 'before', now: minus(firstRun, hours(1)), lease: minutes(1) };
  const progress = beginning(firstRun, { overlap, backfill });
  const cursor = await cursors.take(request);
  if (cursor === undefined) throw new Error('expected a cursor that nobody has');
  const parts = { interactiveUser: { ...progress, slice }, nonInteractiveUser: { ...progress, slice } };
  await cursors.save(request.name, cursor, parts);
}

function publicationOf({
  id,
  created: time,
  lateness: late,
  address,
  table,
  code,
  copies,
}: Story['publications'][number]) {
  const record = graphSignIn({
    id: `${table}-${id}`,
    time: formatInstant(plus(firstRun, time as Duration)),
    address,
    table,
    code,
  });
  return { record, from: plus(firstRun, (time + late) as Duration), copies };
}

function decoded(record: Json): readonly DetectorEvent[] {
  const result = decodeRecord(record, { object: 'graph', wanted: wantedBy(rules) });
  return result.kind === 'event' ? [result.event] : [];
}

/** What detect says of all events at once, in memory. */
async function alertsOf(events: readonly DetectorEvent[], told: Story) {
  const stores = memoryStores();
  await detect(inTurn([events]), embeddedPorts(rules, { ...stores, contextLimit: 1_000 }));
  return essenceOf(stores, told);
}

/** Alerts but for where their evidence was read; with a thinning store, but for counts, too. */
function essenceOf({ alerts }: MemoryStores, { thinning }: Story) {
  return alerts
    .all()
    .flatMap((record) => rules.map((rule) => assemble(rule, record, { revision: 1 })))
    .map(({ alertId, eventIds, startTime, endTime, context }) => {
      return { alertId, eventIds, startTime, endTime, ...(!thinning && { context }) };
    })
    .toSorted((a, b) => (a.alertId < b.alertId ? -1 : 1));
}
