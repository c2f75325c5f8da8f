import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../lambda/core/ports.ts';
import { days, hours, type Instant, minus, minutes, plus, seconds } from '../../../lambda/core/time.ts';
import { firstPage } from '../../../lambda/sources/entra/graph/feed.ts';
import {
  advanced,
  beginning,
  firstOf,
  lengthened,
  type Place,
  placeAfter,
  type Slice,
  shortened,
  sliceAt,
} from '../../../lambda/sources/entra/graph/slices.ts';
import { at } from '../../core/events.ts';

const now = at(0);
const reach = { overlap: hours(2), backfill: days(1) };
const ago = (length: ReturnType<typeof hours>) => minus(now, length);

describe('a feed that was never read', () => {
  it('begins now, with the time before the overlap as its backfill', () => {
    expect(beginning(now, reach)).toEqual({
      through: now,
      settled: ago(hours(2)),
      slice: hours(2),
      backfill: { from: ago(days(1)), to: ago(hours(2)), slice: hours(1) },
    });
  });

  it('has no backfill where the overlap is as long', () => {
    expect(beginning(now, { ...reach, backfill: hours(2) })).not.toHaveProperty('backfill');
  });

  it('goes back no further than Graph keeps sign-ins', () => {
    expect(beginning(now, { ...reach, backfill: days(90) }).backfill?.from).toBe(ago(days(30)));
  });
});

describe('a run', () => {
  const recent: Progress = { through: ago(minutes(5)), settled: ago(minutes(125)), slice: hours(1) };

  it('asks for everything at once where a slice is long enough', () => {
    const spans = spansOf({ ...recent, slice: days(1) });

    expect(spans).toEqual([['new', minutes(125), undefined]]);
  });

  it('asks first for what is new, then again for what was read before it is final', () => {
    expect(spansOf(recent)).toEqual([
      ['new', minutes(5), undefined],
      ['again', minutes(125), minutes(65)],
      ['again', minutes(65), minutes(5)],
    ]);
  });

  it('begins where nothing is final yet when it is far behind, and reads it once', () => {
    const behind: Progress = { through: ago(hours(5)), settled: ago(hours(7)), slice: hours(3) };

    expect(spansOf(behind)).toEqual([
      ['new', hours(7), hours(4)],
      ['new', hours(4), hours(1)],
      ['new', hours(1), undefined],
    ]);
  });

  it('asks for no more than Graph keeps', () => {
    const longAgo: Progress = { through: ago(days(100)), settled: ago(days(100)), slice: days(20) };

    expect(spansOf(longAgo)[0]).toEqual(['new', days(30), days(10)]);
  });

  it('goes on with the backfill once all of that was read, its latest part first', () => {
    const backfill = { from: ago(hours(9)), to: ago(hours(6)), slice: hours(2.5) };

    expect(spansOf({ ...recent, backfill })).toEqual([
      ['new', minutes(5), undefined],
      ['again', minutes(125), minutes(65)],
      ['again', minutes(65), minutes(5)],
      ['backfill', hours(8.5), hours(6)],
      ['backfill', hours(9), hours(8.5)],
    ]);
  });

  it('reads what is new apart from what it reads again, where a backfill waits', () => {
    const backfill = { from: ago(hours(9)), to: ago(hours(6)), slice: hours(3) };

    expect(spansOf({ ...recent, slice: days(1), backfill })).toEqual([
      ['new', minutes(5), undefined],
      ['again', minutes(125), minutes(5)],
      ['backfill', hours(9), hours(6)],
    ]);
  });

  it('leaves nothing to do of the backfill', () => {
    const backfill = { from: ago(hours(9)), to: ago(hours(6)), slice: hours(1) };

    expect(progressAfter({ ...recent, backfill })).not.toHaveProperty('backfill');
  });
});

describe('the cursor', () => {
  const progress: Progress = { through: ago(hours(3)), settled: ago(hours(5)), slice: hours(2) };
  const read = (from: Instant, to?: Instant) => ({ kind: 'new', asked: { from, ...(to && { to }) } }) as const;

  it('moves to the end of what was read', () => {
    expect(advanced(progress, read(ago(hours(3)), ago(hours(1))), now, reach).through).toBe(ago(hours(1)));
  });

  it('is not moved back by what was only read again', () => {
    expect(advanced(progress, read(ago(hours(5)), ago(hours(4))), now, reach).through).toBe(progress.through);
  });

  it('moves to the time of the last reading, by the earlier clock', () => {
    expect(advanced(progress, read(ago(hours(1))), ago(minutes(7)), reach).through).toBe(ago(minutes(7)));
  });

  it('comes back from a time that a wrong clock had put it to', () => {
    const ahead = { ...progress, through: plus(now, days(2)), settled: plus(now, days(2)) };

    expect(advanced(ahead, read(now), now, reach)).toMatchObject({ through: now, settled: ago(hours(2)) });
  });

  it('is settled only where nothing can come late any more', () => {
    expect(advanced(progress, read(ago(hours(5))), now, reach).settled).toBe(ago(hours(2)));
    expect(advanced(progress, read(ago(hours(5)), ago(hours(4))), now, reach).settled).toBe(ago(hours(4)));
  });

  it('is not settled over a gap', () => {
    expect(advanced(progress, read(ago(hours(4))), now, reach).settled).toBe(progress.settled);
  });
});

