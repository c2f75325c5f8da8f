/** Whether a filter policy lets a message through: yes; no, by which of its fields; or that we cannot tell. */
export type FilterVerdict =
  | { readonly lets: 'through' }
  | { readonly lets: 'nothing'; readonly by: readonly string[] }
  | { readonly lets: 'unknown' };

type Attributes = Readonly<Record<string, string>>;

/**
 * What SNS does with a policy over message attributes that are all texts. Every field must match, each by one of its
 * conditions. What our stack writes, and the usual operators, are judged; any other is unknown, never a guess.
 * https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html, …/attribute-key-matching.html, …/and-or-logic.html
 */
export function filterVerdict(policy: unknown, attributes: Attributes): FilterVerdict {
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) return { lets: 'unknown' };
  const verdicts = Object.entries(policy).map(([name, conditions]) => ({
    name,
    holds: fieldHolds(conditions, attributes[name]),
  }));
  const by = verdicts.filter(({ holds }) => holds === false).map(({ name }) => name);
  if (by.length > 0) return { lets: 'nothing', by };
  return { lets: verdicts.every(({ holds }) => holds === true) ? 'through' : 'unknown' };
}

function fieldHolds(conditions: unknown, value: string | undefined): boolean | undefined {
  if (!Array.isArray(conditions)) return undefined;
  const each = conditions.map((condition) => conditionHolds(condition, value));
  if (each.includes(true)) return true;
  return each.includes(undefined) ? undefined : false;
}

function conditionHolds(condition: unknown, value: string | undefined): boolean | undefined {
  if (typeof condition === 'string') return value === condition;
  if (typeof condition !== 'object' || condition === null) return undefined;
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(condition);
  if (others.length > 0) return undefined;
  if (operator === 'exists' && typeof operand === 'boolean') return (value !== undefined) === operand;
  if (operator === 'anything-but') return anythingBut(operand, value);
  if (typeof operand !== 'string') return undefined;
  switch (operator) {
    case 'prefix':
      return value?.startsWith(operand) === true;
    case 'suffix':
      return value?.endsWith(operand) === true;
    case 'equals-ignore-case':
      return value?.toLowerCase() === operand.toLowerCase();
    default:
      return undefined;
  }
}

/** It wants the attribute to be there. */
function anythingBut(operand: unknown, value: string | undefined): boolean | undefined {
  const excluded: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (!excluded.every((each) => typeof each === 'string')) return undefined;
  return value !== undefined && !excluded.includes(value);
}
