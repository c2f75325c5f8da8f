import { keep, keptPair } from './skim-kept.ts';
import {
  addBad,
  ascii,
  both,
  bytesLike,
  bytesThat,
  either,
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
  const strings = v.strings2;
  return [
    v.quotes2.set(v128.without(v128.without(keptPair(v, 'colons'), keptPair(v, 'structure')), keptPair(v, 'escaped'))),
    strings.set(v.quotes2.get),
    [1, 2, 4, 8, 16, 32].map((distance) =>
      strings.set(v128.xor(strings.get, v128.shiftLeft64(strings.get, number(distance)))),
    ),
    v.ending2.set(isEnding(v)),
    strings.set(v128.xor(strings.get, v128.xor(v.after2.get, v128.lows64(v.zero.get, v.ending2.get)))),
    v.ending2.set(isEnding(v)),
    v.after2.set(v128.highs64(v.ending2.get, v.ending2.get)),
  ];
}

/** Blocks have their last byte in common with the next one: so it is the last but one of which this learns. */
function isEnding(v: Variables): Code {
  return v128.greater64(v.zero.get, v128.shiftLeft64(v.strings2.get, number(1)));
}

/** Finds the characters behind a backslash, and what is bad of the block. */
export function findEscapes(v: Variables): Code {
  return [
    // A control character is bad in a string, and outside of one it is white space or bad.
    v.bad.set(bytesThat(v, (bytes) => v128.lessBytes(bytes, v.space.get))),
    v.escaped.set(v.afterBackslash.get),
    v.bits.set(without(bytesLike(v, v.backslash), v.afterBackslash.get)),
    v.afterBackslash.set(none),
    block((done) =>
      loop((again) => [
        branchIf(done, i64.isZero(v.bits.get)),
        v.bit.set(lowest(v.bits.get)),
        checkEscape(v),
        v.some.set(i64.shiftLeft(v.bit.get, one)),
        v.escaped.set(either(v.escaped.get, v.some.get)),
        v.bits.set(without(v.bits.get, either(v.bit.get, v.some.get))),
        v.afterBackslash.set(i64.shiftRight(v.some.get, i64.const(63n))),
        branch(again),
      ]),
    ),
    keep(v, 'escaped', v.escaped.get),
    keep(v, 'bad', v.bad.get),
  ];
}

/** The characters of signs and of members' names. None of them may be escaped, as these are compared by their bytes. */
const plain = /[\w.:-]/;

/** Of 64 characters, a bit for each that may be escaped, as `&` by AWS (`\u0026`), and `+` by .NET (`\u002B`). */
function harmless(first: number): bigint {
  const codes = Array.from({ length: 64 }, (_, index) => first + index);
  const escapable = codes.filter((code) => !plain.test(String.fromCharCode(code)));
  return escapable.reduce((bits, code) => bits | (1n << BigInt(code - first)), 0n);
}

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
      v.some.set(i64.const(harmless(0))),
      when(i32.atLeast(v.found.get, number(0x40)), v.some.set(i64.const(harmless(0x40)))),
      branchIf(good, i32.lowOf(both(i64.shiftRight(v.some.get, i64.extend(v.found.get)), one))), // by its low six bits
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
