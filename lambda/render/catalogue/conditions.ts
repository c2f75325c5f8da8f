import type { Source } from '../../core/event.ts';
import { foldCase, type Predicate } from '../../core/predicate.ts';
import type { Rule } from '../../core/rule.ts';
import type { Condition, Exclusion, Indicator, Operator } from './page.ts';

interface Sourced extends Condition {
  readonly source: Source;
}

/** Tells whether two indicators are the same, whatever rule they stand in. */
type IndicatorKey = string;

const withoutNegation = { isNot: 'is', notContains: 'contains', notIn: 'in' } as const;

/** Those that compare with the case folded: `yes` and `Yes` are one indicator. */
const folding: ReadonlySet<Operator> = new Set(['is', 'isNot', 'contains', 'notContains']);

export function conditionOf(predicate: Predicate): Condition {
  const { field, op: operator } = predicate;
  switch (predicate.op) {
    case 'in':
    case 'notIn':
      return { field, operator, values: predicate.values };
    case 'isPresent':
      return { field, operator, values: [] };
    default:
      return { field, operator, values: [predicate.value] };
  }
}

/** What the rule's negated predicates take out, each once. */
export function exclusionsOf(rule: Rule): readonly Exclusion[] {
  return conditionsOf(rule).flatMap(({ operator, ...rest }) =>
    isNegated(operator) ? [{ ...rest, operator: withoutNegation[operator] }] : [],
  );
}

/** What an event must look like for the rule to match. `rulesWith` names the other rules that hold the same one. */
export function indicatorsOf(rule: Rule, rulesWith: (key: IndicatorKey) => readonly string[]): readonly Indicator[] {
  return conditionsOf(rule)
    .filter(isIndicator)
    .map((condition) => ({ ...condition, otherRules: rulesWith(keyOf(condition)) }));
}

export function indicatorKeys(rule: Rule): ReadonlySet<IndicatorKey> {
  return new Set(conditionsOf(rule).filter(isIndicator).map(keyOf));
}

/** The rule's own predicates and those of its other sides, in order, each once. */
function conditionsOf({ where, correlate }: Rule): readonly Sourced[] {
  const own = where.map((predicate) => ({ source: 'cloudtrail' as const, ...conditionOf(predicate) }));
  const sides = correlate?.type === 'temporal' ? correlate.sides : [];
  const others = sides.flatMap(({ source, where: predicates }) =>
    predicates.map((predicate) => ({ source, ...conditionOf(predicate) })),
  );
  return [...new Map([...own, ...others].map((condition) => [keyOf(condition), condition])).values()];
}

function isNegated(operator: Operator): operator is keyof typeof withoutNegation {
  return operator in withoutNegation;
}

/** As in the published catalogues: "is not" one value tells what the event looks like, a list of values left out does not. */
function isIndicator({ operator }: Condition): boolean {
  return operator !== 'notContains' && operator !== 'notIn';
}

function keyOf({ source, field, operator, values }: Sourced): IndicatorKey {
  return JSON.stringify([source, field, operator, ...(folding.has(operator) ? values.map(foldCase) : values)]);
}
