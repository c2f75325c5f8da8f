import type { Observation } from './observation.ts';
import { type Duration, type Instant, minus, plus } from './time.ts';

/** A half-open window of time, and the distinct events in it. */
export interface FullestWindow {
  readonly from: Instant;
  readonly to: Instant;
  readonly count: number;
  /** The first and the last event in it; absent where it holds none. */
  readonly first?: Instant;
  readonly last?: Instant;
}

type Seen = Pick<Observation, 'time' | 'id'>;

/**
 * Of all windows of one length the one with the most distinct ids, the earliest of several; only among those that hold
 * `holding`, where it is given. Sorted input. A window that begins at none of the events begins at `holding`: any other
 * can move on to its first event without losing one. Undefined where there is neither an event nor a time to hold.
 */
export function fullestWindow(
  sorted: readonly Seen[],
  { window, holding }: { readonly window: Duration; readonly holding?: Instant },
): FullestWindow | undefined {
  let fullest: FullestWindow | undefined;
  const inside = new Map<string, number>();
  let [first, end] = [0, 0];
  for (const from of starts(sorted, window, holding)) {
    const to = plus(from, window);
    for (; end < sorted.length && (sorted[end] as Seen).time < to; end++) enter(inside, sorted[end] as Seen);
    for (; first < end && (sorted[first] as Seen).time < from; first++) leave(inside, sorted[first] as Seen);
    if (fullest !== undefined && inside.size <= fullest.count) continue;
    const [earliest, latest] = [sorted[first], sorted[end - 1]];
    const span = first < end && earliest && latest ? { first: earliest.time, last: latest.time } : {};
    fullest = { from, to, count: inside.size, ...span };
  }
  return fullest;
}

function starts(sorted: readonly Seen[], window: Duration, holding: Instant | undefined): readonly Instant[] {
  const times = [...new Set(sorted.map(({ time }) => time))];
  if (holding === undefined) return times;
  const before = times.filter((time) => minus(holding, window) < time && time < holding);
  return [...before, holding];
}

function enter(inside: Map<string, number>, { id }: Seen): void {
  inside.set(id, (inside.get(id) ?? 0) + 1);
}

function leave(inside: Map<string, number>, { id }: Seen): void {
  const left = (inside.get(id) ?? 0) - 1;
  if (left > 0) inside.set(id, left);
  else inside.delete(id);
}
