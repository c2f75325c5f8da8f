import type { Alert, AlertRecord, Context, Kept } from './alert.ts';
import type { Bulletin } from './bulletin.ts';
import type { Observation, Position, TimelineName } from './observation.ts';
import type { Duration, Instant } from './time.ts';
import type { Told } from './told.ts';

export interface TimelineQuery {
  readonly timeline: TimelineName;
  /** Inclusive. */
  readonly from: Position;
  /** Exclusive. */
  readonly to: Position;
  readonly order: 'earliest first' | 'latest first';
  /** The most distinct ids to return; every observation of an id that was reached before the cut is in. */
  readonly limit: number;
}

/** What has been seen, by timeline. */
export interface Timelines {
  /** Resolves when all observations can be read. Putting one again changes nothing. */
  put(observations: readonly Observation[]): Promise<void>;
  /** A strongly consistent read of one timeline's range, in the order asked for. */
  read(query: TimelineQuery): Promise<readonly Observation[]>;
}

export interface ClaimRequest {
  readonly alertId: string;
  /** Unique to the invocation. */
  readonly owner: string;
  readonly now: Instant;
  readonly lease: Duration;
}

/**
 * When somebody has to look at an alert, if at all, in place of what was read. Without effect where something else is
 * noted than that, or a merge noted it again since: who changes it does not know what was merged.
 */
export interface DueChange {
  readonly due: Instant | undefined;
  readonly instead: Pick<AlertRecord, 'due' | 'notes'>;
}

/** The alerts as they stand. */
export interface Alerts {
  /**
   * Adds the finding's matches, and its context where it brings one; and notes when to look at the alert: what is noted
   * already stays, but who read it before can not change it any more. Merging it again changes nothing else.
   */
  merge(finding: Kept, more?: { readonly context?: Context; readonly due?: Instant }): Promise<void>;
  /** The alert and all its matches, strongly consistent; undefined where nothing was merged. */
  read(alertId: string): Promise<AlertRecord | undefined>;
  /** Grants the telling of an alert to one owner until it is released or the lease ends; whether it did. */
  claim(request: ClaimRequest): Promise<boolean>;
  /** Notes what one audience was told; without effect once another owner holds the claim. */
  markTold(alertId: string, owner: string, audience: string, told: Told): Promise<void>;
  /** Ends the owner's claim, if it still holds it, and changes when to look at the alert. */
  release(alertId: string, owner: string, change: DueChange): Promise<void>;
  /** Changes when to look at the alert. */
  schedule(alertId: string, change: DueChange): Promise<void>;
  /** The ids of alerts to look at by `now`, earliest first; one that was noted a moment ago may be missing. */
  dueBy(now: Instant, limit: number): Promise<readonly string[]>;
}

/** What is told: one alert, or several as one. */
export type Message = Alert | Bulletin;

/** Where alerts are published; one for each audience. */
export interface Publisher {
  readonly audience: string;
  /** Resolves when the message was accepted for delivery. */
  publish(message: Message): Promise<void>;
  /** Tells what it was handed since and tells together; to be called when there is no more of it for now. */
  settle?(): Promise<void>;
}

/** A log of a service that is read page by page, over a network that fails. */
export interface PagedLog {
  /**
   * One page: of a path with its query, or of a page's `next`, verbatim. Retries what passes by itself, until `until` at the
   * latest. Rejects with an error that says what to do, where a person has to do something.
   */
  page(target: string, until: Instant): Promise<LogPage>;
}

export interface LogPage {
  readonly records: readonly unknown[];
  /** Where the next page is; undefined on the last one. */
  readonly next: string | undefined;
  /** The service's own time when it answered, where it told. */
  readonly servedAt: Instant | undefined;
}

/** How far one part of a re-read log has been remembered. */
export interface Progress {
  /** Everything before was read at least once. */
  readonly through: Instant;
  /** Everything before was read when it was so long ago that no record of it comes any more. */
  readonly settled: Instant;
  /** The length of time to ask for at once; follows how much of it a run can read. */
  readonly slice: Duration;
  /** What is still to be read of the time before the first run, with a length of its own; absent when there is nothing. */
  readonly backfill?: { readonly from: Instant; readonly to: Instant; readonly slice: Duration };
}

/** Where the reader of a log stands. */
export interface Cursor {
  /** Grows by one with each save. */
  readonly version: number;
  readonly parts: Readonly<Record<string, Progress>>;
}

export interface CursorRequest {
  readonly name: string;
  /** Unique to the invocation. */
  readonly owner: string;
  readonly now: Instant;
  readonly lease: Duration;
}

/** Where the readers of logs stand, by name. One reader at a time. */
export interface Cursors {
  /** Gives the cursor to one owner until the lease ends; undefined while another one has it. */
  take(request: CursorRequest): Promise<Cursor | undefined>;
  /** Puts what was reached in the place of `held`, and returns it; undefined where someone else saved since. */
  save(name: string, held: Cursor, parts: Cursor['parts']): Promise<Cursor | undefined>;
}

/** What of a log that is read again and again was already processed to its end: hashes, by a name of what is read. */
export interface SeenSets {
  read(name: string): Promise<ReadonlySet<string>>;
  /** Replaces the whole set. Losing it costs writes, and nothing else. */
  save(name: string, hashes: ReadonlySet<string>): Promise<void>;
}

/** Time from outside. */
export interface Clock {
  now(): Instant;
  /** Resolves after a while. */
  pause(length: Duration): Promise<void>;
}
