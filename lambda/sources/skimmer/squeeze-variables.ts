import type { Variable } from './wasm.ts';

export const params = { from: 'i32', end: 'i32', most: 'i32', comma: 'i32' } as const;

export const locals = {
  at: 'i32', // the place at hand
  out: 'i32', // where it is copied to
  table: 'i32', // where the next record is noted
  records: 'i32', // how many there are
  start: 'i32', // where the record at hand begins
  limit: 'i32', // where it has to end
  depth: 'i32', // how many brackets are open in it
  found: 'i32', // what was found at the place at hand, or in front of it
  bits: 'i32', // which of sixteen bytes matter
  bytes: 'v128',
  quote: 'v128',
  backslash: 'v128',
  brace: 'v128',
  endBrace: 'v128',
  space: 'v128',
  tab: 'v128',
  lineFeed: 'v128',
  carriageReturn: 'v128',
} as const;

export type Variables = Readonly<Record<keyof typeof params | keyof typeof locals, Variable>>;

/** What the bytes are compared with, sixteen of each. */
export const sixteens = {
  quote: '"',
  backslash: '\\',
  brace: '{',
  endBrace: '}',
  space: ' ',
  tab: '\t',
  lineFeed: '\n',
  carriageReturn: '\r',
} as const;
