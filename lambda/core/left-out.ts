import type { DetectorEvent } from './event.ts';
import { treatmentOf } from './exclusion.ts';
import { firstIndex } from './first-index.ts';
import { compareText } from './identity.ts';
import type { LeftOut } from './judgement.ts';
import type { TimelineName } from './observation.ts';
import { keyOn, type PlannedRule, type Stream, timelineOf } from './plan.ts';
import type { Instant } from './time.ts';
import type { Span } from './window.ts';

/** An event that would stand on a timeline if exclusions did not drop it. */
interface DroppedEvent {
  readonly time: Instant;
  readonly id: string;
  /** The ids of the exclusions that drop it. */
  readonly by: readonly string[];
}

/** What exclusions drop of the streams of rules. Grows while events are read. */
export interface DroppedEvents {
  readonly streams: readonly Stream[];
  /** By id and version, so that a copy changes nothing. */
  readonly byTimeline: Map<TimelineName, Map<string, DroppedEvent>>;
}

export function newDroppedEvents(rules: readonly PlannedRule[]): DroppedEvents {
  const streams = rules.flatMap((planned) => {
    if (planned.type === 'single') return [];
    const sides = planned.type === 'temporal' ? planned.sides.map(({ stream }) => stream) : [];
    return [planned.events, ...sides];
  });
  return { streams: streams.filter(({ exclusions }) => exclusions.length > 0), byTimeline: new Map() };
}

/** Takes an event down on every stream that it belongs to but for exclusions. */
export function noteDropped({ streams, byTimeline }: DroppedEvents, event: DetectorEvent): void {
  for (const stream of streams) {
    const treatment = treatmentOf(stream.exclusions, event);
    const key = treatment?.effect === 'drop' ? keyOn(stream, event) : undefined;
    if (treatment === undefined || key === undefined) continue;
    const timeline = timelineOf(stream, key);
    const known = byTimeline.get(timeline) ?? new Map<string, DroppedEvent>();
    byTimeline.set(timeline, known);
    const { time, id, version } = event;
    known.set(`${id} ${version}`, { time, id, by: treatment.by.map((exclusion) => exclusion.id) });
  }
}

/** Up to `limit` dropped events of a timeline in a span on either side of `at`, in order. */
export type DroppedAround = (
  timeline: TimelineName,
  query: { readonly span: Span; readonly at: Instant; readonly limit: number },
) => { readonly events: readonly DroppedEvent[]; readonly complete: boolean };

/** What was noted, to be read: nothing must be noted after. */
export function readDropped({ byTimeline }: DroppedEvents): DroppedAround {
  const sorted = new Map(
    [...byTimeline].map(([timeline, events]) => [timeline, [...events.values()].toSorted(compareDropped)] as const),
  );
  return (timeline, { span, at, limit }) => {
    const all = sorted.get(timeline) ?? [];
    const indexAt = (when: Instant): number => firstIndex(all, ({ time }) => time < when);
    const [first, middle, end] = [indexAt(span.from), indexAt(at), indexAt(span.to)];
    const [from, to] = [Math.max(first, middle - limit), Math.min(end, middle + limit)];
    return { events: all.slice(from, to), complete: from === first && to === end };
  };
}

/** The dropped events as they are told, but for those that were counted all the same, under another version. */
export function leftOutOf(
  { events, complete }: ReturnType<DroppedAround>,
  counted: ReadonlySet<string> = new Set(),
): LeftOut | undefined {
  const more = events.filter(({ id }) => !counted.has(id));
  if (more.length === 0) return undefined;
  return {
    count: new Set(more.map(({ id }) => id)).size,
    atLeast: !complete,
    by: [...new Set(more.flatMap(({ by }) => by))].toSorted(compareText),
  };
}

function compareDropped(a: DroppedEvent, b: DroppedEvent): number {
  return a.time - b.time || compareText(a.id, b.id);
}
