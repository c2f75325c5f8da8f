import { digest } from '../core/identity.ts';
import { nestsDeeper } from '../core/nesting.ts';
import { type Instant, parseInstant } from '../core/time.ts';
import { UnreadableRecord } from './errors.ts';

/** A parsed JSON object of unknown content. */
export type Json = Readonly<Record<string, unknown>>;

/** Real records nest about ten levels; beyond this, recursion over them could exhaust the stack. */
export const deepestRecord = 500;
export const tooDeep = `nested deeper than ${deepestRecord} levels`;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as KQL's tostring() gives it: `""` where absent or null, text as it is, anything else as compact JSON. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (Number.isFinite(value)) return String(value); // as JSON.stringify, in a fraction of its time
  return JSON.stringify(bounded(value));
}

/** An object that may also stand as a JSON string, as some collectors write it; empty for anything else. */
export function objectOf(value: unknown): Json {
  const parsed = parsedOf(value);
  return isObject(parsed) ? parsed : {};
}

/** A list that may also stand as a JSON string; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  const parsed = parsedOf(value);
  return Array.isArray(parsed) ? parsed : [];
}

/** True or false, from a boolean or from text in any case. */
export function booleanOf(value: unknown): boolean | undefined {
  switch (text(value).toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return undefined;
  }
}

/** The instant that a field of this name holds. Throws UnreadableRecord for anything but a time. */
export function instantOf(field: string, value: unknown): Instant {
  const found = text(value);
  const instant = parseInstant(found);
  if (instant !== undefined) return instant;
  throw new UnreadableRecord(`${field}: expected a time`, found === '' ? 'nothing' : quote(found));
}

/** A digest of the whole record with its keys sorted: the identity of one that carries no id. */
export function recordDigest(record: unknown): string {
  return digest(bounded(record));
}

function parsedOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined; // a string that is no JSON is as absent
  }
}

function bounded(value: unknown): unknown {
  if (nestsDeeper(value, deepestRecord)) throw new UnreadableRecord(tooDeep);
  return value;
}

/** What was found, short and safe to print: it is an attacker's text. */
function quote(found: string): string {
  const start = [...found.slice(0, 80)].slice(0, 40).join('');
  const safe = start.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `"${safe}"${start.length < found.length ? '…' : ''}`;
}
