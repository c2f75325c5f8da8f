import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BackfillRequest, backfill, type FeedReading, newReading } from '../../bin/commands/entra/backfill.ts';
import { patientLog } from '../../bin/commands/entra/patient-log.ts';
import { sliceFolder } from '../../bin/commands/entra/slice-folder.ts';
import { type SliceFile, sliceFile } from '../../bin/commands/entra/slice-name.ts';
import { graphClient } from '../../lambda/adapters/graph/client.ts';
import { GraphUnavailable } from '../../lambda/adapters/graph/errors.ts';
import { type Duration, days, hours, type Instant, minus, minutes, parseInstant } from '../../lambda/core/time.ts';
import type { Feed } from '../../lambda/sources/entra/graph/feed.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { type SteppedClock, steppedClock } from '../poll/stepped-clock.ts';
import { graphSignIn, type Json } from '../records.ts';
import { exampleApp, type GraphServer, startGraph } from '../servers/graph.ts';
import { serverError } from '../servers/graph-faults.ts';
import { filesIn, recordsIn, tokenOf } from './running.ts';

const interactive: Feed = { id: 'interactiveUser', version: 'v1.0' };
const noon = parseInstant('2026-11-20T12:10:00Z') as Instant;
const overlap = hours(2);

let clock: SteppedClock;
let graph: GraphServer;

beforeEach(async () => {
  clock = steppedClock(noon);
  graph = await startGraph({ now: clock.now });
});
afterEach(() => graph.close());

/** As the command asks: from so long ago to the latest. */
function lately(since: Duration): BackfillRequest {
  return { span: { from: minus(clock.now(), since), to: clock.now() }, toTheLatest: true, overlap };
}

async function run(
  folder: string,
  request: BackfillRequest,
  { clockError = minutes(0), feed = interactive }: { clockError?: Duration; feed?: Feed } = {},
): Promise<FeedReading> {
  const own = clock.wrongBy(clockError);
  const { origin, app } = graph;
  const auth = { method: 'secret', read: async () => exampleApp.credential.secret } as const;
  const client = graphClient({ ...app, authority: origin, endpoint: origin, auth, clock: own });
  const reading = newReading(feed);
  const signIns = patientLog(client, reading);
  const folderOf = ({ id }: Feed) => sliceFolder(join(folder, id), new Set());
  await backfill(reading, request, { signIns, clock: own, folderOf, progress: { advance() {} } });
  return reading;
}

/** Sign-ins so many minutes ago, each known from then on. */
function publish(...ago: readonly number[]): void {
  for (const each of ago) {
    const from = minus(noon, minutes(each));
    publishOne(`${each}`, from, from);
  }
}

function publishOne(id: string, time: Instant, from: Instant): void {
  graph.publish([{ from, record: graphSignIn({ id, time: new Date(time).toISOString() }) }]);
}

const idsOf = (records: readonly Json[]): readonly string[] => records.map(({ id }) => String(id)).sort();
const asked = (): readonly string[] =>
  graph.requests.filter(({ kind }) => kind === 'signIns').map(({ target }) => decodeURIComponent(target));