describe('the length of a slice', () => {
  const long = (slice: Progress['slice']): Progress => ({ through: now, settled: now, slice });
  const filling = (slice: Progress['slice']): Progress => ({
    ...long(hours(4)),
    backfill: { from: ago(days(9)), to: ago(days(8)), slice },
  });
  const whole = (length: Progress['slice']): Slice => ({ kind: 'again', asked: { from: ago(length), to: now } });
  const backfilled = (length: Progress['slice']): Slice => {
    return { kind: 'backfill', asked: { from: minus(ago(days(8)), length), to: ago(days(8)) } };
  };

  it('doubles where reading was quick, up to two days', () => {
    expect(lengthened(long(hours(1)), whole(hours(1)), now).slice).toBe(hours(2));
    expect(lengthened(long(hours(30)), whole(hours(30)), now).slice).toBe(days(2));
  });

  it('stays where a shorter one was read, for that says nothing of it', () => {
    expect(lengthened(long(hours(1)), whole(minutes(59)), now).slice).toBe(hours(1));
  });

  it('counts a span without an end up to now', () => {
    const latest = (length: Progress['slice']): Slice => ({ kind: 'new', asked: { from: ago(length) } });

    expect(lengthened(long(hours(1)), latest(hours(1)), now).slice).toBe(hours(2));
    expect(lengthened(long(hours(1)), latest(minutes(5)), now).slice).toBe(hours(1));
  });

  it('halves where it was too long, down to a second', () => {
    const oldest = undefined;

    expect(shortened(long(hours(1)), whole(hours(1)), { oldest, now }).slice).toBe(minutes(30));
    expect(shortened(long(seconds(1)), whole(seconds(1)), { oldest, now }).slice).toBe(seconds(1));
  });

  it('becomes at once what would have fitted, where it was much too long', () => {
    const oldest = ago(minutes(40));

    expect(shortened(long(days(1)), whole(days(1)), { oldest, now }).slice).toBe(minutes(30));
  });

  it('is another one for the backfill', () => {
    expect(lengthened(filling(hours(1)), backfilled(hours(1)), now)).toEqual(filling(hours(2)));
    expect(lengthened(filling(hours(1)), backfilled(minutes(20)), now)).toEqual(filling(hours(1)));
    expect(lengthened(filling(hours(1)), whole(hours(4)), now)).toEqual({ ...filling(hours(1)), slice: hours(8) });
    const oldest = ago(days(8));
    expect(shortened(filling(hours(1)), backfilled(hours(1)), { oldest: undefined, now })).toEqual(
      filling(minutes(30)),
    );
    expect(shortened(filling(hours(1)), backfilled(hours(1)), { oldest: minus(oldest, minutes(20)), now })).toEqual(
      filling(minutes(15)),
    );
  });
});

describe('the first page of a slice', () => {
  const decoded = (target: string) => decodeURIComponent(target);

  it('asks for interactive sign-ins without a filter by type', () => {
    const target = firstPage({ id: 'interactiveUser', version: 'v1.0' }, { from: at(0), to: at(60_000) });

    expect(decoded(target)).toBe(
      '/v1.0/auditLogs/signIns?$filter=createdDateTime ge 2026-11-20T00:00:00Z and createdDateTime le 2026-11-20T00:01:00Z&$top=1000',
    );
    expect(target).not.toMatch(/[ +]/);
  });

  it('asks beta for the others by their type', () => {
    const target = firstPage({ id: 'nonInteractiveUser', version: 'beta' }, { from: at(0) });

    expect(decoded(target)).toBe(
      "/beta/auditLogs/signIns?$filter=createdDateTime ge 2026-11-20T00:00:00Z and signInEventTypes/any(t: t eq 'nonInteractiveUser')&$top=1000",
    );
  });

  it('asks for whole seconds, widened', () => {
    const target = firstPage({ id: 'interactiveUser', version: 'v1.0' }, { from: at(999), to: at(1_001) });

    expect(decoded(target)).toContain('ge 2026-11-20T00:00:00Z and createdDateTime le 2026-11-20T00:00:02Z');
  });
});

/** What a run asks for, one slice after the other, all read at once: kind, and how long ago each end is. */
function spansOf(progress: Progress) {
  return run(progress).spans;
}

function progressAfter(progress: Progress): Progress {
  return run(progress).progress;
}

function run(begun: Progress) {
  const spans: (readonly [string, number, number | undefined])[] = [];
  const first = firstOf(begun, now, reach);
  let progress = begun;
  let place: Place = { kind: 'new', at: first };
  for (let slice = sliceAt(place, progress, now); slice !== undefined; slice = sliceAt(place, progress, now)) {
    const { from, to } = slice.asked;
    spans.push([slice.kind, now - from, to === undefined ? undefined : now - to]);
    progress = advanced(progress, slice, now, reach);
    place = placeAfter(place, slice.asked, progress, first);
  }
  return { spans, progress };
}
