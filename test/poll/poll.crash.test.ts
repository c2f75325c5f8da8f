import { beforeAll, describe, expect, it } from 'vitest';
import { dynamoAlerts } from '../../lambda/adapters/dynamodb/alerts.ts';
import { dynamoCursors } from '../../lambda/adapters/dynamodb/cursors.ts';
import { dynamoSeenSets } from '../../lambda/adapters/dynamodb/seen-sets.ts';
import { dynamoTimelines } from '../../lambda/adapters/dynamodb/timelines.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import type { Cursor } from '../../lambda/core/ports.ts';
import { type Duration, formatInstant, hours, type Instant, minutes, plus, seconds } from '../../lambda/core/time.ts';
import type { PollPorts } from '../../lambda/sources/entra/graph/poll.ts';
import { at, login } from '../core/events.ts';
import { graphSignIn, type Json, type SignInFacts } from '../records.ts';
import { connect, createTable, startDynalite } from '../servers/dynamodb.ts';
import { startGraph } from '../servers/graph.ts';
import { failuresAmong, rememberedFailures } from './failures.ts';
import { memoryStores, pollingOf, type Stores, untilNextRun } from './polling.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';

/** At which of its calls a run dies, or which one fails while it goes on; and whether that call still took effect. */
interface Mishap {
  readonly call: number;
  readonly effect: 'lost' | 'taken';
  readonly run: 'dies' | 'goes on';
}

type Mortal = Pick<PollPorts, 'signIns' | 'cursors' | 'seen' | 'timelines' | 'alerts' | 'publishers'>;

/** A run with its mishap, one under its lease, and the next ones at their times. */
interface Story {
  /** The call that it died at, or that failed; undefined where it never made so many. */
  readonly failedCall: string | undefined;
  /** What no later run would read again, and is not remembered. */
  readonly lostByFirst: readonly string[];
  /** How far the first run moved the cursor in which everything is final. */
  readonly reached: Duration;
  readonly publishedByFirst: readonly string[];
  readonly toldByFirst: ReadonlySet<string>;
  readonly secondState: string;
  readonly remembered: readonly string[];
  /** The alert and revision of each publish, in order. */
  readonly published: readonly string[];
  readonly toldAtLast: ReadonlySet<string>;
}

const start = plus(at(0), hours(12));
const outage = hours(3);
const overlap = minutes(30);
const address = '203.0.113.7';
const otherAddress = '203.0.113.8';
const thirdAddress = '203.0.113.9';

/**
 * In both tables, over the time that nobody polled. Each alert is complete within one slice, and nothing from its address
 * comes later: who does not tell it then has no second occasion.
 */
const records: readonly Json[] = [
  ...signIns('early', 7, { after: minutes(5), address, table: 'SigninLogs' }),
  ...signIns('late', 7, { after: minutes(60), address: otherAddress, table: 'AADNonInteractiveUserSignInLogs' }),
  ...signIns('recent', 3, { after: minutes(155), address: thirdAddress, table: 'SigninLogs' }),
];
const everyFailure = failuresAmong(records);
const logins = [
  login('login-1', plus(start, minutes(70)), address),
  login('login-2', plus(start, minutes(170)), otherAddress),
];

