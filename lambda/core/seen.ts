import type { DetectorEvent, SignIn } from './event.ts';
import { digest } from './identity.ts';
import { keyOn, plan, type Stream } from './plan.ts';
import type { Rule } from './rule.ts';
import type { Instant } from './time.ts';

/**
 * The most hashes that are kept of one log. A store's item holds them all: 20,000 of 16 bytes are 320 KB, of 400 KB that
 * DynamoDB takes.
 */
export const mostSeen = 20_000;

/** Names a version of a sign-in that leaves an observation, as 32 hexadecimal digits; undefined for every other event. */
export type HashOf = (event: DetectorEvent) => string | undefined;

/** Hashes with the times of their events. */
export type Processed = Map<string, Instant>;

/**
 * The hash by which a log that is read again knows a sign-in: of its identity, its content, and of all that the rules
 * remember sign-ins by. So a changed sign-in is new, and after a change of the rules everything is.
 */
export function hashBy(rules: readonly Rule[]): HashOf {
  const streams = rules.flatMap(streamsOf).filter(({ source }) => source === 'entra');
  const remembering = digest(streams.map(({ name, window, thinning }) => [name, window, thinning]));
  return (event) =>
    event.source === 'entra' && streams.some((stream) => keyOn(stream, event) !== undefined)
      ? digest([remembering, event.id, (event satisfies SignIn).version])
      : undefined;
}

function streamsOf(rule: Rule): readonly Stream[] {
  const planned = plan(rule);
  switch (planned.type) {
    case 'single':
      return [];
    case 'event_count':
      return [planned.events];
    case 'temporal':
      return [planned.events, ...planned.sides.map(({ stream }) => stream)];
    default:
      return planned satisfies never;
  }
}

/** What of a batch is to be processed. */
export interface Unseen {
  readonly events: readonly DetectorEvent[];
  /** How many of them leave an observation. */
  readonly fresh: number;
}

/** What is known to be processed to its end, by hash. */
export type Known = Pick<ReadonlySet<string>, 'has'>;

/** The events of a batch that are not known to be processed; `met` takes the hash of each event that has one. */
export function unseen(
  batch: readonly DetectorEvent[],
  { hashOf, known, met }: { readonly hashOf: HashOf; readonly known: Known; readonly met: Processed },
): Unseen {
  let fresh = 0;
  const events = batch.filter((event) => {
    const hash = hashOf(event);
    if (hash === undefined) return true;
    met.set(hash, event.time);
    if (met.size > 2 * mostSeen) forgetOldest(met);
    if (known.has(hash)) return false;
    fresh += 1;
    return true;
  });
  return { events, fresh };
}

/** What to keep for the next reading: of the hashes whose events can be met again, those of the latest events. */
export function latestSeen(met: Processed, from: Instant): ReadonlySet<string> {
  const again = [...met].filter(([, time]) => time >= from);
  return new Set(latestFirst(again).slice(0, mostSeen));
}

/** Bounds what a very long log leaves in memory. */
function forgetOldest(met: Processed): void {
  for (const hash of latestFirst([...met]).slice(mostSeen)) met.delete(hash);
}

function latestFirst(entries: readonly (readonly [string, Instant])[]): readonly string[] {
  return entries.toSorted(([, a], [, b]) => b - a).map(([hash]) => hash);
}
