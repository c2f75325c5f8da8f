import { fillSixteens } from './sixteen.ts';
import { checkMembers, checkNeighbours, findNames, findTokens } from './skim-grammar.ts';
import { kept, keptSize } from './skim-kept.ts';
import { characterTable, findKinds, nextBlock } from './skim-kinds.ts';
import { layout } from './skim-layout.ts';
import { beginRecord, followBrackets } from './skim-records.ts';
import { checkScalars } from './skim-scalars.ts';
import { findStrings } from './skim-strings.ts';
import {
  addBad,
  ascii,
  count,
  isSome,
  locals,
  none,
  number,
  one,
  params,
  placeOf,
  sixteens,
  type Variables,
} from './skim-variables.ts';
import { block, branch, branchIf, type Code, type Func, func, i32, i64, loop, v128, when } from './wasm.ts';

/**
 * `skim(from, end, all, between)` reads JSON text from the `{` at `from` on, as far as one record follows the other. It
 * gives the number of those that need only be counted, and notes where those begin and end that have to be looked at. It
 * stops in front of one of which it is not sure, behind many to be looked at, and at `end`. `all`: every record has to be
 * looked at. `between`: `,{` where records are in a list; else 0, where nothing but white space is between them.
 *
 * It is sure of a record that is JSON, without white space between its tokens and not too deep. The text is taken 64
 * bytes at a time, in bits, as simdjson does (https://arxiv.org/abs/1902.08318). What may not stand where it does is bad,
 * and of what follows the first bad bit nothing counts, so that only what is sound up to there has to be understood:
 *
 * - Strings: the quotes that no backslash takes away begin and end them by turns. No control character is in one, and
 *   every escape is one of JSON's. So text in strings cannot be taken for anything else, and no token for text.
 * - Tokens: which may stand behind which, is a matter of neighbouring bits (`checkNeighbours`). Words and numbers are read.
 * - Brackets match (`findNames`). In an object, a colon follows each name and stands nowhere else (`checkMembers`). With
 *   the neighbours, that leaves lists of values between commas, and objects of names, colons and values between commas.
 *
 * So a record that ends before the first bad bit is JSON as JSON.parse reads it. Its own keys are compared with the signs
 * byte by byte, which is exact, as no character of theirs may be escaped.
 *
 * Four blocks are gone through three times: first for the kinds of their bytes (`findKinds`), then two blocks at once for
 * what their bits say of each other (`findBits`), both of which hardly branch; and then each is judged. Between the steps,
 * bits are kept in memory: there are not registers enough for all.
 */
export function skimCode(): Func {
  return func(params, locals, skim);
}

/** How many brackets may be around something: they are remembered in 64 bits. */
const deepest = 62;

function skim(v: Variables): Code {
  return [
    i32.store(number(layout.skimmedTo), v.from.get),
    i32.store(number(layout.spansTo), number(layout.spans)),
    i32.store(number(layout.stoppedAt), v.from.get),
    i32.store(number(layout.apart), number(0)),
    v.spansTo.set(number(layout.spans)),
    fillSixteens(v, sixteens),
    v.characterTable.set(v128.const(characterTable)),
    v.fresh.set(v128.splat64(i64.const(-2n))),
    v.here.set(v.from.get),
    block((done) =>
      loop((afresh) => [
        beginText(v, done),
        loop((again) => [
          branchIf(done, i32.atLeast(v.at.get, v.end.get)),
          findKinds(v),
          findBits(v),
          loop((judge) => [
            v.bad.set(kept(v, 'bad')),
            branchIf(done, i32.less(number(deepest), i32.add(v.depth.get, count(kept(v, 'opens'))))),
            findNames(v),
            checkMembers(v),
            checkScalars(v),
            endText(v),
            followBrackets(v, { done, afresh }),
            when(isSome(v.bad.get), [i32.store(number(layout.stoppedAt), placeOf(v, v.bad.get)), branch(done)]),
            nextBlock(v),
            branchIf(judge, i32.less(v.kept.get, v.keptTo.get)),
          ]),
          branch(again),
        ]),
      ]),
    ),
    v.passed.get,
  ];
}

/**
 * At the brace of a record, which stands in a list, or is taken as if it did. It is the byte that the first block has in
 * common with what is in front of it.
 */
function beginText(v: Variables, done: symbol): Code {
  return [
    branchIf(done, i32.atLeast(v.here.get, v.end.get)),
    branchIf(done, i32.differ(i32.load8(v.here.get), ascii('{'))),
    v.at.set(v.here.get),
    v.afterBackslash.set(none),
    v.after2.set(v.zero.get),
    v.afterName.set(none),
    v.kinds.set(one),
    v.depth.set(number(1)),
    beginRecord(v),
  ];
}

/** What the bits of the blocks say of each other. */
function findBits(v: Variables): Code {
  return [
    v.kept.set(number(layout.kept)),
    loop((again) => [
      findStrings(v),
      findTokens(v),
      checkNeighbours(v),
      v.kept.set(i32.add(v.kept.get, number(2 * keptSize))),
      branchIf(again, i32.less(v.kept.get, v.keptTo.get)),
    ]),
    v.kept.set(number(layout.kept)),
  ];
}

/** What lies behind the end is left from before. */
function endText(v: Variables): Code {
  const left = i32.sub(v.end.get, v.at.get);
  return when(i32.less(left, number(64)), addBad(v, i64.shiftLeft(i64.const(-1n), i64.extend(left))));
}
