import { hashFactor, layout } from './skim-layout.ts';
import { type Code, i32, i64, type Variable, v128 } from './wasm.ts';

export const params = { from: 'i32', end: 'i32', all: 'i32', between: 'i32' } as const;

/** Bits are those of the block of 64 bytes at hand, the first byte's the lowest. */
export const locals = {
  at: 'i32', // where the block begins
  x0: 'v128', // its bytes
  x1: 'v128',
  x2: 'v128',
  x3: 'v128',
  kind: 'v128', // the kinds of some of them
  least: 'v128', // of the bytes in the same place of each
  leastSquare: 'v128', // counted from `[` on
  start: 'i32', // where the first of some blocks begins
  kept: 'i32', // where the bits of the block are kept
  keptTo: 'i32', // behind those of the last of these blocks
  quotes2: 'v128', // these are the bits of two blocks
  strings2: 'v128', // with the quote that begins one, without the one that ends it
  inside2: 'v128', // strings with both of their quotes
  structure2: 'v128', // brackets, colons and commas: these and all below, outside of strings
  brackets2: 'v128', // braces
  lists2: 'v128', // `[`
  listEnds2: 'v128', // `]`
  squares2: 'v128', // both of them
  opens2: 'v128', // `{` and `[`
  closes2: 'v128', // `}` and `]`
  colons2: 'v128',
  names2: 'v128', // what a name follows, if it is not the end, and is in no list
  taken2: 'v128', // strings and structure: everything else is words, numbers, or bad
  scalarStarts2: 'v128',
  emptied2: 'v128', // the brackets that close what was just opened
  firsts2: 'v128', // where a value or a name begins, then those out of place
  bad2: 'v128', // what cannot stand where it does, or is not known here
  ending2: 'v128', // all ones for a block whose last byte but one is in a string
  after2: 'v128', // all ones where the last byte but one in front of both is in a string
  bad: 'i64',
  names: 'i64',
  inList: 'i64',
  bits: 'i64', // those that a loop goes through
  bit: 'i64', // the one at hand
  some: 'i64',
  escaped: 'i64', // the characters behind a backslash
  afterBackslash: 'i64', // what the last block leaves to this one: 1 or 0
  afterName: 'i64', // where a name's colon has yet to come
  depth: 'i32', // how many brackets are around: in the record itself 1
  kinds: 'i64', // a bit for each depth: 1 for a list
  level: 'i64', // the depth, while lists are found
  isEnd: 'i64', // 1 at a bracket that closes, else 0
  here: 'i32', // the place at hand
  found: 'i32', // what was found there
  isFalse: 'i32', // whether it was `false`
  digit: 'i32',
  colon: 'i32',
  sign: 'i32',
  begin: 'i32', // where the record begins
  look: 'i32', // whether it has to be looked at
  named: 'i32', // whether it has a name
  passed: 'i32', // how many records were passed over
  spansTo: 'i32', // where the next span is written
  lookedAt: 'i32', // how many bytes the records have that have to be looked at
  backslash: 'v128',
  space: 'v128',
  square: 'v128',
  endSquare: 'v128',
  two: 'v128',
  lastControl: 'v128',
  zero: 'v128',
  fresh: 'v128', // of both blocks all bits but the first byte's, as the block before has judged that
  lowBits: 'v128',
  characterTable: 'v128',
} as const;

export type Variables = Readonly<Record<keyof typeof params | keyof typeof locals, Variable>>;

/** What the bytes are compared with, sixteen of each. */
export const sixteens = {
  backslash: '\\',
  space: ' ',
  square: '[',
  endSquare: ']',
  two: '\u0002',
  lastControl: '\u001F',
  lowBits: '\u000F',
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
/** A place in memory, counted from where the text begins. */
export const inText = (place: Code): Code => i32.sub(place, number(layout.text));
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

/** The bytes of the block, sixteen by sixteen. */
export const bytesOf = (v: Variables): readonly Variable[] => [v.x0, v.x1, v.x2, v.x3];

/** A bit for each byte of the block that passes a test. */
export function bytesThat(v: Variables, test: (bytes: Code) => Code): Code {
  const [a, b, c, d] = bytesOf(v).map(({ get }) => v128.bits(test(get))) as [Code, Code, Code, Code];
  const pair = (low: Code, high: Code): Code => i64.extend(i32.or(low, i32.shiftLeft(high, number(16))));
  return i64.or(pair(a, b), i64.shiftLeft(pair(c, d), i64.const(32n)));
}

/** A bit for each byte of the block that is the same as those in a variable. */
export function bytesLike(v: Variables, sixteen: Variable): Code {
  return bytesThat(v, (bytes) => v128.equalBytes(bytes, sixteen.get));
}
