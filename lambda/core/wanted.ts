import type { Predicate } from './predicate.ts';
import type { Rule } from './rule.ts';

/** Tells, from the rules' own predicates, whether a CloudTrail record of this event name can matter to any of them. */
export type Wanted = (eventName: string) => boolean;

export function wantedBy(rules: readonly Rule[]): Wanted {
  const names = rules.flatMap(predicateLists).map(eventNames);
  if (names.includes('any')) return () => true;
  const folded = new Set(names.flatMap((list) => (list === 'any' ? [] : list)).map((name) => name.toLowerCase()));
  return (eventName) => folded.has(eventName.toLowerCase());
}

function predicateLists({ where, correlate }: Rule): readonly (readonly Predicate[])[] {
  const sides = correlate?.type === 'temporal' ? correlate.sides : [];
  return [where, ...sides.filter(({ source }) => source === 'cloudtrail').map((side) => side.where)];
}

/** The names that a conjunction demands; the case is folded, so a name that passes here may still fail the rule. */
function eventNames(predicates: readonly Predicate[]): readonly string[] | 'any' {
  const named = predicates.find(
    ({ field, op }) => field === 'EventName' && (op === 'is' || op === 'isExactly' || op === 'in'),
  );
  switch (named?.op) {
    case 'is':
    case 'isExactly':
      return [named.value];
    case 'in':
      return named.values;
    default:
      return 'any';
  }
}
