import { type DetectPorts, detect } from '../../../core/detect.ts';
import type { Cursor, Cursors, Progress, SeenSets } from '../../../core/ports.ts';
import { type HashOf, hashBy, latestSeen, mostSeen, type Processed } from '../../../core/seen.ts';
import { type Duration, type Instant, plus } from '../../../core/time.ts';
import { addTally, newTally, type Tally } from '../../tally.ts';
import type { Feed } from './feed.ts';
import { newSliceReading, readSlice, type SlicePorts, type SliceReading } from './read-slice.ts';
import {
  advanced,
  beginning,
  firstOf,
  lengthened,
  type Place,
  placeAfter,
  type Reach,
  type Slice,
  shortened,
  sliceAt,
} from './slices.ts';

export interface PollRequest extends Reach {
  /** The name of the cursor. */
  readonly name: string;
  readonly feeds: readonly Feed[];
  /** How long the cursor is ours: longer than a run can take. */
  readonly hold: Duration;
}

export interface PollPorts extends DetectPorts, SlicePorts {
  readonly cursors: Cursors;
  readonly seen: SeenSets;
  /** When to begin no further page, so that what was read can still be judged and told. */
  readonly deadline: Instant;
}

/** What a run did: nothing where another one has the cursor; `lost` where another one moved it meanwhile. */
export interface PollReport {
  readonly state: 'busy' | 'done' | 'lost';
  readonly feeds: readonly FeedReport[];
}

/** What was read of one feed, and what came of it. Records = events + read before + skipped + failed, as tallied. */
export interface FeedReport {
  readonly feed: Feed;
  readonly tally: Tally;
  events: number;
  fresh: number;
  readBefore: number;
  pages: number;
  /** The latest sign-in of all that were read; absent where there was none. */
  newest?: Instant;
  progress: Progress;
  /** What kept it from its end; each of it is tried again by the next run. */
  readonly errors: unknown[];
}

/** One feed in one run. */
interface FeedRun {
  readonly report: FeedReport;
  /** Where it began. */
  readonly first: Instant;
  place: Place;
  /** Some of what was read could not be judged, so the cursor stays in front of it. */
  blocked: boolean;
  over: boolean;
  readonly known: ReadonlySet<string>;
  readonly processed: Processed;
}

/**
 * Reads the sign-ins that are new, and some before them once more, remembers, judges and tells them, and moves each
 * feed's cursor over what was remembered to its end. The feeds take turns, a slice each; what is not reached before the
 * deadline, the next run goes on with. A feed that fails stops no other. What was processed before, and has not changed,
 * is left alone: a run that finds nothing new writes the cursor twice, once to hold it and once to move it.
 *
 * Killed at any call, the next run reads again what was not saved: nothing is lost, and the alerts' own claims keep it
 * from being told twice. Throws what the stores throw that hold cursor and seen sets.
 */
export async function poll(request: PollRequest, ports: PollPorts): Promise<PollReport> {
  const { name, hold: lease } = request;
  const { clock, cursors, owner } = ports;
  const now = clock.now();
  let cursor = await cursors.take({ name, owner, now, lease });
  if (cursor === undefined) return { state: 'busy', feeds: [] };

  const runs: FeedRun[] = [];
  for (const feed of request.feeds) runs.push(await begin(feed, { request, cursor, now }, ports));
  const feeds = runs.map(({ report }) => report);
  const hashOf = hashBy(ports.rules);
  for (let open = runs; open.length > 0; open = open.filter(({ over }) => !over)) {
    for (const [index, run] of open.entries()) {
      await takeTurn(run, { request, now, hashOf, sharers: open.length - index }, ports);
      if (run.over) continue;
      cursor = await cursors.save(name, cursor, partsOf(cursor, runs));
      if (cursor === undefined) return { state: 'lost', feeds };
    }
  }
  for (const run of runs) await saveSeen(run, request, ports);
  cursor = await cursors.save(name, cursor, partsOf(cursor, runs));
  return { state: cursor === undefined ? 'lost' : 'done', feeds };
}

