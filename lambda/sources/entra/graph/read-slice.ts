import type { DetectorEvent } from '../../../core/event.ts';
import type { Clock, LogPage, PagedLog } from '../../../core/ports.ts';
import { type HashOf, type Known, type Processed, unseen } from '../../../core/seen.ts';
import { type Instant, plus, seconds } from '../../../core/time.ts';
import type { Wanted } from '../../../core/wanted.ts';
import { decodeRecord } from '../../decode-record.ts';
import { count, newTally, type Tally } from '../../tally.ts';
import { type Asked, type Feed, firstPage } from './feed.ts';

/** What a page may still take that was begun in time; then nothing of it is tried again. */
export const longestPage = seconds(15);

export interface SliceRequest {
  readonly feed: Feed;
  readonly asked: Asked;
  /** When to begin no further page. */
  readonly until: Instant;
  /** Hashes of what needs no second look. */
  readonly known: Known;
  readonly hashOf: HashOf;
}

export interface SlicePorts {
  readonly signIns: PagedLog;
  readonly clock: Clock;
  readonly wanted: Wanted;
}

/** What the reading of a slice found out; grows while it is read. */
export interface SliceReading {
  /** What became of its records. */
  readonly tally: Tally;
  /** Of every sign-in that leaves an observation, also of those that did before. */
  readonly met: Processed;
  /** Events that were handed on, those of them that leave an observation, and those that were processed before. */
  events: number;
  fresh: number;
  readBefore: number;
  pages: number;
  /** The latest and the earliest sign-in of all that were read. */
  newest?: Instant;
  oldest?: Instant;
  /** The service's time when it gave the first page, where it told. */
  servedAt?: Instant | undefined;
  /** How it ended: until then, it goes on. */
  ended?: 'complete' | 'out of time' | { readonly error: unknown };
}

export function newSliceReading(): SliceReading {
  return { tally: newTally(), met: new Map(), events: 0, fresh: 0, readBefore: 0, pages: 0 };
}

/**
 * The events of one slice that are not known yet, page by page. Never throws: what stops the reading is in
 * `reading.ended`, so that what came before is judged all the same.
 */
export async function* readSlice(
  request: SliceRequest,
  { signIns, clock, wanted }: SlicePorts,
  reading: SliceReading,
): AsyncGenerator<readonly DetectorEvent[]> {
  const { feed, asked, until, known, hashOf } = request;
  let target: string | undefined = firstPage(feed, asked);
  while (target !== undefined) {
    if (clock.now() >= until) {
      reading.ended = 'out of time';
      return;
    }
    const answer: LogPage | undefined = await signIns.page(target, plus(until, longestPage)).catch((error: unknown) => {
      reading.ended = { error };
      return undefined;
    });
    if (answer === undefined) return;
    reading.pages += 1;
    if (reading.pages === 1) reading.servedAt = answer.servedAt;
    const decoded = decode(answer.records, { feed, wanted }, reading);
    const { events, fresh } = unseen(decoded, { hashOf, known, met: reading.met });
    reading.events += events.length;
    reading.fresh += fresh;
    reading.readBefore += decoded.length - events.length;
    if (events.length > 0) yield events;
    target = answer.next;
  }
  reading.ended = 'complete';
}

function decode(
  records: readonly unknown[],
  { feed, wanted }: { readonly feed: Feed; readonly wanted: Wanted },
  reading: SliceReading,
): readonly DetectorEvent[] {
  const object = `graph:${feed.version}/auditLogs/signIns#${feed.id}`;
  return records.flatMap((record, index) => {
    const decoded = decodeRecord(record, { object, wanted, source: 'entra' });
    count(reading.tally, decoded, () => `page ${reading.pages}, record ${index + 1}`);
    if (decoded.kind !== 'event') return [];
    const { time } = decoded.event;
    reading.newest = Math.max(time, reading.newest ?? time) as Instant;
    reading.oldest = Math.min(time, reading.oldest ?? time) as Instant;
    return [decoded.event];
  });
}
