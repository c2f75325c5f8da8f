import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GraphRefused, GraphUnavailable } from '../../lambda/adapters/graph/errors.ts';
import {
  type Duration,
  days,
  formatInstant,
  hours,
  type Instant,
  minus,
  minutes,
  plus,
  seconds,
} from '../../lambda/core/time.ts';
import type { PollReport } from '../../lambda/sources/entra/graph/poll.ts';
import { at, login } from '../core/events.ts';
import { graphSignIn, type Json, type SignInFacts } from '../records.ts';
import { exampleApp, type GraphServer, startGraph } from '../servers/graph.ts';
import { type Fault, secretExpired, serverError, throttled, unlicensed, unpermitted } from '../servers/graph-faults.ts';
import { failuresAmong, rememberedFailures } from './failures.ts';
import {
  interactive,
  memoryStores,
  nonInteractive,
  type Polling,
  type PollingOptions,
  pollingOf,
  pollUntil,
  untilNextRun,
} from './polling.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';

const noon = plus(at(0), hours(12));
const address = '203.0.113.7';

let clock: SteppedClock;
let graph: GraphServer;
let stores: ReturnType<typeof memoryStores>;
beforeEach(async () => {
  clock = steppedClock(noon);
  graph = await startGraph({ now: clock.now });
  stores = memoryStores();
});
afterEach(() => graph.close());

describe('a run', () => {
  it('reads every page of what is new, and asks for each once', async () => {
    publish(failuresBefore(noon, 2_500));

    const report = await polling().poll();

    expect(await remembered()).toEqual(everyFailure());
    expect(countsOf(report)).toEqual({
      interactiveUser: { records: 2_500, fresh: 2_500, errors: [] },
      nonInteractiveUser: { records: 0, fresh: 0, errors: [] },
    });
    const targets = signInRequests().map(({ target }) => target);
    expect(new Set(targets).size).toBe(targets.length);
    expect(targets.filter((target) => target.includes('$skiptoken='))).toHaveLength(2);
  });

  it('keeps to 5 requests in 10 seconds, so that Graph never has to ask for it', async () => {
    publish(failuresBefore(noon, 12_000));

    await polling().poll();

    const statuses = signInRequests().map(({ status }) => status);
    expect(statuses.length).toBeGreaterThan(12);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(clock.now() - noon).toBe(seconds(10) * Math.floor((statuses.length - 1) / 5));
  });

  it('counts what it leaves aside, and what it cannot read', async () => {
    publish(failure({ id: 'failed' }), failure({ id: 'succeeded', code: '0' }), {
      ...failure({ id: 'no-address' }),
      ipAddress: '203.0.113.XXX',
    });

    const { feeds } = await polling().poll();

    expect(feeds[0]).toMatchObject({ tally: { records: 3, events: 3, failed: 0 }, events: 3, fresh: 1 });
    expect(await remembered()).toEqual([expect.stringContaining(' failed ')]);
  });

  it('finds nothing in an empty tenant, and moves on', async () => {
    const { poll } = polling();

    const first = await poll();
    clock.advance(untilNextRun);
    const second = await poll();

    expect([first, second].map(throughOf)).toEqual([noon, plus(noon, untilNextRun)]);
    expect([first, second].map(errorsOf)).toEqual([[], []]);
  });

  it('leaves the cursor to a run that has it', async () => {
    const { poll } = polling();
    await poll();

    const early = await poll();
    clock.advance(untilNextRun);
    const later = await poll();

    expect([early.state, later.state]).toEqual(['busy', 'done']);
  });

  it('completes the alert of a login that came before, and is completed by one that comes after', async () => {
    publish(failuresBefore(noon, 6), failuresBefore(noon, 6, { address: '203.0.113.8' }));
    const early = polling();

    await early.detect(login('before', noon, address));
    await early.poll();
    await early.detect(login('after', noon, '203.0.113.8'));

    expect(early.published.flatMap(({ eventIds }) => eventIds)).toEqual(['before', 'after']);
  });
});

