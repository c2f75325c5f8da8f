import type { CloudTrailEvent, Field, ObjectName } from './event.ts';
import { compareText } from './identity.ts';
import { type Duration, earliestInstant, type Instant } from './time.ts';

/** The name of one timeline: a stream and the values of its key, bounded and without ambiguity. */
export type TimelineName = string;

/** What one event leaves on a timeline. Two observations with equal timeline and position are the same one. */
export interface Observation {
  readonly timeline: TimelineName;
  readonly time: Instant;
  readonly id: string;
  readonly version: string;
  readonly eventId: string;
  readonly object: ObjectName;
  /** The fields that the stream keeps. */
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  /** The whole event, on timelines whose observations become columns. */
  readonly event?: CloudTrailEvent;
  /** The window of the stream's correlation: for how long around its time other events may match it. */
  readonly window: Duration;
  /** An exclusion lowers the severity of its match. */
  readonly lowered?: true;
  /** How many distinct ids of this timeline and slot its batch held, where a part was thinned out. */
  readonly slotTotal?: number;
}

/** A place on a timeline. Sorts as text: `#` comes before every character of an id, so `a` stands before `a-b`. */
export type Position = string & { readonly unit: 'position' };

/** The position before everything at `time`, or before everything of `id` at that time. */
export function positionOf(time: Instant, id?: string): Position {
  const fixedWidth = String(time - earliestInstant).padStart(15, '0');
  return (id === undefined ? fixedWidth : `${fixedWidth}#${id}`) as Position;
}

/** Where an observation stands on its timeline; unique there. */
export function positionOfObservation(observation: Pick<Observation, 'time' | 'id' | 'version'>): Position {
  return `${positionOf(observation.time, observation.id)}#${observation.version}` as Position;
}

/** The first position after an observation. */
export function positionAfter(observation: Pick<Observation, 'time' | 'id' | 'version'>): Position {
  return `${positionOfObservation(observation)}!` as Position;
}

export function compareObservations(a: Observation, b: Observation): number {
  return a.time - b.time || compareText(a.id, b.id) || compareText(a.version, b.version);
}
