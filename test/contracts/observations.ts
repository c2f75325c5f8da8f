import * as fc from 'fast-check';
import {
  type Observation,
  type Position,
  positionAfter,
  positionOf,
  positionOfObservation,
} from '../../lambda/core/observation.ts';
import type { TimelineQuery } from '../../lambda/core/ports.ts';
import { days, type Instant, parseInstant } from '../../lambda/core/time.ts';
import { login } from './events.ts';

const ten = parseInstant('2026-11-20T10:00:00Z') as Instant;

/** So many milliseconds after ten o'clock on the day of the tests. */
export function at(milliseconds: number): Instant {
  return (ten + milliseconds) as Instant;
}

let timelines = 0;

/** A timeline that no other test uses. */
export function newTimeline(): string {
  timelines += 1;
  return `tests.00000000/timeline-${timelines}`;
}

export function observation(changes: Partial<Observation> & Pick<Observation, 'timeline'>): Observation {
  return {
    time: ten,
    id: 'SigninLogs/sign-in-1',
    version: 'aaaaaaaaaaaa',
    eventId: 'sign-in-1',
    object: 's3://example-logs/a.json.gz',
    fields: { UserPrincipalName: 'alice@example.com', ResultType: '50126' },
    window: days(1),
    ...changes,
  };
}

/** A login by `userName`, which carries its whole event. */
export function loginObservation(timeline: string, userName: string): Observation {
  const names = { UserIdentityUserName: userName, AccountName: userName, User: userName };
  const usual = login({ id: '111122223333/login-1', time: at(0) });
  const event = { ...usual, fields: { ...usual.fields, ...names } }; // past the decoders, which bound texts
  const { id, eventId, version } = event;
  return observation({ timeline, id, eventId, version, fields: {}, event });
}

const someTime = fc.integer({ min: 0, max: 6 }).map(at);
const someId = fc.constantFrom('a', 'a-b', 'a.b', 'b', 'c', 'd');
const somePlace = fc.record({ time: someTime, id: someId, version: fc.constantFrom('aaaaaaaaaaaa', 'bbbbbbbbbbbb') });

/** Crowded: many share an instant, an id, or both. What is no key follows from the key, so that copies are equal. */
export const someObservations: fc.Arbitrary<readonly Omit<Observation, 'timeline'>[]> = fc.array(
  somePlace.map((place) => observation({ timeline: '', ...place, eventId: place.id })),
);

const somePosition: fc.Arbitrary<Position> = fc.oneof(
  someTime.map((time) => positionOf(time)),
  fc.tuple(someTime, someId).map(([time, id]) => positionOf(time, id)),
  somePlace.map(positionOfObservation),
  somePlace.map(positionAfter),
);

export const someQuery: fc.Arbitrary<Omit<TimelineQuery, 'timeline'>> = fc.record({
  from: somePosition,
  to: somePosition,
  order: fc.constantFrom('earliest first', 'latest first'),
  limit: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constant(Infinity)),
});
