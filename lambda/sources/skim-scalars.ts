import { addBad, ascii, ascii4, lowest, next, number, placeOf, type Variables } from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, i64, loop, when } from './wasm.ts';

/** `true`, `false`, `null`, and numbers without exponent, are good where they begin and end. */
export function checkScalars(v: Variables): Code {
  return [
    v.bits.set(v.scalarStarts.get),
    block((done) =>
      loop((again) => [
        branchIf(done, i64.isZero(v.bits.get)),
        v.bit.set(lowest(v.bits.get)),
        v.bits.set(i64.xor(v.bits.get, v.bit.get)),
        v.here.set(placeOf(v, v.bit.get)),
        block((good) => [
          block((bad) => [
            passScalar(v, bad),
            v.found.set(i32.load8(v.here.get)),
            [...',}]'].map((end) => branchIf(good, i32.equal(v.found.get, ascii(end)))),
          ]),
          addBad(v, v.bit.get),
        ]),
        branch(again),
      ]),
    ),
  ];
}

/** Moves `here` behind it. */
function passScalar(v: Variables, bad: symbol): Code {
  const word = (start: string, length: number, passed: symbol): Code =>
    when(i32.equal(i32.load(v.here.get), ascii4(start)), [
      v.here.set(i32.add(v.here.get, number(length))),
      branch(passed),
    ]);
  return block((passed) => [
    word('true', 4, passed),
    word('null', 4, passed),
    when(i32.equal(i32.load(v.here.get, 1), ascii4('alse')), [
      branchIf(bad, i32.differ(i32.load8(v.here.get), ascii('f'))),
      v.here.set(i32.add(v.here.get, number(5))),
      branch(passed),
    ]),
    when(i32.equal(i32.load8(v.here.get), ascii('-')), next(v.here)),
    branchIf(bad, i32.isZero(isDigit(v))),
    when(i32.equal(i32.load8(v.here.get), ascii('0')), [next(v.here), branchIf(bad, isDigit(v))]),
    passDigits(v),
    branchIf(passed, i32.differ(i32.load8(v.here.get), ascii('.'))),
    next(v.here),
    branchIf(bad, i32.isZero(isDigit(v))),
    passDigits(v),
  ]);
}

const isDigit = (v: Variables): Code => i32.less(i32.sub(i32.load8(v.here.get), ascii('0')), number(10));

function passDigits(v: Variables): Code {
  return loop((again) => when(isDigit(v), [next(v.here), branch(again)]));
}
