import type { DetectorEvent } from './event.ts';
import { treatmentOf } from './exclusion.ts';
import { type FullestWindow, fullestWindow } from './fullest-window.ts';
import type { Count, Seen } from './judgement.ts';
import { type DroppedAround, leftOutOf } from './left-out.ts';
import type { Observation } from './observation.ts';
import { type Stream, timelineOf } from './plan.ts';
import type { Timelines } from './ports.ts';
import { distinctIds } from './thin.ts';
import { type Duration, earliestInstant, latestInstant, plus } from './time.ts';
import { around, reach, type Span, within } from './window.ts';

/** Of one timeline; a window with more is told as a lower bound, and is far beyond a usual threshold. */
export const mostEventsRead = 250;

export const always: Span = { from: earliestInstant, to: plus(latestInstant, 1 as Duration) };

/**
 * What a stream's timeline holds in the fullest window around an event, and at all, and what exclusions dropped around it.
 * `id` tells the event apart from others of its instant, on a timeline that holds it.
 */
export async function countAround(
  stream: Stream,
  key: string,
  { time: at }: DetectorEvent,
  options: {
    readonly within: Duration;
    readonly moreThan: number;
    readonly timelines: Timelines;
    readonly dropped: DroppedAround;
    readonly id?: string;
  },
): Promise<Count> {
  const { within: window, moreThan, timelines, dropped, id } = options;
  const limit = Math.max(mostEventsRead, moreThan + 1);
  const timeline = timelineOf(stream, key);
  const near = await around(timelines, { timeline, at, window, limit, ...(id !== undefined && { id }) });
  const fullest = fullestWindow(near, { window, holding: at }) as FullestWindow;
  const excluded = dropped(timeline, { span: reach(at, window), at, limit });
  const leftOut = leftOutOf(excluded, new Set(near.map((observation) => observation.id)));
  const together = [...near, ...excluded.events].toSorted((a, b) => a.time - b.time);
  const withThem = fullestWindow(together, { window, holding: at }) as FullestWindow;
  return {
    window: fullest,
    atLeast: fullest.count >= limit,
    moreThan,
    missing: missingIn(fullest, moreThan),
    ever: await seenIn(stream, key, always, timelines),
    ...(leftOut !== undefined && { leftOut: { ...leftOut, missing: missingIn(withThem, moreThan) } }),
  };
}

function missingIn({ count }: FullestWindow, moreThan: number): number {
  return Math.max(0, moreThan + 1 - count);
}

/** What the stream's timeline holds, without what exclusions drop of it when it is judged. */
export async function seenIn(stream: Stream, key: string, span: Span, timelines: Timelines): Promise<Seen> {
  const query = { timeline: timelineOf(stream, key), span, limit: mostEventsRead };
  const { observations: all, complete } = await within(timelines, query);
  const dropped = ({ event }: Observation): boolean =>
    event !== undefined && treatmentOf(stream.exclusions, event)?.effect === 'drop';
  const observations = all.filter((observation) => !dropped(observation));
  const [first, last] = [observations[0], observations.at(-1)];
  return {
    count: distinctIds(observations),
    atLeast: !complete,
    ...(first !== undefined && { first: first.time }),
    ...(last !== undefined && { last: last.time }),
  };
}