async function begin(
  feed: Feed,
  { request, cursor, now }: { readonly request: PollRequest; readonly cursor: Cursor; readonly now: Instant },
  { seen }: PollPorts,
): Promise<FeedRun> {
  const progress = cursor.parts[feed.id] ?? beginning(now, request);
  const known = await seen.read(seenName(request.name, feed));
  const counts = { tally: newTally(), events: 0, fresh: 0, readBefore: 0, pages: 0 };
  const report = { feed, ...counts, progress, errors: [] };
  const first = firstOf(progress, now, request);
  const place = { kind: 'new', at: first } as const;
  return { report, first, place, blocked: false, over: false, known, processed: new Map() };
}

interface Turn {
  readonly request: PollRequest;
  /** When the run began. */
  readonly now: Instant;
  readonly hashOf: HashOf;
  /** How many share the time that is left. */
  readonly sharers: number;
}

/** Takes one slice of a feed, in its share of the time that is left. */
async function takeTurn(run: FeedRun, { request, now, hashOf, sharers }: Turn, ports: PollPorts): Promise<void> {
  const { clock, deadline } = ports;
  const { report, known } = run;
  const slice = sliceAt(run.place, report.progress, now);
  const began = clock.now();
  if (slice === undefined || began >= deadline) {
    run.over = true;
    return;
  }
  const share = (deadline - began) / sharers;
  const reading = newSliceReading();
  const asked = { feed: report.feed, asked: slice.asked, until: plus(began, share as Duration), known, hashOf };
  const failed = await detect(readSlice(asked, ports, reading), ports).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  addReading(report, reading);
  if (failed === undefined) for (const [hash, time] of reading.met) run.processed.set(hash, time);
  else block(run, failed.error);

  if (reading.ended === 'complete') {
    moveOver(run, slice, { readAt: Math.min(began, reading.servedAt ?? began) as Instant, reach: request });
    if (clock.now() < began + share / 4) report.progress = lengthened(report.progress);
  } else {
    report.progress = shortened(report.progress, reading.oldest, slice.asked.to ?? now);
    if (reading.ended !== 'out of time') stop(run, reading.ended?.error);
  }
  run.over ||= sliceAt(run.place, report.progress, now) === undefined;
}

/** What was read could not all be judged: what comes later is, but the cursor stays in front. */
function block(run: FeedRun, error: unknown): void {
  run.blocked = true;
  run.report.errors.push(error);
}

/** The reading was broken off: by what kept it from the next page, or, without an error of its own, by what blocked it. */
function stop(run: FeedRun, error: unknown): void {
  run.over = true;
  if (error !== undefined) run.report.errors.push(error);
}

/** On to the next place, with the cursor; or, where something blocks it, without, and no further than what is new. */
function moveOver(
  run: FeedRun,
  { kind, asked }: Slice,
  { readAt, reach }: { readonly readAt: Instant; readonly reach: Reach },
): void {
  const { report, blocked } = run;
  if (!blocked) report.progress = advanced(report.progress, { kind, asked }, readAt, reach);
  run.place = placeAfter(run.place, asked, report.progress, run.first);
  run.over = blocked && run.place.kind !== 'new';
}

function addReading(report: FeedReport, { tally, events, fresh, readBefore, pages, newest }: SliceReading): void {
  addTally(report.tally, tally);
  report.events += events;
  report.fresh += fresh;
  report.readBefore += readBefore;
  report.pages += pages;
  if (newest !== undefined && newest > (report.newest ?? -Infinity)) report.newest = newest;
}

function partsOf({ parts }: Cursor, runs: readonly FeedRun[]): Cursor['parts'] {
  return { ...parts, ...Object.fromEntries(runs.map(({ report }) => [report.feed.id, report.progress])) };
}

/** Only where something new was processed; what was not read again this time stays known. */
async function saveSeen(
  { report, place, blocked, known, processed }: FeedRun,
  { name }: PollRequest,
  { seen }: PollPorts,
): Promise<void> {
  const latest = latestSeen(processed, report.progress.settled);
  if (latest.isSubsetOf(known)) return;
  const allAgain = place.kind === 'backfill' && !blocked;
  const hashes = allAgain ? latest : new Set([...latest, ...known].slice(0, mostSeen));
  await seen.save(seenName(name, report.feed), hashes);
}

function seenName(name: string, { id }: Feed): string {
  return `${name}/${id}`;
}
