/** What can go wrong, or come otherwise than one by one, while a schedule is played. */
export const happenings = [
  'throttling',
  'a timeout',
  'a server error',
  'an outage',
  'a lost answer',
  'a crash before a call',
  'a crash after a call',
  'a function out of time',
  'an object that broke off',
  'a success that the queue never heard of',
  'a lease left behind',
  'a clock that was ahead',
  'a message that came again',
  'a message that two had at once',
  'a message after a later one',
  'a message without others',
  'several messages at once',
  'invocations at once',
] as const;

/** In memory alone: over the wire a client makes a request again, whatever it is for. */
export const portHappenings = ['a note that failed while all else worked'] as const;

/** Over the wire alone: no port has them. */
export const wireHappenings = ['items left unprocessed', 'a request made again by the client'] as const;

export type Happening = (typeof happenings | typeof portHappenings | typeof wireHappenings)[number];

/** How often each of them was. */
export interface Tally {
  readonly counts: ReadonlyMap<Happening, number>;
  add(happening: Happening): void;
}

export function newTally(): Tally {
  const counts = new Map<Happening, number>();
  return { counts, add: (happening) => void counts.set(happening, (counts.get(happening) ?? 0) + 1) };
}
