import { hashFactor } from './skim-layout.ts';
import { type Code, i32, i64, type Variable, v128 } from './wasm.ts';

export const params = { from: 'i32', end: 'i32', all: 'i32', behind: 'i32' } as const;

/** Bits are those of the block of 64 bytes at hand, the first byte's the lowest. */
export const locals = {
  at: 'i32', // where the block begins
  x0: 'v128', // its bytes
  x1: 'v128',
  x2: 'v128',
  x3: 'v128',
  least: 'v128', // of the bytes in the same place of each
  leastSquare: 'v128', // counted from `[` on
  isRare: 'i32', // whether there are brackets, backslashes or control characters among them
  bad: 'i64', // what cannot stand where it does, or is not known here
  quotes: 'i64',
  strings: 'i64', // with the quote that begins one, without the one that ends it
  closing: 'i64', // the quotes that end one
  opens: 'i64', // `{` and `[`: these and all below, outside of strings
  closes: 'i64',
  colons: 'i64',
  commas: 'i64',
  structure: 'i64', // the four above
  scalars: 'i64', // everything else
  scalarStarts: 'i64',
  lists: 'i64', // `[`
  inList: 'i64',
  names: 'i64', // what a name follows, if it is not the end
  emptied: 'i64', // the brackets that close what was just opened
  bits: 'i64', // those that a loop goes through
  bit: 'i64', // the one at hand
  some: 'i64',
  afterString: 'i64', // what the last block leaves to this one; all ones within a string
  afterBackslash: 'i64', // else 1, or 0
  afterStart: 'i64',
  afterClosing: 'i64',
  afterOpen: 'i64',
  afterScalar: 'i64',
  afterName: 'i64',
  depth: 'i32', // how many brackets are around: in the record itself 1
  kinds: 'i64', // what they are, the innermost in the lowest bit: 1 for a list
  here: 'i32', // the place at hand
  found: 'i32', // what was found there
  digit: 'i32',
  colon: 'i32',
  sign: 'i32',
  begin: 'i32', // where the record begins
  look: 'i32', // whether it has to be looked at
  named: 'i32', // whether it has a name
  passed: 'i32', // how many records were passed over
  spansTo: 'i32', // where the next span is written
  lookedAt: 'i32', // how many bytes the records have that have to be looked at
  quote: 'v128',
  backslash: 'v128',
  brace: 'v128',
  endBrace: 'v128',
  colonSign: 'v128',
  comma: 'v128',
  space: 'v128',
  square: 'v128',
  two: 'v128',
  lastControl: 'v128',
} as const;

export type Variables = Readonly<Record<keyof typeof params | keyof typeof locals, Variable>>;

/** What the bytes are compared with, sixteen of each: kept in variables, as V8 makes a constant anew at each use. */
export const sixteens = {
  quote: '"',
  backslash: '\\',
  brace: '{',
  endBrace: '}',
  colonSign: ':',
  comma: ',',
  space: ' ',
  square: '[',
  two: '\u0002',
  lastControl: '\u001F',
} as const;

export const none = i64.const(0n);
export const one = i64.const(1n);
export const not = (bits: Code): Code => i64.xor(bits, i64.const(-1n));
export const both = i64.and;
export const without = (bits: Code, others: Code): Code => i64.and(bits, not(others));
export const either = (...bits: readonly Code[]): Code => bits.reduce((a, b) => i64.or(a, b));
export const lowest = (bits: Code): Code => i64.and(bits, i64.sub(none, bits));
export const number = (value: number): Code => i32.const(value);
export const count = (bits: Code): Code => i32.lowOf(i64.countOnes(bits));
/** All bits that are higher than one. */
export const above = (bit: Code): Code => i64.xor(bit, i64.sub(none, bit));
/** Where the lowest of some bits stands in memory. */
export const placeOf = (v: Variables, bits: Code): Code => i32.add(v.at.get, i32.lowOf(i64.trailingZeros(bits)));
export const ascii = (character: string): Code => i32.const(character.charCodeAt(0));
export const ascii4 = (text: string): Code => i32.const(Buffer.from(text).readInt32LE());
export const addBad = (v: Variables, bits: Code): Code => v.bad.set(either(v.bad.get, bits));

/** The next address, or the next in a count. */
export const next = (variable: Variable): Code => variable.set(i32.add(variable.get, number(1)));
export const isSome = (bits: Code): Code => i32.isZero(i64.isZero(bits));

/** `hashOfKey` of the key that ends in front of a place. */
export function hashBefore(place: Code): Code {
  return i32.shiftRight(i32.mul(i32.load(i32.sub(place, number(4))), number(hashFactor)), number(26));
}

/** A bit for each byte of the block that passes a test. */
export function bytesThat(v: Variables, test: (bytes: Code) => Code): Code {
  const [a, b, c, d] = [v.x0, v.x1, v.x2, v.x3].map(({ get }) => v128.bits(test(get))) as [Code, Code, Code, Code];
  const pair = (low: Code, high: Code): Code => i64.extend(i32.or(low, i32.shiftLeft(high, number(16))));
  return i64.or(pair(a, b), i64.shiftLeft(pair(c, d), i64.const(32n)));
}

/** The least of the four bytes of the block, in each of the sixteen places. */
export function leastBytes(v: Variables, of: (bytes: Code) => Code): Code {
  const [a, b, c, d] = [v.x0, v.x1, v.x2, v.x3].map(({ get }) => of(get)) as [Code, Code, Code, Code];
  return v128.leastBytes(v128.leastBytes(a, b), v128.leastBytes(c, d));
}
