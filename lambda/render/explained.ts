import type { DetectorEvent } from '../core/event.ts';
import type { Judgement } from '../core/judgement.ts';

/** One version of an event, and what each rule makes of it. */
export interface ExplainedEvent {
  readonly event: DetectorEvent;
  /** Which of how many versions of the event it is, from 1. */
  readonly version: { readonly number: number; readonly of: number };
  /** In how many places it was read. */
  readonly copies: number;
  readonly judgements: readonly Judgement[];
}

/** A record that no rule ever saw, and why. */
export interface UnjudgedRecord {
  readonly kind: 'skipped' | 'failed';
  readonly reason: string;
  readonly eventId: string;
  /** CloudTrail's name of the event; empty where it has none. */
  readonly eventName: string;
  /** The file, and where in it. */
  readonly object: string;
}
