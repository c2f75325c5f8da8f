import type { Variables } from './abridge-variables.ts';
import { is, isEither } from './sixteen.ts';
import { ascii, next, number } from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, loop, v128, when } from './wasm.ts';

/** Moves behind a value, of which it is known that it is JSON without white space between its tokens. */
export function passValue(v: Variables): Code {
  return block((passed) => [
    when(isAt(v, '"'), [passString(v), branch(passed)]),
    v.found.set(i32.load8(v.at.get)),
    when(i32.equal(i32.or(v.found.get, ascii(' ')), ascii('{')), [passNested(v), branch(passed)]),
    findNext(v, v128.or(is(v, v.comma), isEither(v, v.endBrace))),
  ]);
}

/** From its first quote to behind its last. */
export function passString(v: Variables): Code {
  const matters = v128.or(is(v, v.quote), is(v, v.backslash));
  return [
    next(v.at),
    loop((again) => [
      findNext(v, matters),
      when(isAt(v, '\\'), [v.escaped.set(number(1)), v.at.set(i32.add(v.at.get, number(2))), branch(again)]),
    ]),
    next(v.at),
  ];
}

/** From its first bracket to behind its last. Those that open differ from those that close in a bit of 4. */
function passNested(v: Variables): Code {
  const matters = v128.or(is(v, v.quote), v128.or(isEither(v, v.brace), isEither(v, v.endBrace)));
  const closes = i32.and(i32.shiftRight(v.found.get, number(2)), number(1));
  return [
    v.level.set(number(0)),
    loop((again) => [
      findNext(v, matters),
      v.found.set(i32.load8(v.at.get)),
      when(i32.equal(v.found.get, ascii('"')), [passString(v), branch(again)]),
      next(v.at),
      v.level.set(i32.add(v.level.get, i32.sub(number(1), i32.shiftLeft(closes, number(1))))),
      branchIf(again, v.level.get),
    ]),
  ];
}

/** Moves to the next byte that matters. */
function findNext(v: Variables, matters: Code): Code {
  return [
    loop((again) => [
      v.bytes.set(v128.load(v.at.get)),
      v.bits.set(v128.bits(matters)),
      when(i32.isZero(v.bits.get), [v.at.set(i32.add(v.at.get, number(16))), branch(again)]),
    ]),
    v.at.set(i32.add(v.at.get, i32.trailingZeros(v.bits.get))),
  ];
}

export function isAt(v: Variables, character: string): Code {
  return i32.equal(i32.load8(v.at.get), ascii(character));
}

export function passComma(v: Variables): Code {
  return v.at.set(i32.add(v.at.get, isAt(v, ',')));
}
