import type { Variable } from './wasm.ts';

export const locals = {
  span: 'i32', // where it stands from where to where the record at hand reaches
  at: 'i32', // the place at hand
  out: 'i32', // where the next value is written
  table: 'i32', // where the next entry is written
  head: 'i32', // where the entry is with which the record at hand begins
  node: 'i32', // the members to keep of the object at hand
  depth: 'i32', // how many objects are around it
  start: 'i32', // where the member at hand begins, then its value
  member: 'i32', // it in memory, or 0 where it is not kept
  escaped: 'i32', // whether the last string has escapes
  found: 'i32', // what was found there
  level: 'i32', // how many brackets are open in what is passed over
  bits: 'i32', // which of sixteen bytes may matter
  bytes: 'v128',
  quote: 'v128',
  backslash: 'v128',
  comma: 'v128',
  brace: 'v128',
  endBrace: 'v128',
  space: 'v128',
} as const;

export type Variables = Readonly<Record<keyof typeof locals, Variable>>;

/** What the bytes are compared with, sixteen of each. */
export const sixteens = { quote: '"', backslash: '\\', comma: ',', brace: '{', endBrace: '}', space: ' ' } as const;
