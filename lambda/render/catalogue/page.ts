import type { Source } from '../../core/event.ts';
import type { Predicate } from '../../core/predicate.ts';
import type { Delivery, Original, Severity } from '../../core/rule.ts';

/** What the catalogue tells of one rule, all of it derived from the rule's declaration and those of the others. */
export interface CataloguePage {
  readonly schema: 'gatewarden.rule/1';
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Of its usual matches. */
  readonly severity: Severity;
  /** What raises a match above that, in the order of the declaration. */
  readonly severityWhen: readonly CircumstanceOnPage[];
  readonly deliver: Delivery;
  /** The CloudTrail event names that the rule filters on. */
  readonly eventNames: readonly string[];
  readonly attack: readonly TacticCoverage[];
  /** The catalogue's other rules that filter on one of the same event names, in the order of the catalogue. */
  readonly sameAction: readonly SameAction[];
  readonly original: Original;
  /** What happens to an event, in this order. */
  readonly stages: readonly Stage[];
  readonly exclusions: readonly Exclusion[];
  readonly indicators: readonly Indicator[];
  readonly outputFields: readonly OutputField[];
  readonly tunables: readonly TunableOnPage[];
  readonly falsePositives: readonly string[];
  readonly triage: readonly string[];
}

/** One tactic of MITRE ATT&CK, and the rule's techniques under it. */
export interface TacticCoverage {
  readonly tactic: string;
  readonly techniques: readonly Technique[];
}

interface Technique {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

export interface SameAction {
  readonly id: string;
  readonly title: string;
  /** Where that rule's original comes from. */
  readonly platform: string;
  readonly eventNames: readonly string[];
}

export type Operator = Predicate['op'];

/** One predicate: a field, what is asked of it, and the values that it is compared with, if any. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export type Stage =
  | { readonly type: 'source'; readonly source: Source }
  | { readonly type: 'where'; readonly conditions: readonly Condition[] }
  | {
      readonly type: 'event_count';
      readonly by: readonly string[];
      readonly moreThan: number;
      readonly withinSeconds: number;
    }
  | { readonly type: 'temporal'; readonly withinSeconds: number; readonly sides: readonly StageSide[] }
  | { readonly type: 'group by'; readonly columns: readonly string[] }
  | { readonly type: 'period'; readonly seconds: number };

/** What makes a match at least this severe: conditions that all hold of the rule's own event, and why they matter. */
interface CircumstanceOnPage {
  readonly severity: Severity;
  readonly because: string;
  readonly conditions: readonly Condition[];
}

/** Other events that a temporal correlation wants to see in the same window. */
export interface StageSide {
  readonly name: string;
  readonly source: Source;
  readonly conditions: readonly Condition[];
  /** The fields that must be equal: the event's own, and that of these other events. */
  readonly joins: readonly { readonly own: string; readonly other: string }[];
  readonly moreThan: number;
}

/** What a negated predicate takes out: `operator` is what it would be without the negation. */
export interface Exclusion extends Condition {
  readonly source: Source;
  readonly operator: Extract<Operator, 'is' | 'contains' | 'in'>;
}

/** A predicate that an event must meet, and the catalogue's other rules that hold the same predicate. */
export interface Indicator extends Condition {
  readonly source: Source;
  readonly otherRules: readonly string[];
}

/** A column of the rule's alerts. */
export interface OutputField {
  readonly name: string;
  readonly kind: 'group' | 'time';
  /** In words: where in the record its value stands. */
  readonly from: string;
  /** The entity identifiers that it fills, such as `Account.Name`. */
  readonly entities: readonly string[];
}

/** What the configuration may set of the rule: the name that it has there, what it is without it, and what it may be. */
export type TunableOnPage =
  | {
      readonly kind: 'moreThan';
      readonly name: string;
      readonly default: number;
      readonly least: number;
      readonly most: number;
    }
  | {
      readonly kind: 'within';
      readonly name: string;
      readonly defaultSeconds: number;
      readonly leastSeconds: number;
      readonly mostSeconds: number;
    }
  | {
      readonly kind: 'oneOf';
      readonly name: string;
      readonly default: string;
      readonly options: readonly { readonly name: string; readonly condition: Condition }[];
    }
  | {
      readonly kind: 'switch';
      readonly name: string;
      readonly default: false;
      readonly off: Condition;
      readonly on: Condition;
    }
  | { readonly kind: 'notIn'; readonly name: string; readonly default: readonly string[]; readonly field: string };
