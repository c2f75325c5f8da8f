import { type Field, type Fielded, textOf } from './event.ts';

/**
 * One condition on one field, as data. `is`, `isNot`, `contains` and `notContains` fold ASCII case, as KQL's
 * `=~`, `!~`, `contains` and `!contains` do; `isExactly`, `in` and `notIn` do not. An absent field is `""`.
 */
export type Predicate =
  | {
      readonly field: Field;
      readonly op: 'is' | 'isNot' | 'contains' | 'notContains' | 'isExactly';
      readonly value: string;
    }
  | { readonly field: Field; readonly op: 'in' | 'notIn'; readonly values: readonly string[] }
  | { readonly field: Field; readonly op: 'isPresent' };

/** A field to build predicates from: `where('EventName').is('ConsoleLogin')`. */
export function where(field: Field) {
  return {
    is: (value: string): Predicate => ({ field, op: 'is', value }),
    isNot: (value: string): Predicate => ({ field, op: 'isNot', value }),
    contains: (value: string): Predicate => ({ field, op: 'contains', value }),
    notContains: (value: string): Predicate => ({ field, op: 'notContains', value }),
    isExactly: (value: string): Predicate => ({ field, op: 'isExactly', value }),
    in: (...values: readonly string[]): Predicate => ({ field, op: 'in', values }),
    notIn: (...values: readonly string[]): Predicate => ({ field, op: 'notIn', values }),
    isPresent: (): Predicate => ({ field, op: 'isPresent' }),
  };
}

export function holds(predicate: Predicate, event: Fielded): boolean {
  const text = textOf(event, predicate.field);
  switch (predicate.op) {
    case 'is':
      return equalsFolded(text, predicate.value);
    case 'isNot':
      return !equalsFolded(text, predicate.value);
    case 'contains':
      return foldCase(text).includes(foldCase(predicate.value));
    case 'notContains':
      return !foldCase(text).includes(foldCase(predicate.value));
    case 'isExactly':
      return text === predicate.value;
    case 'in':
      return predicate.values.includes(text);
    case 'notIn':
      return !predicate.values.includes(text);
    case 'isPresent':
      return text !== '';
    default:
      return predicate satisfies never;
  }
}

export function allHold(predicates: readonly Predicate[], event: Fielded): boolean {
  return predicates.every((predicate) => holds(predicate, event));
}

/** Most texts stand as they are declared, or are of another length, which folding leaves as it is. */
function equalsFolded(a: string, b: string): boolean {
  return a === b || (a.length === b.length && foldCase(a) === foldCase(b));
}

/** ASCII only: toLowerCase() alone would also turn the Kelvin sign into `k`. */
export function foldCase(text: string): string {
  return isAscii.test(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

const isAscii = /^\p{ASCII}*$/u;
