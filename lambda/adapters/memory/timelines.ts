import { firstIndex } from '../../core/first-index.ts';
import { type Observation, type Position, positionOfObservation, type TimelineName } from '../../core/observation.ts';
import type { TimelineQuery, Timelines } from '../../core/ports.ts';

interface Timeline {
  readonly observations: Map<Position, Observation>;
  /** In order; undefined since the last put. */
  sorted?: Sorted | undefined;
}

/** Positions, and what stands at each. */
interface Sorted {
  readonly positions: readonly Position[];
  readonly observations: readonly Observation[];
}

/** The embedded store: unbounded and exact, for as long as the process runs. */
export function memoryTimelines(): Timelines {
  const timelines = new Map<TimelineName, Timeline>();
  return {
    async put(observations) {
      for (const observation of observations) {
        const timeline: Timeline = timelines.get(observation.timeline) ?? { observations: new Map() };
        timelines.set(observation.timeline, timeline);
        putOne(timeline, observation);
      }
    },
    async read(query) {
      const timeline = timelines.get(query.timeline);
      if (timeline === undefined) return [];
      timeline.sorted ??= sorted(timeline);
      return readRange(timeline.sorted, query);
    },
  };
}

/** Of two copies of an observation, the one from the object that sorts first stays: so the order of files has no effect. */
function putOne(timeline: Timeline, observation: Observation): void {
  const position = positionOfObservation(observation);
  const known = timeline.observations.get(position);
  if (known !== undefined && known.object <= observation.object) return;
  timeline.observations.set(position, observation);
  timeline.sorted = undefined;
}

function sorted({ observations }: Timeline): Sorted {
  const positions = [...observations.keys()].sort();
  return { positions, observations: positions.map((position) => observations.get(position) as Observation) };
}

function readRange(
  { positions, observations }: Sorted,
  { from, to, order, limit }: TimelineQuery,
): readonly Observation[] {
  const first = firstIndex(positions, (position) => position < from);
  const end = firstIndex(positions, (position) => position < to);
  if (limit === Infinity && order === 'earliest first') return observations.slice(first, end);
  const ids = new Set<string>();
  const range: Observation[] = [];
  for (let n = 0; n < end - first; n++) {
    const observation = observations[order === 'earliest first' ? first + n : end - 1 - n] as Observation;
    if (ids.add(observation.id).size > limit) break;
    range.push(observation);
  }
  return range;
}
