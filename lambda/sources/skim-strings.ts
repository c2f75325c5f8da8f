import {
  addBad,
  ascii,
  both,
  bytesThat,
  either,
  isSome,
  lowest,
  none,
  number,
  one,
  placeOf,
  type Variables,
  without,
} from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, i64, loop, v128, when } from './wasm.ts';

/** A string reaches from one quote to the next: each bit is the sum, without carry, of all quotes up to there. */
export function findStrings(v: Variables): Code {
  return [
    v.quotes.set(bytesThat(v, (bytes) => v128.equalBytes(bytes, v.quote.get))),
    when(i32.or(v.isRare.get, isSome(v.afterBackslash.get)), takeEscapes(v)),
    v.strings.set(v.quotes.get),
    [1n, 2n, 4n, 8n, 16n, 32n].map((distance) =>
      v.strings.set(i64.xor(v.strings.get, i64.shiftLeft(v.strings.get, i64.const(distance)))),
    ),
    v.strings.set(i64.xor(v.strings.get, v.afterString.get)),
    v.afterString.set(i64.shiftRightSigned(v.strings.get, i64.const(63n))),
    v.closing.set(without(v.quotes.get, v.strings.get)),
  ];
}

/** Takes each character behind a backslash away from the quotes and backslashes. */
function takeEscapes(v: Variables): Code {
  return [
    v.bits.set(
      without(
        bytesThat(v, (bytes) => v128.equalBytes(bytes, v.backslash.get)),
        v.afterBackslash.get,
      ),
    ),
    v.quotes.set(without(v.quotes.get, v.afterBackslash.get)),
    v.afterBackslash.set(none),
    block((done) =>
      loop((again) => [
        branchIf(done, i64.isZero(v.bits.get)),
        v.bit.set(lowest(v.bits.get)),
        checkEscape(v),
        v.some.set(i64.shiftLeft(v.bit.get, one)),
        v.quotes.set(without(v.quotes.get, v.some.get)),
        v.bits.set(without(v.bits.get, either(v.bit.get, v.some.get))),
        v.afterBackslash.set(i64.shiftRight(v.bit.get, i64.const(63n))),
        branch(again),
      ]),
    ),
  ];
}

/**
 * What AWS writes as `\u0026`, and what else may be escaped like that: characters that stand in no sign. All others must not,
 * as keys and values are compared by their bytes.
 */
const harmless = [...Array(0x20).keys(), ...Buffer.from("&'<=>")].reduce(
  (bits, code) => bits | (1n << BigInt(code)),
  0n,
);

/** The escape at `bit`. */
function checkEscape(v: Variables): Code {
  return block((good) => [
    block((bad) => [
      v.here.set(placeOf(v, v.bit.get)),
      v.found.set(i32.load8(v.here.get, 1)),
      [...'"\\/bfnrt'].map((letter) => branchIf(good, i32.equal(v.found.get, ascii(letter)))),
      branchIf(bad, i32.differ(v.found.get, ascii('u'))),
      v.found.set(number(0)),
      [2, 3, 4, 5].map((offset) => [
        readHexDigit(v, bad, offset),
        v.found.set(i32.or(i32.shiftLeft(v.found.get, number(4)), v.digit.get)),
      ]),
      branchIf(good, i32.atLeast(v.found.get, number(0x80))),
      branchIf(bad, i32.atLeast(v.found.get, number(0x40))),
      branchIf(good, i32.lowOf(both(i64.shiftRight(i64.const(harmless), i64.extend(v.found.get)), one))),
    ]),
    addBad(v, v.bit.get),
  ]);
}

function readHexDigit(v: Variables, bad: symbol, offset: number): Code {
  const character = i32.load8(v.here.get, offset);
  return [
    v.digit.set(i32.sub(character, ascii('0'))),
    when(i32.atLeast(v.digit.get, number(10)), [
      v.digit.set(i32.sub(i32.or(character, number(0x20)), number('a'.charCodeAt(0) - 10))),
      branchIf(bad, i32.atLeast(i32.sub(v.digit.get, number(10)), number(6))),
    ]),
  ];
}
