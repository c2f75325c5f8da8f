import { type Observation, type Position, positionOfObservation, type TimelineName } from '../../core/observation.ts';
import type { TimelineQuery, Timelines } from '../../core/ports.ts';

interface Timeline {
  readonly observations: Map<Position, Observation>;
  /** The positions in order; undefined since the last put. */
  sorted?: readonly Position[] | undefined;
}

/** The embedded store: unbounded and exact, for as long as the process runs. */
export function memoryTimelines(): Timelines {
  const timelines = new Map<TimelineName, Timeline>();
  return {
    async put(observations) {
      for (const observation of observations) {
        const timeline = timelines.get(observation.timeline) ?? { observations: new Map() };
        timelines.set(observation.timeline, timeline);
        putOne(timeline, observation);
      }
    },
    async read(query) {
      const timeline = timelines.get(query.timeline);
      return timeline === undefined ? [] : readRange(timeline, query);
    },
  };
}

/** Of two copies of an observation, the one from the object that sorts first stays: so the order of files has no effect. */
function putOne(timeline: Timeline, observation: Observation): void {
  const position = positionOfObservation(observation);
  const known = timeline.observations.get(position);
  if (known !== undefined && known.object <= observation.object) return;
  timeline.observations.set(position, observation);
  if (known === undefined) timeline.sorted = undefined;
}

function readRange(timeline: Timeline, { from, to, order, limit }: TimelineQuery): readonly Observation[] {
  const { sorted = [...timeline.observations.keys()].sort(), observations } = timeline;
  timeline.sorted = sorted;
  const [first, end] = [indexOf(sorted, from), indexOf(sorted, to)];
  const length = end - first;
  const nth = (n: number): number => (order === 'earliest first' ? first + n : end - 1 - n);
  const ids = new Set<string>();
  const range: Observation[] = [];
  for (let n = 0; n < length; n++) {
    const observation = observations.get(sorted[nth(n)] as Position) as Observation;
    if (ids.add(observation.id).size > limit) break;
    range.push(observation);
  }
  return range;
}

/** The index of the first position that is not before `wanted`. */
function indexOf(sorted: readonly Position[], wanted: Position): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Position) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
