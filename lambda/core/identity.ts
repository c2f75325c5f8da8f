import { hash } from 'node:crypto';

const plain = /^(?:[A-Za-z0-9.:_-]+(?:\/[A-Za-z0-9.:_-]+)*)?$/; // parts that are joined
const isPart = (part: string): boolean => part !== '' && !part.includes('/');

/**
 * One bounded name for several texts, without ambiguity: readable where all parts are short and plain, else a hash.
 * Parts may be an attacker's text; the result is at most 128 ASCII characters and no two lists of parts share one.
 */
export function identity(...parts: readonly string[]): string {
  const joined = parts.join('/');
  return joined.length <= 128 && plain.test(joined) && parts.every(isPart) ? joined : `~${digest(parts)}`;
}

/** 128 bits of SHA-256 over the value's canonical JSON (keys sorted), as 32 hexadecimal digits. */
export function digest(value: unknown): string {
  return digestOfText(canonicalJson(value));
}

/** The same of a text that is canonical JSON already. */
export function digestOfText(canonical: string): string {
  return hash('sha256', canonical, 'hex').slice(0, 32);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).sort() as (keyof typeof value)[]; // by UTF-16 code unit, as compareText does
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}

/** Compares by UTF-16 code unit, so that the order is the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
