import { keep, keepSixteen, keptEnd, keptSize } from './skim-kept.ts';
import { layout } from './skim-layout.ts';
import { findEscapes } from './skim-strings.ts';
import { bytesLike, bytesOf, none, number, type Variables } from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, loop, v128, when } from './wasm.ts';

/** Blocks overlap by one byte, so that what stands in front of a byte is always at hand. */
const blockStep = 63; // bytes

/**
 * Finds the kinds of the bytes of the blocks that follow. The bits of sixteen bytes are stored as they come: the processor
 * would have to wait for them if those of all four were loaded at once, but that is much later.
 */
export function findKinds(v: Variables): Code {
  return [
    v.start.set(v.at.get),
    v.kept.set(number(layout.kept)),
    loop((again) => [
      bytesOf(v).map((x, index) => [
        x.set(v128.load(v.at.get, 16 * index)),
        v.kind.set(kindOf(v, x.get)),
        keepSixteen(v, 'brackets', index, v128.addBytes(v.kind.get, v.kind.get)),
        keepSixteen(v, 'structure', index, v128.shiftLeft16(v.kind.get, number(4))),
        keepSixteen(v, 'colons', index, v128.shiftLeft16(v.kind.get, number(6))),
      ]),
      block((found) => [
        when(i32.isZero(isRare(v)), [
          (['escaped', 'lists', 'listEnds', 'bad'] as const).map((name) => keep(v, name, none)),
          branch(found),
        ]),
        findEscapes(v),
        keep(v, 'lists', bytesLike(v, v.square)),
        keep(v, 'listEnds', bytesLike(v, v.endSquare)),
      ]),
      nextBlock(v),
      branchIf(again, i32.and(i32.less(v.at.get, v.end.get), i32.less(v.kept.get, number(keptEnd)))),
    ]),
    v.keptTo.set(v.kept.get),
    v.at.set(v.start.get),
  ];
}

/** To the next block, and what is kept of it. */
export function nextBlock(v: Variables): Code {
  return [v.at.set(i32.add(v.at.get, number(blockStep))), v.kept.set(i32.add(v.kept.get, number(keptSize)))];
}

const characters = Buffer.from('{}:,"');

/** They differ in their low four bits: by these, the only one is looked up that a byte could be. */
export const characterTable = Uint8Array.from(
  { length: 16 },
  (_, low) => characters.find((character) => (character & 0x0f) === low) ?? 0,
);

/**
 * Zero for all other bytes. Three bits tell them from each other: all but the quote have 0x08, the braces 0x40, and `{`,
 * the colon and the quote 0x02.
 */
function kindOf(v: Variables, bytes: Code): Code {
  const low = v128.and(bytes, v.lowBits.get);
  return v128.and(v128.equalBytes(v128.lookUp(v.characterTable.get, low), bytes), bytes);
}

/**
 * Whether there are square brackets, backslashes or control characters, as in few blocks. `[`, the backslash and `]` are
 * three characters in a row.
 */
function isRare(v: Variables): Code {
  const isAtMost = (least: Code, most: Code): Code => v128.equalBytes(v128.leastBytes(least, most), least);
  return [
    v.least.set(leastBytes(v, (bytes) => bytes)),
    v.leastSquare.set(leastBytes(v, (bytes) => v128.subBytes(bytes, v.square.get))),
    i32.or(
      i32.lowOf(v.afterBackslash.get),
      v128.any(v128.or(isAtMost(v.least.get, v.lastControl.get), isAtMost(v.leastSquare.get, v.two.get))),
    ),
  ];
}

/** The least of the four bytes of the block, in each of the sixteen places. */
function leastBytes(v: Variables, of: (bytes: Code) => Code): Code {
  const [a, b, c, d] = bytesOf(v).map(({ get }) => of(get)) as [Code, Code, Code, Code];
  return v128.leastBytes(v128.leastBytes(a, b), v128.leastBytes(c, d));
}