describe('a backfill', () => {
  it('writes what Graph gives, to the letter, one sign-in a line, for the owner alone', async () => {
    using folder = tempFolder();
    publish(10, 300, 301, 900);

    await run(folder.path, lately(days(1)));

    const records = recordsIn(folder.path, 'interactiveUser');
    expect(idsOf(records)).toEqual(['10', '300', '301', '900']);
    const listed = await fetch(`${graph.origin}/v1.0/auditLogs/signIns`, {
      headers: { Authorization: `Bearer ${await tokenOf(graph)}` },
    });
    const { value } = (await listed.json()) as { readonly value: readonly Json[] };
    expect(records.find(({ id }) => id === '300')).toEqual(value.find(({ id }) => id === '300'));
    for (const name of filesIn(folder.path)) expect(statSync(join(folder.path, name)).mode & 0o077).toBe(0);
  });

  it('follows the pages of a slice and keeps their order', async () => {
    using folder = tempFolder();
    for (let index = 0; index < 2_500; index += 1) {
      const time = minus(noon, (minutes(200) + index * 1_000 + 1) as Duration);
      publishOne(`${index}`, time, time);
    }

    const reading = await run(folder.path, {
      span: { from: minus(noon, hours(5)), to: minus(noon, hours(3)) },
      toTheLatest: false,
      overlap,
    });

    expect(reading).toMatchObject({ slices: 2, pages: 4, records: 2_500 });
    const times = recordsIn(folder.path, 'interactiveUser').map(({ createdDateTime }) => String(createdDateTime));
    expect(times).toHaveLength(2_500);
    const lastHour = times.filter((time) => time >= '2026-11-20T08:00');
    expect(lastHour).toEqual(lastHour.toSorted().toReversed());
  });

  it('takes longer slices where little is in them, so that thirty quiet days are some forty requests', async () => {
    using folder = tempFolder();

    const reading = await run(folder.path, lately(days(30)));

    expect(reading.pages).toBeLessThan(45);
  });

  it('asks again for no slice that is whole, with something in it or nothing, but for what is open', async () => {
    using folder = tempFolder();
    publish(10, 300);
    await run(folder.path, lately(hours(12)));
    const before = asked().length;

    const again = await run(folder.path, lately(hours(12)));

    expect(again.records).toBe(1);
    expect(again.there).toBeGreaterThan(2);
    const since = asked()
      .slice(before)
      .map((target) => /ge (\S+Z)/.exec(target)?.[1] ?? '');
    expect(since[0]).toBe('2026-11-20T10:00:00Z');
    expect(since.toSorted()).toEqual(since);
    expect(readdirSync(join(folder.path, 'interactiveUser')).filter((name) => name.endsWith('.empty'))).not.toEqual([]);
  });

  it('finds a late sign-in in an open slice, and leaves no older file of it behind', async () => {
    using folder = tempFolder();
    publish(10);
    await run(folder.path, lately(hours(6)));
    publishOne('late', minus(noon, minutes(65)), noon);
    clock.advance(hours(1));

    await run(folder.path, lately(hours(6)));

    expect(idsOf(recordsIn(folder.path, 'interactiveUser'))).toEqual(['10', 'late']);
    const spans = filesIn(folder.path).map((path) => (sliceFile(path.split('/')[1] as string) as SliceFile).span);
    for (const [index, { to }] of spans.slice(0, -1).entries()) expect(to).toBe(spans[index + 1]?.from);
  });

  it('keeps an open slice that the next run does not reach', async () => {
    using folder = tempFolder();
    publish(10);
    await run(folder.path, lately(hours(6)));
    clock.advance(days(3));
    publishOne('new', clock.now(), clock.now());

    await run(folder.path, lately(hours(6)));

    expect(idsOf(recordsIn(folder.path, 'interactiveUser'))).toEqual(['10', 'new']);
  });

  it.each([
    ['ahead', 5],
    ['behind', -5],
  ])('loses nothing to a clock that is hours %s', async (_, error) => {
    using folder = tempFolder();
    const clockError = hours(error);
    const span = (): BackfillRequest => ({
      span: { from: minus(noon, days(1)), to: (clock.now() + clockError) as Instant },
      toTheLatest: true,
      overlap,
    });
    publish(10, 400);
    await run(folder.path, span(), { clockError });
    publishOne('late', minus(noon, minutes(65)), noon);

    await run(folder.path, span(), { clockError });

    expect(new Set(idsOf(recordsIn(folder.path, 'interactiveUser')))).toEqual(new Set(['10', '400', 'late']));
  });

  it('asks for each kind of sign-in by itself', async () => {
    using folder = tempFolder();
    const record = graphSignIn({ table: 'AADNonInteractiveUserSignInLogs', time: '2026-11-20T11:05:00Z' });
    graph.publish([{ from: noon, record }]);

    await run(folder.path, lately(hours(2)));
    await run(folder.path, lately(hours(2)), { feed: { id: 'nonInteractiveUser', version: 'beta' } });

    expect(recordsIn(folder.path, 'interactiveUser')).toEqual([]);
    expect(recordsIn(folder.path, 'nonInteractiveUser')).toHaveLength(1);
  });
});

describe('a backfill that breaks off', () => {
  it('keeps the slices before, leaves no half one, and goes on there', async () => {
    using folder = tempFolder();
    publish(10, 300, 600, 601);
    graph.plan(serverError(500), ({ kind, number }) => kind === 'signIns' && number >= 3, 5);

    const failure = await run(folder.path, lately(hours(12))).catch((error: unknown) => error);
    const between = filesIn(folder.path);
    const again = await run(folder.path, lately(hours(12)));

    expect(failure).toBeInstanceOf(GraphUnavailable);
    expect(between).toHaveLength(2);
    expect(between.every((path) => sliceFile(path.split('/')[1] as string) !== undefined)).toBe(true);
    expect(again.there).toBe(2);
    expect(idsOf(recordsIn(folder.path, 'interactiveUser'))).toEqual(['10', '300', '600', '601']);
  });

  it('clears away what a killed run left half written', async () => {
    using folder = tempFolder({ 'interactiveUser/abc.partial': 'half a' });
    writeFileSync(join(folder.path, 'interactiveUser/notes.md'), 'of a person');

    await run(folder.path, lately(hours(2)));

    expect(filesIn(folder.path)).toEqual(['interactiveUser/notes.md']);
  });

  it('has in the end what the server has, wherever it breaks off and however late sign-ins come', async () => {
    const signIn = fc.record({ ago: fc.nat(24 * 60), late: fc.nat(110) });
    const runs = fc.array(fc.record({ breaksAt: fc.integer({ min: 1, max: 8 }), pause: fc.nat(90) }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(signIn, { maxLength: 30 }), runs, async (signIns, broken) => {
        using folder = tempFolder();
        const server = graph;
        clock = steppedClock(noon);
        graph = await startGraph({ now: clock.now });
        try {
          const until = (): BackfillRequest => ({
            span: { from: minus(noon, days(1)), to: clock.now() },
            toTheLatest: true,
            overlap,
          });
          signIns.forEach(({ ago, late }, index) => {
            const time = minus(noon, minutes(ago));
            publishOne(`${index}`, time, (time + minutes(late)) as Instant);
          });
          for (const { breaksAt, pause } of broken) {
            let [left, armed] = [breaksAt, true];
            graph.plan(serverError(500), ({ kind }) => armed && kind === 'signIns' && --left < 0, 5);
            await run(folder.path, until()).catch((error: unknown) => expect(error).toBeInstanceOf(GraphUnavailable));
            armed = false;
            clock.advance(minutes(pause));
          }
          clock.advance(hours(3));
          await run(folder.path, until());

          const found = new Set(idsOf(recordsIn(folder.path, 'interactiveUser')));
          expect(found).toEqual(new Set(signIns.map((_, index) => `${index}`)));
        } finally {
          await graph.close();
          graph = server;
        }
      }),
      { numRuns: 15 },
    );
  });
});
