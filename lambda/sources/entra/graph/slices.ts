import type { Progress } from '../../../core/ports.ts';
import { type Duration, days, hours, type Instant, minus, plus, seconds } from '../../../core/time.ts';
import type { Asked } from './feed.ts';

/** How far back to read. */
export interface Reach {
  /** How late a record may come: each time is read once more when it is this long ago. */
  readonly overlap: Duration;
  /** How much of the time before the first run is read; the overlap is in any case. */
  readonly backfill: Duration;
}

/**
 * Where a run stands: first in what is new, then in what may have come late to the time before, then in what is left of
 * the time before the first run. A backfill has its place in the progress.
 */
export type Place =
  | { readonly kind: 'new'; readonly at: Instant }
  | { readonly kind: 'again'; readonly at: Instant; readonly until: Instant }
  | { readonly kind: 'backfill' };

/** One span to ask for, and why. */
export interface Slice {
  readonly asked: Asked;
  readonly kind: Place['kind'];
}

/** Graph keeps sign-ins for 30 days. */
const kept = days(30);

/** The longest is longer than any overlap, so that a quiet run asks once for all of it. */
const [shortest, longest] = [seconds(1), days(2)];

/** Of how much is in them, nothing is known yet: the usual overlap, and less of a backfill, which has less time. */
const [firstLength, firstOfBackfill] = [hours(2), hours(1)];

/** Where a feed begins that was never read: with what comes from now on, and the time before as its backfill. */
export function beginning(now: Instant, { overlap, backfill }: Reach): Progress {
  const from = (now - Math.min(backfill, kept)) as Instant;
  const settled = minus(now, overlap);
  const earlier = from < settled && { backfill: { from, to: settled, slice: firstOfBackfill } };
  return { through: now, settled, slice: firstLength, ...earlier };
}

/**
 * Where a run begins: with what is new; but with what may have come late, where one slice takes both and no backfill
 * needs time beside them, or where the cursor is so far behind that nothing after it is final yet.
 */
export function firstOf({ through, settled, slice, backfill }: Progress, now: Instant, { overlap }: Reach): Instant {
  const together = (backfill === undefined && now - settled <= slice) || now - through > overlap;
  return Math.max(together ? settled : through, minus(now, kept)) as Instant;
}

/** What to ask for at a place, earliest first, but of a backfill the latest; undefined where nothing is left of it. */
export function sliceAt(place: Place, { slice, backfill }: Progress, now: Instant): Slice | undefined {
  const { kind } = place;
  switch (kind) {
    case 'new': {
      const to = plus(place.at, slice);
      return { kind, asked: to < now ? { from: place.at, to } : { from: place.at } }; // in the end all, whatever our clock says
    }
    case 'again': {
      const to = Math.min(plus(place.at, slice), place.until) as Instant;
      return place.at < to ? { kind, asked: { from: place.at, to } } : undefined;
    }
    case 'backfill': {
      if (backfill === undefined) return undefined;
      const from = Math.max(minus(backfill.to, backfill.slice), backfill.from) as Instant;
      return { kind, asked: { from, to: backfill.to } };
    }
    default:
      return place satisfies never;
  }
}

/** The place after one whose slice was read, in a run that began at `first`. */
export function placeAfter(place: Place, { to }: Asked, { settled }: Progress, first: Instant): Place {
  switch (place.kind) {
    case 'new':
      if (to !== undefined) return { kind: 'new', at: to };
      return settled < first ? { kind: 'again', at: settled, until: first } : { kind: 'backfill' };
    case 'again':
      return to === undefined || to >= place.until ? { kind: 'backfill' } : { ...place, at: to };
    case 'backfill':
      return place;
    default:
      return place satisfies never;
  }
}

/**
 * The progress after a slice was remembered to its end. `readAt` is when its reading began, by the earlier of our clock
 * and Graph's: of what happened later, nothing is known. So a cursor that a wrong clock had put ahead is put right.
 */
export function advanced(progress: Progress, { kind, asked }: Slice, readAt: Instant, { overlap }: Reach): Progress {
  if (kind === 'backfill') return withoutRead(progress, asked.from);
  const end = Math.min(asked.to ?? readAt, readAt) as Instant;
  const through = asked.to === undefined ? end : (Math.max(progress.through, end) as Instant);
  const final = minus(readAt, overlap);
  const joins = asked.from <= progress.settled;
  const settled = joins ? Math.max(progress.settled, Math.min(end, final)) : progress.settled;
  return { ...progress, through, settled: Math.min(settled, final) as Instant };
}

function withoutRead({ backfill, ...progress }: Progress, from: Instant): Progress {
  if (backfill === undefined || from <= backfill.from) return progress;
  return { ...progress, backfill: { ...backfill, to: from } };
}

/**
 * A slice that took little of its time may be longer, if it was asked for in its whole length: of one that was cut short,
 * by what is new so far for instance, the time says nothing.
 */
export function lengthened(progress: Progress, { kind, asked }: Slice, now: Instant): Progress {
  const length = lengthOf(progress, kind);
  return (asked.to ?? now) - asked.from < length ? progress : withLength(progress, kind, length * 2);
}

/**
 * A slice that could not be read in its time was too long. As sign-ins come newest first, `oldest` says how much of it
 * would have fitted.
 */
export function shortened(
  progress: Progress,
  { kind, asked }: Slice,
  { oldest, now }: { readonly oldest: Instant | undefined; readonly now: Instant },
): Progress {
  const half = lengthOf(progress, kind) / 2;
  const fitting = oldest === undefined ? half : ((asked.to ?? now) - oldest) * 0.75;
  return withLength(progress, kind, Math.min(half, fitting));
}

/** The backfill has a length of its own: what is new comes in other amounts, and has another share of the time. */
function lengthOf({ slice, backfill }: Progress, kind: Slice['kind']): Duration {
  return kind === 'backfill' && backfill !== undefined ? backfill.slice : slice;
}

function withLength({ backfill, ...progress }: Progress, kind: Slice['kind'], length: number): Progress {
  const slice = Math.min(Math.max(Math.floor(length), shortest), longest) as Duration;
  if (kind !== 'backfill') return { ...progress, slice, ...(backfill !== undefined && { backfill }) };
  return { ...progress, ...(backfill !== undefined && { backfill: { ...backfill, slice } }) };
}
