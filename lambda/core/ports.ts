import type { Alert, AlertRecord, Context, Finding } from './alert.ts';
import type { Observation, Position, TimelineName } from './observation.ts';
import type { Duration, Instant } from './time.ts';

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

/** The answer to a claim: who may publish an alert now, and for which audiences. */
export type Claim =
  | { readonly state: 'granted'; readonly revision: number; readonly audiences: readonly string[] }
  | { readonly state: 'held' }
  | { readonly state: 'told' };

export interface ClaimRequest {
  readonly alertId: string;
  /** Unique to the invocation. */
  readonly owner: string;
  readonly audiences: readonly string[];
  readonly now: Instant;
  readonly lease: Duration;
}

/** The alerts as they stand. */
export interface Alerts {
  /** Adds the finding's matches, and its context where it brings one. Merging it again changes nothing. */
  merge(finding: Finding, context?: Context): Promise<void>;
  /** The alert and all its matches, strongly consistent; undefined where nothing was merged. */
  read(alertId: string): Promise<AlertRecord | undefined>;
  /** Grants the audiences that were not told yet to one owner until the lease ends. */
  claim(request: ClaimRequest): Promise<Claim>;
  /** Marks one audience as told of a revision; without effect once another owner holds the claim. */
  markTold(alertId: string, owner: string, audience: string, revision: number): Promise<void>;
}

/** Where alerts are published; one for each audience. */
export interface Publisher {
  readonly audience: string;
  /** Resolves when the alert was accepted for delivery. */
  publish(alert: Alert): Promise<void>;
}

/** Time from outside. */
export interface Clock {
  now(): Instant;
  /** Resolves after a while. */
  pause(length: Duration): Promise<void>;
}
