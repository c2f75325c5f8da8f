import {
  above,
  addBad,
  ascii,
  both,
  bytesThat,
  count,
  either,
  isSome,
  lowest,
  none,
  not,
  one,
  placeOf,
  type Variables,
  without,
} from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, i64, loop, type Variable, v128, when } from './wasm.ts';

/** What stands outside of strings, by its kind. */
export function findTokens(v: Variables): Code {
  return [
    v.some.set(not(either(v.strings.get, v.quotes.get))),
    v.opens.set(both(bytesThat(v, isEither(v, v.brace)), v.some.get)),
    v.closes.set(both(bytesThat(v, isEither(v, v.endBrace)), v.some.get)),
    v.colons.set(both(bytesThat(v, is(v.colonSign)), v.some.get)),
    v.commas.set(both(bytesThat(v, is(v.comma)), v.some.get)),
    v.structure.set(either(v.opens.get, v.closes.get, v.colons.get, v.commas.get)),
    v.scalars.set(without(v.some.get, v.structure.get)),
  ];
}

const is =
  (sixteen: Variable) =>
  (bytes: Code): Code =>
    v128.equalBytes(bytes, sixteen.get);
/** A brace or a bracket: they differ by one bit. */
const isEither =
  (v: Variables, brace: Variable) =>
  (bytes: Code): Code =>
    v128.equalBytes(v128.or(bytes, v.space.get), brace.get);

/** What stands directly behind something, which the last block may have left. */
const behind = (bits: Code, left: Variable): Code => i64.or(i64.shiftLeft(bits, one), left.get);
/** Leaves that of this block to the next. */
const leave = (bits: Code, left: Variable): Code => left.set(i64.shiftRight(bits, i64.const(63n)));

/**
 * Every token follows a start (`{`, `[`, `:`, `,`) or the end of a value. A value or a name follows each start and nothing
 * else, but that a bracket may close what was just opened; and a colon follows a string.
 */
export function checkNeighbours(v: Variables): Code {
  const starts = either(v.opens.get, v.colons.get, v.commas.get);
  return [
    v.scalarStarts.set(without(v.scalars.get, behind(v.scalars.get, v.afterScalar))),
    v.emptied.set(both(v.closes.get, behind(v.opens.get, v.afterOpen))),
    v.some.set(either(both(v.quotes.get, v.strings.get), v.opens.get, v.scalarStarts.get)),
    addBad(v, without(i64.xor(v.some.get, behind(starts, v.afterStart)), v.emptied.get)),
    addBad(v, without(v.colons.get, behind(v.closing.get, v.afterClosing))),
    leave(starts, v.afterStart),
    leave(v.closing.get, v.afterClosing),
    leave(v.opens.get, v.afterOpen),
    leave(v.scalars.get, v.afterScalar),
  ];
}

/**
 * Which brackets begin lists, and which bytes stand in a list. Most blocks lie in a record without an open list, and have
 * neither a square bracket nor the record's end.
 */
export function findLists(v: Variables): Code {
  const braceOnly = i64.shiftLeft(one, i64.extend(v.depth.get));
  const isPlain = i32.and(
    i32.isZero(v.isRare.get),
    i32.and(i64.equal(v.kinds.get, braceOnly), i32.less(count(v.closes.get), v.depth.get)),
  );
  return block((found) => [
    v.inList.set(none),
    v.lists.set(none),
    when(isPlain, [
      v.kinds.set(i64.shiftLeft(v.kinds.get, i64.countOnes(v.opens.get))),
      v.kinds.set(i64.shiftRight(v.kinds.get, i64.countOnes(v.closes.get))),
      branch(found),
    ]),
    v.inList.set(i64.sub(none, both(v.kinds.get, one))),
    v.some.set(either(v.opens.get, v.closes.get)),
    loop((again) => [
      branchIf(found, i64.isZero(v.some.get)),
      v.bit.set(lowest(v.some.get)),
      v.some.set(i64.xor(v.some.get, v.bit.get)),
      v.found.set(i32.load8(placeOf(v, v.bit.get))),
      takeBracket(v),
      v.inList.set(without(v.inList.get, above(v.bit.get))),
      v.inList.set(either(v.inList.get, both(above(v.bit.get), i64.sub(none, both(v.kinds.get, one))))),
      branch(again),
    ]),
  ]);
}

/** The bracket at `bit`, which is `found`. */
function takeBracket(v: Variables): Code {
  const isOne = (bracket: string): Code => i64.extend(i32.equal(v.found.get, ascii(bracket)));
  return block((taken) => [
    when(isSome(both(v.opens.get, v.bit.get)), [
      v.kinds.set(either(i64.shiftLeft(v.kinds.get, one), isOne('['))),
      when(i32.equal(v.found.get, ascii('[')), v.lists.set(either(v.lists.get, v.bit.get))),
      branch(taken),
    ]),
    when(i64.differ(both(v.kinds.get, one), isOne(']')), addBad(v, v.bit.get)),
    v.kinds.set(i64.shiftRight(v.kinds.get, one)),
  ]);
}

/**
 * The first of the structure behind a brace, or behind a comma that is in no list, is a colon, or the brace that closes what
 * is empty; and no colon stands anywhere else. As a sum carries a bit through all bits that are set above it, one addition
 * finds the first of the structure behind each of these.
 */
export function checkMembers(v: Variables): Code {
  const between = not(v.structure.get);
  return [
    v.names.set(either(without(v.commas.get, v.inList.get), without(v.opens.get, v.lists.get))),
    v.some.set(i64.add(behind(v.names.get, v.afterName), between)),
    v.afterName.set(either(i64.shiftRight(v.names.get, i64.const(63n)), i64.extend(i64.less(v.some.get, between)))),
    addBad(v, without(i64.xor(both(v.some.get, v.structure.get), v.colons.get), v.emptied.get)),
  ];
}
