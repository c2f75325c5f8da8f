import type { Field } from './event.ts';
import type { Exclusion, Treatment } from './exclusion.ts';
import type { FullestWindow } from './fullest-window.ts';
import type { Predicate } from './predicate.ts';
import type { Circumstance, Rule, Severity } from './rule.ts';
import type { Duration, Instant } from './time.ts';
import type { Span } from './window.ts';

/** What one rule makes of one event, in one of the parts that an event can play in it. */
export interface Judgement {
  readonly rule: Rule;
  /** The side of a correlation that counts such events; absent where the event is of the kind that the rule is about. */
  readonly side?: string;
  /** Every predicate, also those behind the first that does not hold. */
  readonly checks: readonly Check[];
  /** What exclusions do to it, and which; absent where they leave it alone, or a predicate does not hold. */
  readonly treatment?: Treatment;
  /** Exclusions that describe the event, but ended before it came. */
  readonly expired: readonly Exclusion[];
  /** Absent where the rule correlates nothing, a predicate does not hold, or an exclusion drops the event. */
  readonly correlation?: Correlation;
  /** `fires`: the event is in an alert. `counts`: it is none by itself, but was counted on its side. */
  readonly verdict: 'fires' | 'counts' | 'no';
  /** How severe its match is, and why; absent where it does not fire. */
  readonly severity?: JudgedSeverity;
  /** The alerts that it is in, or that tell of it as one of a side. */
  readonly alerts: readonly AlertOfEvent[];
}

/** One predicate, the text that it saw in its field (`""` where there was none), and what it said. */
export interface Check {
  readonly predicate: Predicate;
  readonly saw: string;
  readonly holds: boolean;
}

export interface JudgedSeverity {
  /** After everything: what the match has in its alert. */
  readonly effective: Severity;
  /** What the rule declares, or the configuration sets in its place. */
  readonly own: Severity;
  readonly circumstances: readonly JudgedCircumstance[];
}

/** A circumstance that the rule declares, every predicate of it, and whether all of them hold. */
export interface JudgedCircumstance {
  readonly circumstance: Circumstance;
  readonly checks: readonly Check[];
  readonly holds: boolean;
}

export interface Correlation {
  /** What the counted events share with this one. */
  readonly by: readonly { readonly field: Field; readonly value: string }[];
  readonly within: Duration;
  readonly counts: readonly Count[];
  /** For an event of a side: the events of the rule that it can be counted for. */
  readonly partners?: Seen & { readonly leftOut?: LeftOut };
}

/** What was counted, in the fullest window that holds the event, and how much of it is needed. */
export interface Count {
  /** The side's name; absent where the rule counts its own events. */
  readonly side?: string;
  readonly window: FullestWindow;
  /** Whether `window.count` is a lower bound: more were there than were read. */
  readonly atLeast: boolean;
  readonly moreThan: number;
  /** How many more it would have taken. */
  readonly missing: number;
  /** Everything on the timeline, whenever it was: what is more than in the window came too early or too late. */
  readonly ever: Seen;
  /** What exclusions dropped that could share a window with the event; absent where they dropped nothing of it. */
  readonly leftOut?: LeftOut & {
    /** How many more it would have taken with these. */
    readonly missing: number;
  };
}

/** Distinct events that exclusions dropped, and that are not counted for it. */
export interface LeftOut {
  readonly count: number;
  readonly atLeast: boolean;
  /** The ids of the exclusions, in the order of text. */
  readonly by: readonly string[];
}

export interface Seen {
  readonly count: number;
  readonly atLeast: boolean;
  readonly first?: Instant;
  readonly last?: Instant;
}

export interface AlertOfEvent {
  readonly alertId: string;
  readonly period: Span;
}
