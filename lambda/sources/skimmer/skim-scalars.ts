import { kept } from './skim-kept.ts';
import { addBad, ascii, ascii4, lowest, next, number, placeOf, type Variables } from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, i64, loop, when } from './wasm.ts';

/** `true`, `false`, `null` and numbers are good where they begin and end. */
export function checkScalars(v: Variables): Code {
  return [
    v.bits.set(kept(v, 'scalarStarts')),
    block((done) =>
      loop((again) => [
        branchIf(done, i64.isZero(v.bits.get)),
        v.bit.set(lowest(v.bits.get)),
        v.bits.set(i64.xor(v.bits.get, v.bit.get)),
        v.here.set(placeOf(v, v.bit.get)),
        branchIf(again, i32.and(passWord(v), endsValue(v))),
        v.here.set(placeOf(v, v.bit.get)),
        block((good) => [block((bad) => [passNumber(v, bad), branchIf(good, endsValue(v))]), addBad(v, v.bit.get)]),
        branch(again),
      ]),
    ),
  ];
}

/** Moves `here` behind a word, and gives whether there was one: without a branch, as which word it is, nobody can foresee. */
function passWord(v: Variables): Code {
  const isFalse = i32.and(
    i32.equal(i32.load8(v.here.get), ascii('f')),
    i32.equal(i32.load(v.here.get, 1), ascii4('alse')),
  );
  const isOther = i32.or(i32.equal(v.found.get, ascii4('true')), i32.equal(v.found.get, ascii4('null')));
  return [
    v.found.set(i32.load(v.here.get)),
    v.isFalse.set(isFalse),
    v.here.set(i32.add(i32.add(v.here.get, number(4)), v.isFalse.get)),
    i32.or(isOther, v.isFalse.get),
  ];
}

function endsValue(v: Variables): Code {
  const isEnd = (end: string): Code => i32.equal(v.found.get, ascii(end));
  return [v.found.set(i32.load8(v.here.get)), i32.or(i32.or(isEnd(','), isEnd('}')), isEnd(']'))];
}

/** Moves `here` behind it. */
function passNumber(v: Variables, bad: symbol): Code {
  return block((passed) => [
    when(isAt(v, '-'), next(v.here)),
    branchIf(bad, i32.isZero(isDigit(v))),
    when(isAt(v, '0'), [next(v.here), branchIf(bad, isDigit(v))]),
    passDigits(v),
    when(isAt(v, '.'), [next(v.here), branchIf(bad, i32.isZero(isDigit(v))), passDigits(v)]),
    branchIf(passed, i32.isZero(i32.or(isAt(v, 'e'), isAt(v, 'E')))),
    next(v.here),
    when(i32.or(isAt(v, '+'), isAt(v, '-')), next(v.here)),
    branchIf(bad, i32.isZero(isDigit(v))),
    passDigits(v),
  ]);
}

const isAt = (v: Variables, character: string): Code => i32.equal(i32.load8(v.here.get), ascii(character));
const isDigit = (v: Variables): Code => i32.less(i32.sub(i32.load8(v.here.get), ascii('0')), number(10));

function passDigits(v: Variables): Code {
  return loop((again) => when(isDigit(v), [next(v.here), branch(again)]));
}
