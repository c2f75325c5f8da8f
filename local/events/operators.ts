import { TemplateFault } from '../errors.ts';

/** A value of an event that has nothing below it. */
export type Leaf = string | number | boolean | null;

/** Whether a field takes one of the values of a list. The leaves are those that the event has there: none where it has no such field. */
export type ValueTest = (leaves: readonly Leaf[]) => boolean;

type LeafTest = (leaf: Leaf) => boolean;

/**
 * One value that a pattern lists for a field: an exact one, or an operator. Throws TemplateFault at any other operator
 * than these, and names it; `where` names the field.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function valueTest(wanted: unknown, where: string): ValueTest {
  if (isLeaf(wanted)) return (leaves) => leaves.includes(wanted);
  const [operator, operand] = operatorIn(wanted, where);
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw new TemplateFault(`${where} needs true or false for exists`);
    return (leaves) => leaves.length > 0 === operand;
  }
  const test = operator === 'anything-but' ? not(butTest(operand, where)) : textTest(operator, operand, where);
  return (leaves) => leaves.some(test);
}

/** What anything-but takes out: a value, a list of values, or what another operator takes. */
function butTest(operand: unknown, where: string): LeafTest {
  const listed: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (listed.length > 0 && listed.every(isLeaf)) return (leaf) => listed.includes(leaf);
  const [operator, inner] = operatorIn(operand, `${where}, under anything-but`);
  return textTest(operator, inner, `${where}, under anything-but`);
}

/** These take strings alone. */
function textTest(operator: string, operand: unknown, where: string): LeafTest {
  const of = (test: (text: string, wanted: string) => boolean): LeafTest => {
    if (typeof operand !== 'string')
      throw new TemplateFault(`${where}: the cloud on the laptop knows ${operator} with a text alone`);
    return (leaf) => typeof leaf === 'string' && test(leaf, operand);
  };
  switch (operator) {
    case 'prefix':
      return of((text, wanted) => text.startsWith(wanted));
    case 'suffix':
      return of((text, wanted) => text.endsWith(wanted));
    case 'equals-ignore-case':
      return of((text, wanted) => text.toLowerCase() === wanted.toLowerCase());
    case 'wildcard': {
      const expression = wildcard(operand, where);
      return (leaf) => typeof leaf === 'string' && expression.test(leaf);
    }
    default:
      throw new TemplateFault(`${where} has the operator ${operator}, which the cloud on the laptop does not know`);
  }
}

/** `*` stands for any characters, none included; `\*` and `\\` for the characters themselves; two `*` may not follow each other. */
function wildcard(operand: unknown, where: string): RegExp {
  if (typeof operand !== 'string' || !/^(?:[^*\\]|\\[*\\]|\*(?!\*))*$/s.test(operand))
    throw new TemplateFault(`${where} has the wildcard ${JSON.stringify(operand)}, which EventBridge does not take`);
  const source = operand.replace(/\\?./gs, (part) => (part === '*' ? '.*' : escaped(part.at(-1) as string)));
  return new RegExp(`^${source}$`, 's');
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
}

function operatorIn(wanted: unknown, where: string): readonly [string, unknown] {
  const entries = typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted) ? Object.entries(wanted) : [];
  const [entry, ...others] = entries;
  if (entry === undefined || others.length > 0)
    throw new TemplateFault(`${where} has ${JSON.stringify(wanted)}, which is neither a value nor one operator`);
  return entry;
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function not(test: LeafTest): LeafTest {
  return (leaf) => !test(leaf);
}
