import type { Cursor, Cursors, SeenSets } from '../../../core/ports.ts';
import { hashBy } from '../../../core/seen.ts';
import { type Duration, plus } from '../../../core/time.ts';
import type { Feed } from './feed.ts';
import {
  canWait,
  type FeedReport,
  type FeedRun,
  newFeedRun,
  saveSeen,
  type TurnPorts,
  type Turns,
  takeTurn,
} from './feed-run.ts';
import { beginning, type Reach } from './slices.ts';

export interface PollRequest extends Reach {
  /** The name of the cursor. */
  readonly name: string;
  readonly feeds: readonly Feed[];
  /** How long the cursor is ours: longer than a run can take. */
  readonly hold: Duration;
}

export interface PollPorts extends TurnPorts {
  readonly cursors: Cursors;
  readonly seen: SeenSets;
}

/** What a run did: nothing where another one has the cursor; `lost` where another one moved it meanwhile. */
export interface PollReport {
  readonly state: 'busy' | 'done' | 'lost';
  readonly feeds: readonly FeedReport[];
}

/** How much of a run's time may be over when a backfill's part of it begins, however much is still to be read again. */
const reservedAfter = 3 / 4;

/**
 * Reads the sign-ins that are new, and some before them once more, remembers, judges and tells them, and moves each
 * feed's cursor over what was remembered to its end. The feeds take turns, a slice each, but who only reads what can wait
 * comes after the others; what is not reached before the deadline, the next run goes on with. A feed that fails stops no
 * other. What was processed before, and has not changed, is left alone: a run that finds nothing new writes the cursor
 * twice, once to hold it and once to move it.
 *
 * Killed at any call, the next run reads again what was not saved: nothing is lost, and the alerts' own claims keep it
 * from being told twice. Throws what the stores throw that hold cursor and seen sets.
 */
export async function poll(request: PollRequest, ports: PollPorts): Promise<PollReport> {
  const { name, hold: lease } = request;
  const { clock, cursors, owner, seen, deadline } = ports;
  const now = clock.now();
  let cursor = await cursors.take({ name, owner, now, lease });
  if (cursor === undefined) return { state: 'busy', feeds: [] };

  const reserved = plus(now, ((deadline - now) * reservedAfter) as Duration);
  const turns: Turns = { reach: request, now, reserved, hashOf: hashBy(ports.rules) };
  const runs: FeedRun[] = [];
  for (const feed of request.feeds) {
    const progress = cursor.parts[feed.id] ?? beginning(now, request);
    runs.push(newFeedRun(feed, { progress, before: await seen.read(seenName(name, feed)) }, turns));
  }
  const feeds = runs.map(({ report }) => report);
  for (let open = runs; open.length > 0; open = open.filter(({ over }) => !over)) {
    for (const [index, run] of open.entries()) {
      if (canWait(run, turns) && open.some((other) => !other.over && !canWait(other, turns))) continue;
      await takeTurn(run, { ...turns, sharers: open.length - index }, ports);
      if (run.over) continue;
      cursor = await cursors.save(name, cursor, partsOf(cursor, runs));
      if (cursor === undefined) return { state: 'lost', feeds };
    }
  }
  for (const run of runs) await saveSeen(run, seenName(name, run.report.feed), seen);
  cursor = await cursors.save(name, cursor, partsOf(cursor, runs));
  return { state: cursor === undefined ? 'lost' : 'done', feeds };
}

function partsOf({ parts }: Cursor, runs: readonly FeedRun[]): Cursor['parts'] {
  return { ...parts, ...Object.fromEntries(runs.map(({ report }) => [report.feed.id, report.progress])) };
}

function seenName(name: string, { id }: Feed): string {
  return `${name}/${id}`;
}
