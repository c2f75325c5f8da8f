import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './fixture.ts';

const more = { later: 'of a later version' };

/** An item as a later version might have written it: with more attributes, and more in each text that is JSON. */
export function extended(item: Item): Item {
  const entries = Object.entries(item).map(([name, value]) => [name, extendedValue(name, value)] as const);
  return { ...Object.fromEntries(entries), laterText: { S: 'x' }, laterMap: { M: { inner: { N: '1' } } } };
}

function extendedValue(name: string, value: AttributeValue): AttributeValue {
  if (value.M !== undefined) {
    const each = Object.entries(value.M).map(([key, inner]) => [key, extendedValue(name, inner)] as const);
    return { M: Object.fromEntries(each) };
  }
  if (value.S === undefined || !/^[[{]/.test(value.S)) return value;
  const json: unknown = JSON.parse(value.S);
  return { S: JSON.stringify(name === 'parts' ? withMoreInEach(json) : withMore(json)) };
}

/** A list's items, or an object itself. */
function withMore(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withMore);
  return typeof json === 'object' && json !== null ? { ...json, ...more } : json;
}

/** The parts of a cursor are read by their names: what is new would be in them. */
function withMoreInEach(parts: unknown): unknown {
  if (typeof parts !== 'object' || parts === null) return parts;
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, withMore(part)]));
}
