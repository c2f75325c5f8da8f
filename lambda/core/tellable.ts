import type { Rule } from './rule.ts';

/** The parts of a rule that judge events. */
type Judging = Pick<Rule, 'where' | 'correlate' | 'severityWhen' | 'groupBy' | 'tunable' | 'exclusions'>;

/** The parts that say what its alerts are, and what to do about them. */
export type ToldParts = Omit<Rule, keyof Judging>;

/** What alerts are told by: a rule, or a system alert, which judges no events. */
export type Tellable = ToldParts & Partial<Judging & SystemWords>;

/** What is said of a system alert in other words than of a rule, whose events are those of a log. */
export interface SystemWords {
  /** What its events are called, and what an event's id is the id of. */
  readonly events: { readonly one: string; readonly several: string; readonly id: string };
  /** What to do where they are harmless: no exclusion can leave them out. */
  readonly ifHarmless: string;
}
