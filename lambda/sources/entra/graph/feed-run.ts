import { type DetectPorts, detect } from '../../../core/detect.ts';
import type { Progress, SeenSets } from '../../../core/ports.ts';
import { type HashOf, type Known, latestSeen, mostSeen, type Processed } from '../../../core/seen.ts';
import { type Duration, type Instant, minus, plus } from '../../../core/time.ts';
import { addTally, newTally, type Tally } from '../../tally.ts';
import type { Feed } from './feed.ts';
import { newSliceReading, readSlice, type SlicePorts, type SliceReading } from './read-slice.ts';
import {
  advanced,
  firstOf,
  lengthened,
  type Place,
  placeAfter,
  type Reach,
  type Slice,
  shortened,
  sliceAt,
} from './slices.ts';

/** What was read of one feed, and what came of it. Records = events + read before + skipped + failed, as tallied. */
export interface FeedReport {
  readonly feed: Feed;
  readonly tally: Tally;
  events: number;
  /** Of the events, in slices that were judged: how many more were handed on than detection took. None, ever. */
  lost: number;
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
export interface FeedRun {
  readonly report: FeedReport;
  /** Where it began. */
  readonly first: Instant;
  place: Place;
  /** Some of what was read could not be judged, so the cursor stays in front of it. */
  blocked: boolean;
  /** Not all that may have come late was read: the backfill's time had come. */
  leftOverlap: boolean;
  over: boolean;
  /** What earlier runs processed. */
  readonly before: ReadonlySet<string>;
  /** What this one processed. */
  readonly processed: Processed;
}

/** What all turns of a run have in common. */
export interface Turns {
  readonly reach: Reach;
  /** When the run began. */
  readonly now: Instant;
  /** From when on the time is the backfill's, where there is one. */
  readonly reserved: Instant;
  readonly hashOf: HashOf;
}

export interface TurnPorts extends DetectPorts, SlicePorts {
  /** When to begin no further page, so that what was read can still be judged and told. */
  readonly deadline: Instant;
}

/** A feed's run before its first turn. `before` has the hashes of what earlier runs processed. */
export function newFeedRun(
  feed: Feed,
  { progress, before }: Pick<FeedReport, 'progress'> & Pick<FeedRun, 'before'>,
  { now, reach }: Turns,
): FeedRun {
  const counts = { tally: newTally(), events: 0, lost: 0, fresh: 0, readBefore: 0, pages: 0 };
  const first = firstOf(progress, now, reach);
  return {
    report: { feed, ...counts, progress, errors: [] },
    first,
    place: { kind: 'new', at: first },
    blocked: false,
    leftOverlap: false,
    over: false,
    before,
    processed: new Map(),
  };
}

/**
 * Whether a feed has read what is new, and read again all that becomes final now: the rest of the overlap is read again
 * by the next run as well, and a backfill has time.
 */
export function canWait({ place }: FeedRun, { now, reach }: Turns): boolean {
  return place.kind === 'backfill' || (place.kind === 'again' && place.at >= minus(now, reach.overlap));
}

/** Takes one slice of a feed, in its share of the time that is left; so many share it. Throws nothing of the slice's. */
export async function takeTurn(
  run: FeedRun,
  { sharers, ...turns }: Turns & { readonly sharers: number },
  ports: TurnPorts,
): Promise<void> {
  const { reach, now, hashOf } = turns;
  const { clock, deadline } = ports;
  const { report } = run;
  const began = clock.now();
  if (isBackfillsTurn(run, began, turns)) leaveOverlap(run);
  const slice = sliceAt(run.place, report.progress, now);
  if (slice === undefined || began >= deadline) {
    run.over = true;
    return;
  }
  const share = plus(began, ((deadline - began) / sharers) as Duration);
  const until = slice.kind === 'again' ? beforeBackfill(run, { began, share, reserved: turns.reserved }) : share;
  const reading = newSliceReading();
  const asked = { feed: report.feed, asked: slice.asked, until, known: knownTo(run), hashOf };
  const outcome = await detect(readSlice(asked, ports, reading), ports).then(
    (taken) => ({ taken }),
    (error: unknown) => ({ error }),
  );
  addReading(report, reading);
  if ('error' in outcome) block(run, outcome.error);
  else {
    report.lost += Math.abs(reading.events - outcome.taken);
    for (const [hash, time] of reading.met) run.processed.set(hash, time);
  }

  if (reading.ended === 'complete') {
    moveOver(run, slice, { readAt: Math.min(began, reading.servedAt ?? began) as Instant, reach });
    if (clock.now() < began + (until - began) / 4) report.progress = lengthened(report.progress, slice, now);
  } else {
    report.progress = shortened(report.progress, slice, { oldest: reading.oldest, now });
    if (reading.ended !== 'out of time') stop(run, reading.ended?.error);
  }
  run.over ||= sliceAt(run.place, report.progress, now) === undefined;
}

/** Saves the hashes, but only where something new was processed; what was not read again this time stays known. */
export async function saveSeen(
  { report, place, blocked, leftOverlap, before, processed }: FeedRun,
  name: string,
  seen: SeenSets,
): Promise<void> {
  const latest = latestSeen(processed, report.progress.settled);
  if (latest.isSubsetOf(before)) return;
  const allAgain = place.kind === 'backfill' && !blocked && !leftOverlap;
  await seen.save(name, allAgain ? latest : new Set([...latest, ...before].slice(0, mostSeen)));
}

/**
 * Whether the rest of the overlap is left to the next run, so that a backfill gets on in each run, however much there is
 * to read again.
 */
function isBackfillsTurn(run: FeedRun, began: Instant, turns: Turns): boolean {
  const hasBackfill = run.report.progress.backfill !== undefined;
  return run.place.kind === 'again' && hasBackfill && began >= turns.reserved && canWait(run, turns);
}

function leaveOverlap(run: FeedRun): void {
  run.place = { kind: 'backfill' };
  run.leftOverlap = true;
}

/** Until when to read again, where a backfill waits for the time that is reserved for it. */
function beforeBackfill(
  { report }: FeedRun,
  { began, share, reserved }: { readonly began: Instant; readonly share: Instant; readonly reserved: Instant },
): Instant {
  const waits = report.progress.backfill !== undefined && began < reserved;
  return waits ? (Math.min(share, reserved) as Instant) : share;
}

/** Of a slice that did not fit, and is asked for again, a part was processed already. */
function knownTo({ before, processed }: FeedRun): Known {
  return { has: (hash) => before.has(hash) || processed.has(hash) };
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
