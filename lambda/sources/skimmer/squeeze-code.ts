import { listNames } from '../scan.ts';
import { fillSixteens, is, isEither } from './sixteen.ts';
import { copyParts, copySize, layout, mostSqueezed } from './skim-layout.ts';
import { ascii, ascii4, inText, next, number } from './skim-variables.ts';
import { locals, params, sixteens, type Variables } from './squeeze-variables.ts';
import { block, branch, branchIf, type Code, type Func, func, i32, loop, v128, when } from './wasm.ts';

/**
 * `squeeze(from, end, most, comma)` copies records from the `{` at `from` on, without the white space between their tokens
 * and with a comma between each and the next, until it has copied `most` bytes. It notes where each record stands
 * (`copyParts`) and gives how many there are. It stops in front of one that does not end before `end`, or is longer than
 * `mostSqueezed`, or seems to be a container. `comma`: whether a comma stands between the records, as in a list.
 *
 * It takes brackets and quotes by their word, as whether a record is JSON is for `skim` to judge by the copy. So it stops
 * where the copy alone might be JSON: at a word or a number with white space in it. And it stops at control characters.
 */
export function squeezeCode(): Func {
  return func(params, locals, squeeze);
}

function squeeze(v: Variables): Code {
  return [
    fillSixteens(v, sixteens),
    v.at.set(v.from.get),
    v.out.set(number(layout.squeezed)),
    v.table.set(number(layout.copies)),
    block((done) =>
      loop((nextRecord) => [
        branchIf(done, i32.atLeast(v.at.get, v.end.get)),
        branchIf(done, i32.differ(i32.load8(v.at.get), ascii('{'))),
        v.start.set(v.at.get),
        v.limit.set(i32.add(v.start.get, number(mostSqueezed))),
        when(i32.less(v.end.get, v.limit.get), v.limit.set(v.end.get)),
        copyRecord(v, done),
        noteRecord(v),
        v.limit.set(v.end.get),
        branchIf(done, i32.atLeast(i32.sub(v.out.get, number(layout.squeezed)), v.most.get)),
        passSpace(v, done),
        when(v.comma.get, [
          branchIf(done, i32.differ(i32.load8(v.at.get), ascii(','))),
          next(v.at),
          passSpace(v, done),
        ]),
        i32.store8(v.out.get, ascii(',')),
        next(v.out),
        branch(nextRecord),
      ]),
    ),
    i32.store(number(layout.squeezedTo), v.at.get),
    v.records.get,
  ];
}

function noteRecord(v: Variables): Code {
  return [
    i32.store(v.table.get, inText(v.start.get), 4 * copyParts.start),
    i32.store(v.table.get, inText(v.at.get), 4 * copyParts.end),
    i32.store(v.table.get, inText(v.out.get), 4 * copyParts.copyEnd),
    v.table.set(i32.add(v.table.get, number(copySize))),
    next(v.records),
  ];
}

/** From its first bracket to behind its last. Those that open differ from those that close in a bit of 4. */
function copyRecord(v: Variables, done: symbol): Code {
  const isBracket = v128.or(isEither(v, v.brace), isEither(v, v.endBrace));
  const isAtMostSpace = v128.equalBytes(v128.leastBytes(v.bytes.get, v.space.get), v.bytes.get);
  const closes = i32.and(i32.shiftRight(v.found.get, number(2)), number(1));
  return loop((again) => [
    copyUntil(v, v128.or(v128.or(is(v, v.quote), isBracket), isAtMostSpace), done),
    v.found.set(i32.load8(v.at.get)),
    when(i32.less(v.found.get, number(0x21)), [dropSpace(v, done), branch(again)]),
    when(
      i32.and(i32.equal(v.depth.get, number(1)), i32.equal(v.found.get, ascii('['))),
      listNames.map((name) => branchIf(done, isBehind(v, `"${name}":`))),
    ),
    copyByte(v),
    when(i32.equal(v.found.get, ascii('"')), [copyString(v, done), branch(again)]),
    v.depth.set(i32.add(v.depth.get, i32.sub(number(1), i32.shiftLeft(closes, number(1))))),
    branchIf(again, v.depth.get),
  ]);
}

/** Whether these characters, eight or more, were copied last. */
function isBehind(v: Variables, text: string): Code {
  const parts = [0, 4, text.length - 4].map((from) => {
    const found = i32.load(i32.sub(v.out.get, number(text.length - from)));
    return i32.equal(found, ascii4(text.slice(from, from + 4)));
  });
  return parts.reduce((all, one) => i32.and(all, one));
}

/** From behind its first quote to behind its last. */
function copyString(v: Variables, done: symbol): Code {
  return [
    loop((again) => [
      copyUntil(v, v128.or(is(v, v.quote), is(v, v.backslash)), done),
      when(i32.equal(i32.load8(v.at.get), ascii('\\')), [
        v128.store(v.out.get, v128.load(v.at.get)), // of the two characters, one may not have been copied
        copyByte(v),
        copyByte(v),
        branch(again),
      ]),
    ]),
    copyByte(v),
  ];
}

/** Copies all up to the next byte that matters, and some bytes more. */
function copyUntil(v: Variables, matters: Code, done: symbol): Code {
  return [
    loop((again) => [
      branchIf(done, i32.atLeast(v.at.get, v.limit.get)),
      v.bytes.set(v128.load(v.at.get)),
      v128.store(v.out.get, v.bytes.get),
      v.bits.set(v128.bits(matters)),
      when(i32.isZero(v.bits.get), [
        v.at.set(i32.add(v.at.get, number(16))),
        v.out.set(i32.add(v.out.get, number(16))),
        branch(again),
      ]),
    ]),
    v.bits.set(i32.trailingZeros(v.bits.get)),
    v.at.set(i32.add(v.at.get, v.bits.get)),
    v.out.set(i32.add(v.out.get, v.bits.get)),
    branchIf(done, i32.atLeast(v.at.get, v.limit.get)),
  ];
}

/** What `copyUntil` has found, it has copied already. */
function copyByte(v: Variables): Code {
  return [next(v.at), next(v.out)];
}

/** Between two tokens, of which one may be a word or a number, but not both. */
function dropSpace(v: Variables, done: symbol): Code {
  return [
    v.bits.set(v.at.get),
    passSpace(v, done),
    branchIf(done, i32.equal(v.bits.get, v.at.get)),
    v.found.set(i32.load8(i32.sub(v.out.get, number(1)))),
    when(i32.isZero(isToken(v)), [v.found.set(i32.load8(v.at.get)), branchIf(done, i32.isZero(isToken(v)))]),
  ];
}

/** Whether what was found is one by itself, or a string's quote. */
function isToken(v: Variables): Code {
  const isOne = (character: string): Code => i32.equal(v.found.get, ascii(character));
  return [...',:"{}[]'].map(isOne).reduce((some, one) => i32.or(some, one));
}

function passSpace(v: Variables, done: symbol): Code {
  const isSpace = v128.or(v128.or(is(v, v.space), is(v, v.tab)), v128.or(is(v, v.lineFeed), is(v, v.carriageReturn)));
  return [
    loop((again) => [
      branchIf(done, i32.atLeast(v.at.get, v.limit.get)),
      v.bytes.set(v128.load(v.at.get)),
      v.found.set(i32.xor(v128.bits(isSpace), number(0xffff))),
      when(i32.isZero(v.found.get), [v.at.set(i32.add(v.at.get, number(16))), branch(again)]),
    ]),
    v.at.set(i32.add(v.at.get, i32.trailingZeros(v.found.get))),
  ];
}
