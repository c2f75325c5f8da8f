import { TemplateFault } from '../errors.ts';
import { isLeaf, type Leaf, valueTest } from './operators.ts';

/** Whether a pattern takes an event. */
export type EventTest = (event: unknown) => boolean;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The pattern of a rule, ready to try events with. All its fields must hold; of the values of a field one must, and
 * fields of the event that it does not name do not count. Where the event has a list, one element of it must do, and
 * all that the pattern says below must hold for the same one. Throws TemplateFault at what no pattern may be, and at an
 * operator that is not known here; `where` names the rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * https://github.com/aws/event-ruler#json-array-matching
 */
export function patternTest(pattern: unknown, where: string): EventTest {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw new TemplateFault(`${where} has ${JSON.stringify(pattern)} where an event pattern has an object with fields`);
  const fields = Object.entries(pattern).map(([name, wanted]) => fieldTest(name, wanted, `${where}.${name}`));
  return (event) => objectsIn(event).some((object) => fields.every((holds) => holds(object)));
}

function fieldTest(name: string, wanted: unknown, where: string): (parent: JsonObject) => boolean {
  if (name.startsWith('$')) throw new TemplateFault(`${where}: the cloud on the laptop does not know this operator`);
  const test = Array.isArray(wanted) ? listTest(wanted, where) : patternTest(wanted, where);
  return (parent) => test(Object.hasOwn(parent, name) ? parent[name] : undefined);
}

/** The values that a field may have. */
function listTest(wanted: readonly unknown[], where: string): EventTest {
  if (wanted.length === 0) throw new TemplateFault(`${where} has an empty list, where EventBridge wants a value`);
  const tests = wanted.map((each) => valueTest(each, where));
  return (value) => tests.some((holds) => holds(leavesIn(value)));
}

/** What fields below are looked for in. There is always one, as a field may be wanted not to be there. */
function objectsIn(value: unknown): readonly JsonObject[] {
  const objects = elementsOf(value).filter(isObject);
  return objects.length > 0 ? objects : [{}];
}

function leavesIn(value: unknown): readonly Leaf[] {
  return elementsOf(value).filter(isLeaf);
}

/** A list stands for its elements, and one in it for its own. */
function elementsOf(value: unknown): readonly unknown[] {
  return [value].flat(Number.POSITIVE_INFINITY);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
