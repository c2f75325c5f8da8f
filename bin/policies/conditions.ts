import { matches } from './matches.ts';
import { also, type Holds, not, or } from './three-valued.ts';

/** What is known of a request: its condition keys, and what one is that does not stand there. */
export interface Known {
  readonly context: Readonly<Record<string, string>>;
  readonly otherKeys: 'absent' | 'unknown';
}

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * Whether all conditions of a statement hold. An operator with another meaning than these cannot be told.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(conditions: Conditions, known: Known): Holds {
  return also(
    Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, wanted]) => holds(operator, { key, wanted }, known)),
    ),
  );
}

interface Wanted {
  readonly key: string;
  readonly wanted: readonly string[];
}

/** A request's keys have one value each here: any value of them is all of them. */
function holds(operator: string, { key, wanted }: Wanted, known: Known): Holds {
  const [, set, base = '', ifExists] = /^(ForAnyValue:|ForAllValues:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const negated = /^(?:String|Arn)Not/.test(base);
  const value = valueIn(key, known);
  if (typeof value === 'object') return value;
  if (base === 'Null') return wanted.includes(String(value === undefined)) ? 'yes' : 'no';
  if (value === undefined) return negated || ifExists !== undefined || set === 'ForAllValues:' ? 'yes' : 'no';
  const each = or(wanted.map((text) => satisfies(base.replace('Not', ''), text, value)));
  return negated ? not(each) : each;
}

/** Keys are the same in any case of their letters. */
function valueIn(key: string, { context, otherKeys }: Known): string | undefined | { readonly because: string } {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  if (found !== undefined) return found[1];
  return otherKeys === 'absent' ? undefined : { because: `the condition key ${key}` };
}

function satisfies(operator: string, wanted: string, value: string): Holds {
  if (wanted.includes('${')) return { because: `the policy variable in ${wanted}` };
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return wanted === value ? 'yes' : 'no';
    case 'StringEqualsIgnoreCase':
      return wanted.toLowerCase() === value.toLowerCase() ? 'yes' : 'no';
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals': // the same as ArnLike, says the page
      return matches(wanted, value) ? 'yes' : 'no';
    default:
      return { because: `the condition ${operator}` };
  }
}