describe('a sign-in', () => {
  it('that arrives late, within the overlap, is found', async () => {
    const record = failure({ id: 'late', time: formatInstant(minus(noon, minutes(30))) });
    graph.publish([{ record, from: plus(noon, minutes(89)) }]);

    await pollUntil(plus(noon, hours(2)), polling(), clock);

    expect(await remembered()).toEqual(failuresAmong([record]));
  });

  it('that arrives later than the overlap is not', async () => {
    const record = failure({ id: 'too-late', time: formatInstant(minus(noon, minutes(30))) });
    graph.publish([{ record, from: plus(noon, minutes(96)) }]);

    await pollUntil(plus(noon, hours(4)), polling(), clock);

    expect(await remembered()).toEqual([]);
  });

  it('that is listed twice counts once', async () => {
    for (const [index, record] of failuresBefore(noon, 5).entries()) {
      graph.publish([{ record, from: noon, copies: index + 2 }]);
    }
    const { poll, detect, published } = polling();

    await detect(login('login', noon, address));
    await poll();

    expect(await remembered()).toEqual(everyFailure());
    expect(published).toEqual([]);
  });

  it('that is published again with another result or time is remembered in both versions, and counts once', async () => {
    const records = failuresBefore(noon, 5);
    const [first] = records as [Json];
    publish(records);
    const { poll, detect, published } = polling();
    await detect(login('login', noon, address));
    await poll();

    const again = { ...first, createdDateTime: formatInstant(minus(noon, minutes(20))) };
    graph.publish([{ record: again, from: plus(noon, minutes(4)) }]);
    clock.advance(untilNextRun);
    const report = await poll();

    expect(await remembered()).toEqual(failuresAmong([...records, again]));
    expect(report.feeds[0]?.fresh).toBe(1);
    expect(published).toEqual([]);
  });

  it('that turns out to have failed is remembered from then on', async () => {
    publish(failure({ id: 'a', code: '0' }));
    const { poll } = polling();
    await poll();

    graph.publish([{ record: failure({ id: 'a', code: '50126' }), from: noon }]);
    clock.advance(untilNextRun);
    await poll();

    expect(await remembered()).toEqual(failuresAmong([failure({ id: 'a' })]));
  });
});

describe('a fault that passes', () => {
  it.each<{ name: string; fault: Fault; waits: Duration }>([
    { name: '429 with seconds', fault: throttled('17'), waits: seconds(17) },
    { name: '429 with a date', fault: throttled('Fri, 20 Nov 2026 12:00:40 GMT'), waits: seconds(40) },
    { name: '429 without a word', fault: throttled(), waits: seconds(1) },
    { name: '500', fault: serverError(500), waits: seconds(1) },
    { name: '502', fault: serverError(502), waits: seconds(1) },
    { name: '503 with Retry-After', fault: serverError(503, '30'), waits: seconds(30) },
    { name: '504', fault: serverError(504), waits: seconds(1) },
    { name: 'a token that expires', fault: { kind: 'tokens expire' }, waits: seconds(0) },
    { name: 'a connection cut in the middle of a page', fault: { kind: 'cut' }, waits: seconds(1) },
    { name: 'a connection that is closed', fault: { kind: 'hang up' }, waits: seconds(1) },
    { name: "a proxy's page", fault: { kind: 'html' }, waits: seconds(1) },
  ])('in the middle of the reading costs only time: $name', async ({ fault, waits }) => {
    publish(failuresBefore(noon, 2_500));
    graph.plan(fault, 2);

    const report = await polling({ request: { feeds: [interactive] } }).poll();

    expect(errorsOf(report)).toEqual([]);
    expect(await remembered()).toEqual(everyFailure());
    expect(clock.now() - noon).toBe(waits);
  });

  it('and an answer that never comes', async () => {
    publish(failuresBefore(noon, 2_500));
    graph.plan({ kind: 'stall' }, 2);

    const report = await polling({ timeout: 200 as Duration }).poll();

    expect(errorsOf(report)).toEqual([]);
    expect(await remembered()).toEqual(everyFailure());
  });

  it.each<{ name: string; fault: Fault; times: number }>([
    { name: 'Graph asks for more time than the run has', fault: throttled('600'), times: 1 },
    { name: 'Graph is down', fault: serverError(503), times: 5 },
    { name: 'every connection breaks', fault: { kind: 'cut' }, times: 5 },
  ])('later than the run is left to the next one: $name', async ({ fault, times }) => {
    publish(failuresBefore(noon, 2_500));
    graph.plan(fault, ({ path, number }) => path.startsWith('/v1.0') && number >= 2, times);
    const { poll } = polling();

    const first = await poll();
    clock.advance(untilNextRun);
    const second = await poll();

    expect(errorsOf(first)).toEqual([expect.any(GraphUnavailable)]);
    expect(errorsOf(second)).toEqual([]);
    expect(await remembered()).toEqual(everyFailure());
  });

  it('of one list does not stop the other', async () => {
    publish(failure({ id: 'seen' }), failure({ id: 'hidden', table: 'AADNonInteractiveUserSignInLogs' }));
    graph.plan(serverError(500), ({ path }) => path.startsWith('/beta'), 15);
    const one = polling();

    const broken = await pollUntil(plus(noon, minutes(12)), one, clock);
    const whileBroken = await remembered();
    const whole = await one.poll();

    expect(broken.map(({ feeds }) => feeds.map(({ errors }) => errors.length))).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(whileBroken).toEqual([expect.stringContaining(' seen ')]);
    expect(whole.feeds.map(({ errors }) => errors)).toEqual([[], []]);
    expect(await remembered()).toEqual(everyFailure());
  });
});

