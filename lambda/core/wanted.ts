import { foldCase, type Predicate } from './predicate.ts';
import type { Rule } from './rule.ts';

/** Tells, from the rules' own predicates, whether a CloudTrail record of this event name can matter to any of them. */
export interface Wanted {
  (eventName: string): boolean;
  /** All the names for which it holds, in lower case: it folds ASCII letters. Absent where they cannot be listed. */
  readonly names?: ReadonlySet<string>;
}

export function wantedBy(rules: readonly Rule[]): Wanted {
  const names = rules.map(eventNamesOf);
  if (names.includes('any')) return () => true;
  return wantedNames(names.flatMap((list) => (list === 'any' ? [] : list))); // the rule itself may mind the case
}

/** The same, and one name more. */
export function orWanted(wanted: Wanted, eventName: string): Wanted {
  return wanted.names === undefined ? wanted : wantedNames([...wanted.names, eventName]);
}

function wantedNames(eventNames: readonly string[]): Wanted {
  const names = new Set(eventNames.map(foldCase));
  return Object.assign((eventName: string) => names.has(foldCase(eventName)), { names });
}

/** The CloudTrail event names that a rule asks for, on its own side and on the others, each once, as declared. */
export function eventNamesOf({ where, correlate }: Rule): readonly string[] | 'any' {
  const sides = correlate?.type === 'temporal' ? correlate.sides.filter(({ source }) => source === 'cloudtrail') : [];
  const names = [where, ...sides.map((side) => side.where)].map(demanded);
  if (names.includes('any')) return 'any';
  const known = names.flatMap((list) => (list === 'any' ? [] : list)).map((name) => [foldCase(name), name] as const);
  return [...new Map(known).values()];
}

/** The names that a conjunction demands. */
function demanded(predicates: readonly Predicate[]): readonly string[] | 'any' {
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
