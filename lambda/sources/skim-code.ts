import { checkMembers, checkNeighbours, findLists, findTokens } from './skim-grammar.ts';
import { layout } from './skim-layout.ts';
import { followBrackets } from './skim-records.ts';
import { checkScalars } from './skim-scalars.ts';
import { findStrings } from './skim-strings.ts';
import {
  addBad,
  ascii,
  bytesThat,
  count,
  isSome,
  leastBytes,
  locals,
  none,
  number,
  one,
  params,
  sixteens,
  type Variables,
} from './skim-variables.ts';
import { block, branch, branchIf, type Code, type Func, func, i32, i64, loop, v128, when } from './wasm.ts';

/**
 * `skim(from, end, all, behind)` reads JSON text from the `{` at `from` on, as far as one record follows the other. It
 * gives the number of those that need only be counted, and notes where those begin and end that have to be looked at. It
 * stops in front of one of which it is not sure, behind many to be looked at, and at `end`. `all`: every record has to be
 * looked at. `behind`: the two characters between which one record ends and the next one begins, such as `,{`.
 *
 * It is sure of a record that is JSON, without white space between its tokens and not too deep. The text is taken 64
 * bytes at a time, in bits, as simdjson does (https://arxiv.org/abs/1902.08318). What may not stand where it does is bad,
 * and of what follows the first bad bit nothing counts, so that only what is sound up to there has to be understood:
 *
 * - Strings: the quotes that no backslash takes away begin and end them by turns. No control character is in one, and
 *   every escape is one of JSON's. So text in strings cannot be taken for anything else, and no token for text.
 * - Tokens: which may stand behind which, is a matter of neighbouring bits (`checkNeighbours`). Words and numbers are read.
 * - Brackets match (`findLists`). In an object, a colon follows each name and stands nowhere else (`checkMembers`). With
 *   the neighbours, that leaves lists of values between commas, and objects of names, colons and values between commas.
 *
 * So a record that ends before the first bad bit is JSON as JSON.parse reads it. Its own keys are compared with the signs
 * byte by byte, which is exact, as no character of theirs may be escaped.
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
    v.spansTo.set(number(layout.spans)),
    v.at.set(v.from.get),
    Object.entries(sixteens).map(([name, character]) =>
      v[name as keyof typeof sixteens].set(v128.splat(ascii(character))),
    ),
    v.afterStart.set(one), // as if a comma stood in front
    v.kinds.set(one), // in a list
    block((done) =>
      loop((again) => [
        branchIf(done, i32.atLeast(v.at.get, v.end.get)),
        loadBlock(v),
        findStrings(v),
        findTokens(v),
        branchIf(done, i32.less(number(deepest), i32.add(v.depth.get, count(v.opens.get)))),
        checkNeighbours(v),
        findLists(v),
        checkMembers(v),
        checkScalars(v),
        checkControls(v),
        endText(v),
        followBrackets(v, done),
        branchIf(done, isSome(v.bad.get)),
        v.at.set(i32.add(v.at.get, number(64))),
        branch(again),
      ]),
    ),
    v.passed.get,
  ];
}

function loadBlock(v: Variables): Code {
  return [
    v.bad.set(none),
    [v.x0, v.x1, v.x2, v.x3].map((x, index) => x.set(v128.load(v.at.get, 16 * index))),
    v.isRare.set(isRare(v)),
  ];
}

/** `[`, the backslash and `]` are three characters in a row. */
function isRare(v: Variables): Code {
  const isAtMost = (least: Code, most: Code): Code => v128.equalBytes(v128.leastBytes(least, most), least);
  return [
    v.least.set(leastBytes(v, (bytes) => bytes)),
    v.leastSquare.set(leastBytes(v, (bytes) => v128.subBytes(bytes, v.square.get))),
    v128.any(v128.or(isAtMost(v.least.get, v.lastControl.get), isAtMost(v.leastSquare.get, v.two.get))),
  ];
}

/** A control character is bad in a string, and outside of one it is white space or bad. */
function checkControls(v: Variables): Code {
  const isControl = (bytes: Code): Code => v128.lessBytes(bytes, v.space.get);
  return when(v.isRare.get, addBad(v, bytesThat(v, isControl)));
}

/** What lies behind the end is left from before. */
function endText(v: Variables): Code {
  const left = i32.sub(v.end.get, v.at.get);
  return when(i32.less(left, number(64)), addBad(v, i64.shiftLeft(i64.const(-1n), i64.extend(left))));
}