describe('a fault that a person must act on', () => {
  it.each<{ name: string; fault: Fault; tells: string }>([
    { name: 'no licence', fault: unlicensed, tells: 'P1 or P2 licence' },
    { name: 'no consent', fault: unpermitted, tells: 'AuditLog.Read.All' },
  ])('is told in a sentence, and the cursor waits: $name', async ({ fault, tells }) => {
    publish(failure({ id: 'kept' }));
    graph.plan(fault, ({ kind }) => kind === 'signIns', 2);
    const { poll } = polling();

    const refused = await poll();
    clock.advance(hours(1));
    const repaired = await poll();

    expect(errorsOf(refused)).toEqual([expect.any(GraphRefused), expect.any(GraphRefused)]);
    expect(String(errorsOf(refused)[0])).toContain(tells);
    expect(errorsOf(repaired)).toEqual([]);
    expect(await remembered()).toEqual(everyFailure());
  });

  it('is told for the authority, too', async () => {
    graph.plan(secretExpired, ({ kind }) => kind === 'token', Infinity);

    const report = await polling().poll();

    expect(errorsOf(report)).toHaveLength(2);
    for (const error of errorsOf(report)) {
      expect(error).toMatchObject({ name: 'GraphRefused', code: 'AADSTS7000222' });
      expect(String(error)).not.toContain(exampleApp.credential.secret);
    }
  });

  it('of long ago does not lose what happened meanwhile', async () => {
    const { poll } = polling();
    await poll();
    graph.plan(unpermitted, ({ kind }) => kind === 'signIns', 2 * 12 * 10);
    for (let n = 0; n < 12 * 10; n++) {
      clock.advance(untilNextRun);
      publish(failure({ id: `during-${n}`, time: formatInstant(minus(clock.now(), minutes(1))) }));
      await poll();
    }

    expect(await remembered()).toEqual([]);
    clock.advance(untilNextRun);
    await poll();

    expect(await remembered()).toEqual(everyFailure());
  });
});

describe('the two lists', () => {
  it('are each remembered in their own table, with a cursor of their own', async () => {
    publish(failure({ id: 'seen' }), failure({ id: 'silent', table: 'AADNonInteractiveUserSignInLogs' }));
    graph.plan(serverError(500), ({ path }) => path.startsWith('/beta'), 5);
    const { poll } = polling();

    const { feeds } = await poll();
    clock.advance(untilNextRun);
    const later = await poll();

    expect(await remembered()).toEqual(everyFailure());
    expect(feeds.map(({ feed }) => feed)).toEqual([interactive, nonInteractive]);
    expect(later.feeds.map(({ progress }) => progress.through)).toEqual([clock.now(), clock.now()]);
  });
});

describe('a clock that is wrong', () => {
  it.each([
    { name: 'ahead by 10 minutes', clockError: minutes(10) },
    { name: 'ahead by an hour', clockError: hours(1) },
    { name: 'ahead by 3 hours', clockError: hours(3) },
    { name: 'behind by 10 minutes', clockError: minutes(-10) },
    { name: 'behind by 3 hours', clockError: hours(-3) },
  ])('loses nothing: $name', async ({ clockError }) => {
    const end = plus(noon, hours(6));
    publishLate(noon, end);

    await pollUntil(plus(end, hours(2)), polling({ clockError, request: { backfill: hours(24) } }), clock);

    expect(await remembered()).toEqual(everyFailure());
  });

  it('and is put right later loses nothing either', async () => {
    const end = plus(noon, hours(6));
    publishLate(noon, end);

    await pollUntil(plus(noon, hours(2)), polling({ clockError: hours(5) }), clock);
    clock.advance(hours(6));
    await pollUntil(plus(end, hours(4)), polling(), clock);

    expect(await remembered()).toEqual(everyFailure());
  });
});