describe.each<Omit<Mishap, 'call'>>([
  { run: 'dies', effect: 'lost' },
  { run: 'dies', effect: 'taken' },
  { run: 'goes on', effect: 'lost' },
  { run: 'goes on', effect: 'taken' },
])('a run that $run after any call fails, with its effect $effect', ({ run, effect }) => {
  const stories: Story[] = [];
  beforeAll(async () => {
    for (let call = 1; stories.length === 0 || stories.at(-1)?.failedCall !== undefined; call++) {
      stories.push(await tellStory({ call, run, effect }, async () => memoryStores()));
    }
  });

  it('meets every kind of call that there is', () => {
    const calls = new Set(stories.map(({ failedCall }) => failedCall));

    expect(stories.length).toBeGreaterThan(40);
    expect([...calls].sort()).toEqual([
      'alerts.claim',
      'alerts.markTold',
      'alerts.merge',
      'alerts.read',
      'alerts.release',
      'cursors.save',
      'cursors.take',
      'publishers.publish',
      'seen.read',
      'seen.save',
      'signIns.page',
      'timelines.put',
      'timelines.read',
      undefined,
    ]);
  });

  it('never leaves the cursor beyond what is remembered', () => {
    for (const { failedCall, lostByFirst } of stories) {
      expect({ failedCall, lostByFirst }).toEqual({ failedCall, lostByFirst: [] });
    }
  });

  it('leaves the cursor as far as it had come', () => {
    const atTheEnd = stories.filter(({ failedCall }) => failedCall === 'seen.save' || failedCall === undefined);

    expect(atTheEnd.length).toBeGreaterThan(1);
    for (const { reached } of atTheEnd) expect(reached).toBeGreaterThan(hours(1));
  });

  it('holds up the run that comes under its lease, if it took the cursor at all', () => {
    const states = stories.map(({ secondState }) => secondState);

    expect(states[0]).toBe(effect === 'lost' ? 'done' : 'busy');
    expect(new Set(states.slice(1))).toEqual(new Set(['busy']));
  });

  it('loses no failure: the next runs remember them all', () => {
    for (const { remembered } of stories) expect(remembered).toEqual(everyFailure);
  });

  it('leaves nobody untold', () => {
    for (const { published, toldAtLast } of stories) {
      expect(toldAtLast.size).toBe(2);
      expect(new Set(published)).toEqual(toldAtLast);
    }
  });

  it('has an alert published twice only where it cannot know that it was, or did not mark it', () => {
    for (const { failedCall, published, publishedByFirst, toldByFirst } of stories) {
      const unmarked = publishedByFirst.filter((alert) => !toldByFirst.has(alert));
      const twice = published.filter((alert, index) => published.indexOf(alert) !== index);
      if (run === 'dies') expect(twice.sort()).toEqual(unmarked.sort());
      else expect(twice).toHaveLength(isUnknown(failedCall, effect) ? 1 : 0);
    }
  });
});

describe('in DynamoDB, a run that dies', () => {
  it.each<Omit<Mishap, 'run'>>([
    { call: 1, effect: 'taken' },
    { call: 8, effect: 'lost' },
    { call: 17, effect: 'taken' },
    { call: 25, effect: 'taken' },
    { call: 33, effect: 'lost' },
    { call: 41, effect: 'taken' },
  ])('at call $call, with its effect $effect, loses nothing and tells nothing twice', async (mishap) => {
    const server = await startDynalite();
    const client = connect(server);

    const story = await tellStory({ ...mishap, run: 'dies' }, async (clock) => {
      const table = { client, tableName: await createTable(client), now: clock.now };
      return {
        timelines: dynamoTimelines(table),
        alerts: dynamoAlerts(table),
        cursors: dynamoCursors(table),
        seen: dynamoSeenSets(table),
      };
    });

    client.destroy();
    await server.close();
    const unmarked = story.publishedByFirst.filter((alert) => !story.toldByFirst.has(alert));
    expect(story.failedCall).toBeDefined();
    expect(story).toMatchObject({ lostByFirst: [], secondState: 'busy', remembered: everyFailure });
    expect(story.published.toSorted()).toEqual([...story.toldAtLast, ...unmarked].sort());
    expect(story.toldAtLast.size).toBe(2);
  });
});

/** Whether nobody can know, after this call failed, if the alert went out. A mark that fails once is tried again. */
function isUnknown(failedCall: string | undefined, effect: Mishap['effect']): boolean {
  return effect === 'taken' && failedCall === 'publishers.publish';
}

async function tellStory(mishap: Mishap, open: (clock: SteppedClock) => Promise<Stores>): Promise<Story> {
  const clock = steppedClock(start);
  const graph = await startGraph({ now: clock.now });
  const { stores, saved } = watched(await open(clock));
  const published: string[] = [];
  const publishers = [{ audience: 'people', publish: async (alert: Alert) => void published.push(nameOf(alert)) }];
  const polling = pollingOf({ graph, clock, stores, request: { overlap }, ports: { publishers } });
  const told = () => toldOf(stores, new Set(published));

  await polling.poll();
  await inShortSlices(stores, saved());
  clock.advance(outage);
  graph.publish(records.map((record) => ({ record, from: clock.now() })));
  await polling.detect(...logins);

  const settledBefore = settledIn(saved());
  const failed: string[] = [];
  await polling.poll((ports) => mortal(ports, mishap, failed)).catch(() => undefined);
  const [publishedByFirst, toldByFirst] = [[...published], await told()];
  const lostByFirst = await passedOver(stores, saved());
  const reached = (settledIn(saved()) - settledBefore) as Duration;
  clock.advance(seconds(60));
  const second = await polling.poll();
  for (let run = 0; run < 3; run++) {
    clock.advance(untilNextRun);
    await polling.poll();
  }
  await graph.close();
  return {
    failedCall: failed[0],
    lostByFirst,
    reached,
    publishedByFirst,
    toldByFirst,
    secondState: second.state,
    remembered: await rememberedFailures(stores.timelines, [address, otherAddress, thirdAddress]),
    published,
    toldAtLast: await told(),
  };
}

