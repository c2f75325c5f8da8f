import type { Clock, PagedLog } from '../../../lambda/core/ports.ts';
import { type Duration, hours, type Instant, minus, periodStart, plus } from '../../../lambda/core/time.ts';
import { type Feed, firstPage } from '../../../lambda/sources/entra/graph/feed.ts';
import type { AskedSpan } from './asked-span.ts';
import type { SliceFolder } from './slice-folder.ts';
import type { SliceFile } from './slice-name.ts';
import { firstLength, firstSlice, gaps, lengthAfter, type Span } from './spans.ts';

/** Somebody waits for the end, so no page has to hurry; but whoever says "in a day" is not waited for. */
const longestPage = hours(1);

export interface BackfillRequest extends AskedSpan {
  /** How late sign-ins may come: what is younger is read again by the next run. */
  readonly overlap: Duration;
}

export interface BackfillPorts {
  readonly signIns: PagedLog;
  readonly clock: Clock;
  readonly folderOf: (feed: Feed) => Promise<SliceFolder>;
  readonly progress: BackfillProgress;
}

/** Told of each page, and how far its feed has come. */
export interface BackfillProgress {
  advance(reading: FeedReading, at: Instant): void;
}

/** What was read of a feed; grows while it is read. */
export interface FeedReading {
  readonly feed: Feed;
  /** Slices that were written, or marked as empty. */
  slices: number;
  /** Slices of the span that stood there, whole. */
  there: number;
  pages: number;
  records: number;
  /** Milliseconds: for Graph's pace, for its throttling and after failures. */
  waited: number;
  /** How often Graph wanted us to wait. */
  throttles: number;
}

export function newReading(feed: Feed): FeedReading {
  return { feed, slices: 0, there: 0, pages: 0, records: 0, waited: 0, throttles: 0 };
}

/**
 * Reads the sign-ins of one feed into files, a slice each, earliest first, as the earliest are the first that Graph
 * forgets. What is whole already is not asked for again. A slice is whole where all of it was older than the overlap when
 * its reading began, by the earlier of our clock and Graph's. Throws what the ports throw; the slices before are kept.
 */
export async function backfill(reading: FeedReading, request: BackfillRequest, ports: BackfillPorts): Promise<void> {
  const { span, toTheLatest, overlap } = request;
  const { clock, folderOf } = ports;
  const folder = await folderOf(reading.feed);
  const whole = (await folder.list()).filter(({ kind }) => kind !== 'open').map((file) => file.span);
  reading.there = whole.filter((each) => each.from < span.to && span.from < each.to).length;

  const settled = periodStart(minus(clock.now(), overlap), hours(1));
  const written = new Set<string>();
  let length = firstLength;
  for (const gap of cutAt(settled, gaps(span, whole))) {
    let left = gap;
    while (left.from < left.to) {
      const slice = firstSlice(left, length);
      const asked = slice.to === span.to && toTheLatest ? { from: slice.from } : slice;
      const before = reading.pages;
      const file = await readSlice(slice, firstPage(reading.feed, asked), { reading, overlap, folder, ports });
      if (file !== undefined) written.add(file.name);
      length = lengthAfter(reading.pages - before, length);
      left = { from: slice.to, to: left.to };
    }
  }
  await removeRead(folder, written);
}

/** No slice lies on both sides of it. */
function cutAt(at: Instant, spans: readonly Span[]): readonly Span[] {
  return spans.flatMap(({ from, to }) =>
    from < at && at < to
      ? [
          { from, to: at },
          { from: at, to },
        ]
      : [{ from, to }],
  );
}

async function readSlice(
  slice: Span,
  target: string,
  {
    reading,
    overlap,
    folder,
    ports: { signIns, clock, progress },
  }: {
    readonly reading: FeedReading;
    readonly overlap: Duration;
    readonly folder: SliceFolder;
    readonly ports: BackfillPorts;
  },
): Promise<SliceFile | undefined> {
  let readAt = clock.now();
  const pages = async function* (): AsyncGenerator<readonly unknown[]> {
    for (let next: string | undefined = target, first = true; next !== undefined; first = false) {
      const page = await signIns.page(next, plus(clock.now(), longestPage));
      if (first) readAt = Math.min(readAt, page.servedAt ?? readAt) as Instant;
      reading.pages += 1;
      reading.records += page.records.length;
      progress.advance(reading, slice.from);
      yield page.records;
      next = page.next;
    }
  };
  const draft = await folder.write(pages());
  const file = await draft.keep(slice, slice.to <= minus(readAt, overlap) ? 'whole' : 'open');
  reading.slices += 1;
  progress.advance(reading, slice.to);
  return file;
}

/** What was open, and has been read again to its end by now, stands twice: the older file goes. */
async function removeRead(folder: SliceFolder, written: ReadonlySet<string>): Promise<void> {
  const files = await folder.list();
  const current = files.filter(({ name, kind }) => kind !== 'open' || written.has(name));
  const spans = current.map(({ span }) => span);
  for (const file of files) {
    if (!current.includes(file) && gaps(file.span, spans).length === 0) await folder.remove(file.name);
  }
}
