import { isAt, passComma, passString, passValue } from './abridge-passing.ts';
import { locals, sixteens, type Variables } from './abridge-variables.ts';
import { fillSixteens } from './sixteen.ts';
import { entry, layout, memberPart } from './skim-layout.ts';
import { hashBefore, next, number } from './skim-variables.ts';
import { block, branch, branchIf, type Code, type Func, func, i32, loop, v128, when } from './wasm.ts';

/**
 * `abridge()` writes the values of those members that were told, of the records that `skim` noted, and an entry for each. It
 * gives where the entries end. What was noted is JSON without white space between its tokens: so it takes quotes, commas and
 * brackets by their word.
 */
export function abridgeCode(): Func {
  return func({}, locals, abridge);
}

function abridge(v: Variables): Code {
  return [
    fillSixteens(v, sixteens),
    v.span.set(number(layout.spans)),
    v.out.set(number(layout.values)),
    v.table.set(number(layout.entries)),
    loop((nextRecord) => [
      v.head.set(v.table.get),
      v.node.set(number(layout.members)),
      writeEntry(v, number(0), number(0)),
      v.at.set(i32.add(i32.load(v.span.get), number(layout.text + 1))),
      block((ended) => loop((nextMember) => takeMember(v, nextMember, ended))),
      i32.store(v.head.get, i32.sub(i32.shiftRight(i32.sub(v.table.get, v.head.get), number(3)), number(1))),
      i32.store(v.head.get, i32.sub(v.out.get, number(layout.values)), 4),
      v.span.set(i32.add(v.span.get, number(8))),
      branchIf(nextRecord, i32.less(v.span.get, i32.load(number(layout.spansTo)))),
    ]),
    i32.store(number(layout.valuesTo), v.out.get),
    v.table.get,
  ];
}

/** A member of the object at hand, or its end. */
function takeMember(v: Variables, nextMember: symbol, ended: symbol): Code {
  const within = i32.load(v.member.get, memberPart.within);
  return [
    when(isAt(v, '}'), [leaveObject(v, ended), passComma(v), branch(nextMember)]),
    v.start.set(v.at.get),
    passString(v),
    findMember(v),
    next(v.at),
    when(
      v.member.get,
      when(i32.and(isAt(v, '{'), i32.differ(within, number(0))), [enterObject(v, within), branch(nextMember)]),
    ),
    v.start.set(v.at.get),
    v.escaped.set(number(0)),
    passValue(v),
    when(v.member.get, writeValue(v)),
    passComma(v),
    branch(nextMember),
  ];
}

const nodeAround = (v: Variables): Code => i32.shiftLeft(v.depth.get, number(2));
const numberOfMember = (v: Variables): Code => i32.shiftLeft(i32.load(v.member.get, memberPart.number), number(1));

function enterObject(v: Variables, node: Code): Code {
  return [
    writeEntry(v, numberOfMember(v), number(entry.enter)),
    i32.store(nodeAround(v), v.node.get, layout.around),
    next(v.depth),
    v.node.set(node),
    next(v.at),
  ];
}

function leaveObject(v: Variables, ended: symbol): Code {
  return [
    next(v.at),
    branchIf(ended, i32.isZero(v.depth.get)),
    writeEntry(v, number(0), number(entry.leave)),
    v.depth.set(i32.sub(v.depth.get, number(1))),
    v.node.set(i32.load(nodeAround(v), layout.around)),
  ];
}

/** The member whose name reaches from `start` to `at`; 0 where the node has none. */
function findMember(v: Variables): Code {
  const differs = [0, 16].map((offset) =>
    v128.and(
      v128.xor(v128.load(v.start.get, offset), v128.load(v.member.get, memberPart.name + offset)),
      v128.load(v.member.get, memberPart.nameMask + offset),
    ),
  ) as [Code, Code];
  return [
    v.member.set(i32.load(i32.add(v.node.get, i32.shiftLeft(hashBefore(v.at.get), number(2))))),
    block((found) =>
      loop((again) => [
        branchIf(found, i32.isZero(v.member.get)),
        branchIf(found, i32.isZero(v128.any(v128.or(...differs)))),
        v.member.set(i32.load(v.member.get, memberPart.next)),
        branch(again),
      ]),
    ),
  ];
}

/** Writes what reaches from `start` to `at`, sixteen bytes at a time: what that writes too much belongs to nothing. */
function writeValue(v: Variables): Code {
  return [
    loop((again) =>
      when(i32.less(v.start.get, v.at.get), [
        v128.store(v.out.get, v128.load(v.start.get)),
        v.out.set(i32.add(v.out.get, number(16))),
        v.start.set(i32.add(v.start.get, number(16))),
        branch(again),
      ]),
    ),
    v.out.set(i32.sub(v.out.get, i32.sub(v.start.get, v.at.get))),
    writeEntry(v, i32.or(numberOfMember(v), v.escaped.get), i32.sub(v.out.get, number(layout.values))),
  ];
}

function writeEntry(v: Variables, what: Code, end: Code): Code {
  return [i32.store(v.table.get, what), i32.store(v.table.get, end, 4), v.table.set(i32.add(v.table.get, number(8)))];
}