/** The same stores, and the cursor as it was last saved. */
function watched(stores: Stores): { readonly stores: Stores; readonly saved: () => Cursor } {
  let last: Cursor = { version: 0, parts: {} };
  const { cursors } = stores;
  const save: Stores['cursors']['save'] = async (name, held, parts) => {
    const cursor = await cursors.save(name, held, parts);
    if (cursor !== undefined) last = cursor;
    return cursor;
  };
  return { stores: { ...stores, cursors: { ...cursors, save } }, saved: () => last };
}

/** So that the run saves its cursor many times on its way. */
async function inShortSlices({ cursors }: Stores, saved: Cursor): Promise<void> {
  const parts = Object.entries(saved.parts).map(([id, progress]) => [id, { ...progress, slice: minutes(25) }] as const);
  await cursors.save('graph', saved, Object.fromEntries(parts));
}

/** The failures that are listed, are not remembered, and lie before all that the cursor says will be read again. */
async function passedOver({ timelines }: Stores, { parts }: Cursor): Promise<readonly string[]> {
  const remembered = await rememberedFailures(timelines, [address, otherAddress, thirdAddress]);
  return records.flatMap((record) => {
    const part = parts[record['isInteractive'] === true ? 'interactiveUser' : 'nonInteractiveUser'];
    if (part === undefined) throw new Error('expected a cursor for each of the lists');
    if (Date.parse(String(record['createdDateTime'])) >= part.settled) return [];
    return failuresAmong([record]).filter((failure) => !remembered.includes(failure));
  });
}

function settledIn({ parts }: Cursor): Instant {
  return Math.min(...Object.values(parts).map(({ settled }) => settled)) as Instant;
}

async function toldOf({ alerts }: Stores, published: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const known = await Promise.all([...published].map((alert) => alerts.read(alert.split(' ')[0] as string)));
  return new Set(
    known.flatMap((record) => {
      const revision = record?.told['people']?.revision;
      return revision === undefined ? [] : [nameOf({ alertId: record?.alertId ?? '', revision })];
    }),
  );
}

function nameOf({ alertId, revision }: Pick<Alert, 'alertId' | 'revision'>): string {
  return `${alertId} revision ${revision}`;
}

/**
 * The ports of a run with a mishap; one that dies from then on neither begins a call nor hears how one ended. `failed`
 * takes the name of the call.
 */
function mortal(ports: PollPorts, { call: last, effect, run }: Mishap, failed: string[]): Mortal {
  let calls = 0;
  const wrap =
    <Arguments extends readonly unknown[], Answer>(name: string, call: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      calls += 1;
      const isThis = calls === last;
      if (isThis) failed.push(name);
      if ((run === 'dies' && calls > last) || (isThis && effect === 'lost')) throw new Error('failed');
      const answer = await call(...given);
      if (isThis || (run === 'dies' && calls >= last)) throw new Error('failed');
      return answer;
    };
  const { signIns, cursors, seen, timelines, alerts, publishers } = ports;
  return {
    signIns: { page: wrap('signIns.page', signIns.page) },
    cursors: { take: wrap('cursors.take', cursors.take), save: wrap('cursors.save', cursors.save) },
    seen: { read: wrap('seen.read', seen.read), save: wrap('seen.save', seen.save) },
    timelines: { put: wrap('timelines.put', timelines.put), read: wrap('timelines.read', timelines.read) },
    alerts: {
      merge: wrap('alerts.merge', alerts.merge),
      read: wrap('alerts.read', alerts.read),
      claim: wrap('alerts.claim', alerts.claim),
      markTold: wrap('alerts.markTold', alerts.markTold),
      release: wrap('alerts.release', alerts.release),
      schedule: wrap('alerts.schedule', alerts.schedule),
      dueBy: wrap('alerts.dueBy', alerts.dueBy),
    },
    publishers: publishers.map(({ audience, publish }) => ({
      audience,
      publish: wrap('publishers.publish', publish),
    })),
  };
}

function signIns(
  name: string,
  count: number,
  { after, ...facts }: Pick<SignInFacts, 'address' | 'table'> & { readonly after: Duration },
): readonly Json[] {
  return Array.from({ length: count }, (_, n) => {
    const time = formatInstant(plus(plus(start, after), minutes(5 * n)));
    return graphSignIn({ id: `${name}-${n}`, time, ...facts });
  });
}
