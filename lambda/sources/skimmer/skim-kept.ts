import { layout } from './skim-layout.ts';
import type { Variables } from './skim-variables.ts';
import { type Code, i32, i64, v128 } from './wasm.ts';

/** What is kept of each block, in memory, where that of one block follows that of another. */
const keptBits = [
  'brackets', // braces: these and all below, at first in strings, too
  'structure',
  'colons', // at first with `{` and quotes
  'lists',
  'listEnds',
  'escaped',
  'bad',
  'squares',
  'opens',
  'closes',
  'names',
  'scalarStarts',
  'unemptied', // everything but the brackets that close what was just opened
] as const;
type Kept = (typeof keptBits)[number];

const mostBlocks = 4; // at once: of more, more is in vain where a record has to be looked at
export const keptSize = 8; // bytes
/** Behind what is kept first of the last block. */
export const keptEnd = layout.kept + mostBlocks * keptSize;
const offsetOf = (name: Kept): number => mostBlocks * keptSize * keptBits.indexOf(name);

export const kept = (v: Variables, name: Kept): Code => i64.load(v.kept.get, offsetOf(name));
export const keep = (v: Variables, name: Kept, bits: Code): Code => i64.store(v.kept.get, bits, offsetOf(name));
/** Of sixteen bytes of the block, the highest bits. */
export const keepSixteen = (v: Variables, name: Kept, index: number, bytes: Code): Code =>
  i32.store16(v.kept.get, v128.bits(bytes), offsetOf(name) + 2 * index);
/** Those of this block and of the next. */
export const keptPair = (v: Variables, name: Kept): Code => v128.load(v.kept.get, offsetOf(name));
export const keepPair = (v: Variables, name: Kept, bits: Code): Code => v128.store(v.kept.get, bits, offsetOf(name));
