import type { CloudTrailField, SignInField, Source } from './event.ts';
import type { Exclusion } from './exclusion.ts';
import type { Predicate } from './predicate.ts';
import type { Duration } from './time.ts';
import type { Tunables } from './tunable.ts';

export const severities = ['Informational', 'Low', 'Medium', 'High'] as const;
export type Severity = (typeof severities)[number];

/** Whether a match is published (`alert`) or only kept, counted and shown (`signal`). */
export type Delivery = 'alert' | 'signal';

/** A MITRE ATT&CK technique under one of its tactics, in the words of ATT&CK v19. */
export interface Attack {
  readonly tactic: string;
  readonly technique: string;
  readonly name: string;
}

/** The published rule that this one comes from. */
export interface Original {
  readonly platform: string;
  readonly id: string;
  readonly title: string;
  readonly version?: string;
  readonly url: string;
}

/** One group column: a field of the event under its own name, under another one, or a constant. */
export type GroupColumn =
  | CloudTrailField
  | { readonly name: string; readonly field: CloudTrailField }
  | { readonly name: string; readonly constant: string };

/** A column that shows the alert's first or last event time. */
export interface TimeColumn {
  readonly name: string;
  readonly shows: 'startTime' | 'endTime';
}

/** An entity as Microsoft Sentinel maps it: its type, and the column behind each identifier. */
export interface EntityMapping {
  readonly type: 'Account' | 'IP';
  readonly identifiers: Readonly<Record<string, string>>;
}

/** Sigma's `event_count`: more than `moreThan` of the rule's events with equal `by` fields within one window. */
export interface EventCount {
  readonly type: 'event_count';
  readonly by: readonly CloudTrailField[];
  readonly moreThan: number;
  readonly within: Duration;
}

/** Sigma's `temporal`: an event of the rule, and enough events of any one of the `sides`, within one window. */
export interface Temporal {
  readonly type: 'temporal';
  readonly by: readonly CloudTrailField[];
  readonly within: Duration;
  readonly sides: readonly Side[];
}

/** Other events that a temporal correlation counts; `by` names their fields, in the order of the rule's own. */
export type Side = CloudTrailSide | EntraSide;

interface SideOf<From extends Source, Name> {
  readonly name: string;
  readonly source: From;
  readonly where: readonly Predicate[];
  readonly by: readonly Name[];
  readonly moreThan: number;
  /** Fields to remember of each event and to sum up in the alert's context. */
  readonly keep: readonly Name[];
}
type CloudTrailSide = SideOf<'cloudtrail', CloudTrailField>;
export type EntraSide = SideOf<'entra', SignInField>;

/** What makes a match of the rule more severe than its usual ones are. */
export interface Circumstance {
  /**
   * What the rule's own event must look like for it; all must hold. Of an event count only fields that it counts by and
   * groups by: see plan.ts.
   */
  readonly where: readonly Predicate[];
  /** What the match is at least, if they do. */
  readonly severity: Severity;
  /** Why, in a sentence that begins small and has no full stop: people read it behind a colon. */
  readonly because: string;
}

/** A detection rule, whole: the evaluator, the catalogue and `explain` read nothing else. */
export interface Rule {
  /** Stable: it stands in alerts, configuration, file names and documentation. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Of its usual matches. */
  readonly severity: Severity;
  /** What the configuration sets in the place of `severity`; circumstances raise above it, too. */
  readonly alertSeverity?: Severity;
  /** What raises the severity of a single match; severity.ts says how these come together. */
  readonly severityWhen?: readonly Circumstance[];
  readonly deliver: Delivery;
  readonly attack: readonly Attack[];
  readonly original: Original;
  /** Which CloudTrail events it is about; all must hold. */
  readonly where: readonly Predicate[];
  readonly correlate?: EventCount | Temporal;
  /** Events with equal group columns in one period are one alert. */
  readonly groupBy: readonly GroupColumn[];
  /** The columns by which people are told of its alerts together: those of a period that are equal in them. */
  readonly notifyBy?: readonly string[];
  readonly timeColumns: readonly TimeColumn[];
  readonly period: Duration;
  readonly entities: readonly EntityMapping[];
  /** What the configuration may set, by the name that it has there. */
  readonly tunable?: Tunables;
  /** What the configuration leaves out of it, or takes less seriously. */
  readonly exclusions?: readonly Exclusion[];
  readonly falsePositives: readonly string[];
  readonly triage: readonly string[];
}

export function defineRule(rule: Rule): Rule {
  return rule;
}

export function eventCount(correlation: Omit<EventCount, 'type'>): EventCount {
  return { type: 'event_count', ...correlation };
}

export function temporal(correlation: Omit<Temporal, 'type'>): Temporal {
  return { type: 'temporal', ...correlation };
}