describe('the backfill', () => {
  const month: PollingOptions['request'] = { backfill: days(30) };

  it('reads the time before the first run, the latest part first, over as many runs as it takes', async () => {
    publish(failuresBefore(noon, 10_000, {}, days(29)));
    const { poll } = polling({ request: month, runs: seconds(10) });

    const reports = [await poll()];
    while (reports.at(-1)?.feeds.some(({ progress }) => progress.backfill !== undefined) && reports.length < 50) {
      clock.advance(untilNextRun);
      reports.push(await poll());
    }

    const left = reports.map(({ feeds }) => feeds[0]?.progress.backfill?.to ?? -Infinity);
    expect(reports.length).toBeGreaterThan(3);
    expect(reports.length).toBeLessThan(50);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
    expect(await remembered()).toEqual(everyFailure());
  });

  it('never keeps the latest sign-ins waiting', async () => {
    publish(failuresBefore(noon, 10_000, {}, days(29)));
    const { poll } = polling({ request: month, runs: seconds(10) });
    await poll();

    publish(failure({ id: 'new', time: formatInstant(plus(noon, minutes(4))) }));
    clock.advance(untilNextRun);
    const report = await poll();

    expect(report.feeds[0]?.progress.backfill).toBeDefined();
    expect(await remembered()).toContainEqual(expect.stringContaining(' new '));
  });

  it('ends where Graph forgets', async () => {
    publish(
      ...failuresBefore(noon, 100, {}, days(29)),
      failure({ id: 'old', time: formatInstant(minus(noon, days(31))) }),
    );
    const { poll } = polling({ request: { backfill: days(90) } });

    const report = await poll();

    expect(report.feeds.map(({ progress }) => progress.backfill)).toEqual([undefined, undefined]);
    expect((await remembered()).length).toBe(100);
  });
});

describe('a run that is short of time', () => {
  it('leaves the rest to the next ones, and none of it is lost', async () => {
    const { poll } = polling({ runs: seconds(15) });
    await poll();
    clock.advance(days(2));
    publish(failuresBefore(clock.now(), 20_000, {}, days(2)));

    const reports = [await poll()];
    while (throughOf(reports.at(-1) as PollReport) < minus(clock.now(), minutes(1)) && reports.length < 50) {
      clock.advance(untilNextRun);
      reports.push(await poll());
    }

    const reached = reports.map(throughOf);
    expect(reports.length).toBeGreaterThan(2);
    expect(reports.length).toBeLessThan(50);
    expect(reached).toEqual(reached.toSorted((a, b) => a - b));
    expect(await remembered()).toEqual(everyFailure());
  });

  it('ends before its deadline, but for one page', async () => {
    publish(failuresBefore(noon, 40_000));

    await polling({ runs: seconds(15) }).poll();

    expect(clock.now() - noon).toBeLessThanOrEqual(seconds(15));
  });

  it('still gets on where the overlap alone is more than it can read', async () => {
    const { poll } = polling({ runs: seconds(15) });
    await poll();
    clock.advance(hours(3));
    publish(failuresBefore(clock.now(), 24_000, {}, hours(4)));

    const reports: PollReport[] = [];
    for (let n = 0; n < 20; n++) {
      reports.push(await poll());
      clock.advance(untilNextRun);
    }

    expect(throughOf(reports.at(-1) as PollReport)).toBeGreaterThan(plus(noon, hours(4)));
    expect(await remembered()).toEqual(everyFailure());
  });
});

function polling(options: Partial<PollingOptions> = {}): Polling {
  return pollingOf({ graph, clock, stores, ...options });
}

/** Lists them from now on. */
function publish(...records: readonly (Json | readonly Json[])[]): void {
  graph.publish(records.flat().map((record) => ({ record, from: clock.now() })));
}

/** A failed sign-in for each minute, each an hour and a half late. */
function publishLate(from: Instant, to: Instant): void {
  for (let time = from; time < to; time = plus(time, minutes(1))) {
    const record = failure({ id: `at-${time}`, time: formatInstant(time) });
    graph.publish([{ record, from: plus(time, minutes(90)) }]);
  }
}

/** A failed sign-in a minute before noon, unless `facts` say otherwise. */
function failure(facts: Partial<SignInFacts> & { readonly id: string }): Json {
  return graphSignIn({ time: formatInstant(minus(noon, minutes(1))), address, ...facts });
}

/** So many, evenly over a length of time that ends at `end`; of the same second, some. */
function failuresBefore(
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

async function remembered(): Promise<readonly string[]> {
  return rememberedFailures(stores.timelines, [address, '203.0.113.8']);
}

function everyFailure(): readonly string[] {
  return failuresAmong(graph.publications.map(({ record }) => record));
}

function signInRequests(): GraphServer['requests'] {
  return graph.requests.filter(({ kind }) => kind === 'signIns');
}

function countsOf({ feeds }: PollReport) {
  const entries = feeds.map(({ feed, tally: { records }, fresh, errors }) => {
    return [feed.id, { records, fresh, errors }] as const;
  });
  return Object.fromEntries(entries);
}

function errorsOf({ feeds }: PollReport): readonly unknown[] {
  return feeds.flatMap(({ errors }) => errors);
}

function throughOf({ feeds }: PollReport): Instant {
  return feeds[0]?.progress.through ?? noon;
}
