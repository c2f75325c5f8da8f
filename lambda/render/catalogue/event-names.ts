import { foldCase, type Predicate } from '../../core/predicate.ts';
import type { Rule } from '../../core/rule.ts';

/** The CloudTrail event names that a rule demands, on its own side and on the others, each once, as declared. */
export function eventNamesOf({ where, correlate }: Rule): readonly string[] {
  const sides = correlate?.type === 'temporal' ? correlate.sides : [];
  const predicates = [...where, ...sides.filter(({ source }) => source === 'cloudtrail').flatMap((side) => side.where)];
  const names = predicates.filter(({ field }) => field === 'EventName').flatMap(demanded);
  return [...new Map(names.map((name) => [foldCase(name), name])).values()];
}

function demanded(predicate: Predicate): readonly string[] {
  switch (predicate.op) {
    case 'is':
    case 'isExactly':
      return [predicate.value];
    case 'in':
      return predicate.values;
    default:
      return [];
  }
}
