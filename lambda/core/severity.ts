import type { Fielded } from './event.ts';
import { allHold } from './predicate.ts';
import { type Rule, type Severity, severities } from './rule.ts';

/** What a match's severity follows from: the event, and whether an exclusion lowers it. */
export type Gradable = Fielded & { readonly lowered?: boolean };

/**
 * How severe a match is: the highest of the rule's own severity and of every circumstance that holds; then one step less
 * where an exclusion lowers it. It follows from the event alone, so that no order, repetition or batch changes it.
 *
 * What the configuration sets stands in for the rule's own severity, and circumstances raise above it as well: who tunes
 * a rule down means its usual matches, and not the worst of them. For these there are exclusions, which name what is
 * harmless, and say why and for whom.
 */
export function severityOf(rule: Rule, match: Gradable): Severity {
  const holding = (rule.severityWhen ?? []).filter(({ where }) => allHold(where, match));
  const highest = highestOf([ownSeverity(rule), ...holding.map(({ severity }) => severity)]);
  return match.lowered === true ? oneStepDown(highest) : highest;
}

/** The severity of a rule's usual matches: what it declares, or what the configuration sets in its place. */
export function ownSeverity({ severity, alertSeverity }: Pick<Rule, 'severity' | 'alertSeverity'>): Severity {
  return alertSeverity ?? severity;
}

/** The highest of at least one severity. */
export function highestOf(several: readonly Severity[]): Severity {
  return severities.findLast((severity) => several.includes(severity)) as Severity;
}

/** Whether `a` is more severe than `b`. */
export function isAbove(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) > severities.indexOf(b);
}

function oneStepDown(severity: Severity): Severity {
  return severities[severities.indexOf(severity) - 1] ?? severity;
}
