import { keepPair, kept, keptPair } from './skim-kept.ts';
import {
  above,
  addBad,
  both,
  count,
  either,
  isSome,
  lowest,
  none,
  not,
  number,
  one,
  type Variables,
  without,
} from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, i64, loop, v128 } from './wasm.ts';

/** What stands outside of strings, by its kind, in two blocks. */
export function findTokens(v: Variables): Code {
  const outside = (bits: Code): Code => v128.without(bits, v.inside2.get);
  return [
    v.inside2.set(v128.or(v.strings2.get, v.quotes2.get)),
    v.structure2.set(outside(keptPair(v, 'structure'))),
    v.colons2.set(v128.and(keptPair(v, 'colons'), v.structure2.get)),
    v.brackets2.set(v128.and(keptPair(v, 'brackets'), v.structure2.get)),
    v.lists2.set(outside(keptPair(v, 'lists'))),
    v.listEnds2.set(outside(keptPair(v, 'listEnds'))),
    v.opens2.set(v128.and(v.colons2.get, v.brackets2.get)),
    v.names2.set(v128.xor(v.structure2.get, v128.xor(v.colons2.get, v.brackets2.get))),
    v.colons2.set(v128.xor(v.colons2.get, v.opens2.get)),
    v.closes2.set(v128.or(v128.xor(v.brackets2.get, v.opens2.get), v.listEnds2.get)),
    v.opens2.set(v128.or(v.opens2.get, v.lists2.get)),
    v.squares2.set(v128.or(v.lists2.get, v.listEnds2.get)),
    v.structure2.set(v128.or(v.structure2.get, v.squares2.get)),
    keepPair(v, 'names', v.names2.get),
    keepPair(v, 'structure', v.structure2.get),
    keepPair(v, 'squares', v.squares2.get),
    keepPair(v, 'opens', v128.and(v.opens2.get, v.fresh.get)),
    keepPair(v, 'closes', v128.and(v.closes2.get, v.fresh.get)),
    keepPair(v, 'colons', v128.and(v.colons2.get, v.fresh.get)),
  ];
}

/**
 * Every token follows a start (`{`, `[`, `:`, `,`) or the end of a value. A value or a name follows each start and nothing
 * else, but that a bracket may close what was just opened; and a colon follows a string.
 */
export function checkNeighbours(v: Variables): Code {
  const behind = (bits: Code): Code => v128.shiftLeft64(bits, number(1));
  return [
    v.firsts2.set(v128.and(v.quotes2.get, v.strings2.get)),
    v.colons2.set(v128.without(v.colons2.get, behind(v128.xor(v.quotes2.get, v.firsts2.get)))),
    v.bad2.set(v128.or(keptPair(v, 'bad'), v.colons2.get)),
    v.taken2.set(v128.or(v.inside2.get, v.structure2.get)),
    v.scalarStarts2.set(v128.without(behind(v.taken2.get), v.taken2.get)),
    v.emptied2.set(v128.and(v.closes2.get, behind(v.opens2.get))),
    v.firsts2.set(v128.or(v128.or(v.firsts2.get, v.opens2.get), v.scalarStarts2.get)),
    v.firsts2.set(v128.xor(v.firsts2.get, behind(v128.xor(v.structure2.get, v.closes2.get)))), // those out of place
    v.bad2.set(v128.or(v.bad2.get, v128.without(v.firsts2.get, v.emptied2.get))),
    keepPair(v, 'scalarStarts', v.scalarStarts2.get),
    keepPair(v, 'unemptied', v128.without(v.fresh.get, v.emptied2.get)),
    keepPair(v, 'bad', v128.and(v.bad2.get, v.fresh.get)),
  ];
}

/**
 * What a name follows: a brace, or a comma that is in no list. Most blocks lie in a record without an open list, and have
 * neither a square bracket nor the record's end.
 */
export function findNames(v: Variables): Code {
  return block((found) => [
    v.names.set(kept(v, 'names')),
    block((listed) => [
      branchIf(listed, isSome(kept(v, 'squares'))),
      branchIf(listed, i64.differ(v.kinds.get, one)),
      branchIf(found, i32.less(count(kept(v, 'closes')), v.depth.get)),
    ]),
    findLists(v),
    v.names.set(without(v.names.get, without(v.inList.get, kept(v, 'opens')))),
  ]);
}

/** Which bytes stand in a list. */
function findLists(v: Variables): Code {
  const isList = both(i64.shiftRight(v.kinds.get, v.level.get), one);
  const inList = i64.sub(none, isList);
  return block((found) => [
    v.level.set(i64.extend(v.depth.get)),
    v.inList.set(inList),
    v.some.set(either(kept(v, 'opens'), kept(v, 'closes'))),
    loop((again) => [
      branchIf(found, i64.isZero(v.some.get)),
      v.bit.set(lowest(v.some.get)),
      v.some.set(i64.xor(v.some.get, v.bit.get)),
      takeBracket(v, isList),
      v.inList.set(i64.xor(v.inList.get, both(i64.xor(v.inList.get, inList), above(v.bit.get)))),
      branch(again),
    ]),
  ]);
}

/**
 * The bracket at `bit`, whose kind is kept for its depth while it is open. There is no branch for its kind, as nothing tells
 * the processor beforehand which way it would go.
 */
function takeBracket(v: Variables, isList: Code): Code {
  const isAmong = (name: 'closes' | 'squares'): Code => i64.extend(isSome(both(kept(v, name), v.bit.get)));
  return [
    v.isEnd.set(isAmong('closes')),
    v.level.set(i64.add(v.level.get, i64.xor(v.isEnd.get, one))),
    v.kinds.set(i64.xor(v.kinds.get, i64.shiftLeft(isAmong('squares'), v.level.get))),
    addBad(v, both(v.bit.get, i64.sub(none, both(v.isEnd.get, isList)))),
    v.level.set(i64.sub(v.level.get, v.isEnd.get)),
  ];
}

/**
 * The first of the structure behind a brace, or behind a comma that is in no list, is a colon, or the brace that closes what
 * is empty; and no colon stands anywhere else. As a sum carries a bit through all bits that are set above it, one addition
 * finds the first of the structure behind each of these.
 */
export function checkMembers(v: Variables): Code {
  const between = not(kept(v, 'structure'));
  return [
    v.some.set(i64.add(either(i64.shiftLeft(v.names.get, one), v.afterName.get), between)),
    v.afterName.set(i64.extend(i64.less(v.some.get, between))),
    v.some.set(i64.xor(both(v.some.get, kept(v, 'structure')), kept(v, 'colons'))),
    addBad(v, both(v.some.get, kept(v, 'unemptied'))),
  ];
}
