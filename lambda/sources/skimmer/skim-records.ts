import { keep, kept } from './skim-kept.ts';
import { layout, mostLookedAt, signPart, verdict } from './skim-layout.ts';
import {
  above,
  ascii,
  both,
  count,
  either,
  hashBefore,
  inText,
  isSome,
  lowest,
  next,
  number,
  one,
  placeOf,
  type Variables,
} from './skim-variables.ts';
import { block, branch, branchIf, type Code, i32, i64, loop, v128, when } from './wasm.ts';

/** Where to branch to: at the end, or where a record begins that is not directly behind the one before. */
interface Exits {
  readonly done: symbol;
  readonly afresh: symbol;
}

/** Up to the first bad bit: where records begin and end, and the keys of their own members. */
export function followBrackets(v: Variables, exits: Exits): Code {
  const isDeep = i32.less(i32.add(count(kept(v, 'closes')), number(1)), v.depth.get);
  return [
    when(isSome(v.bad.get), [
      v.some.set(i64.sub(lowest(v.bad.get), one)),
      (['opens', 'closes', 'colons'] as const).map((name) => keep(v, name, both(kept(v, name), v.some.get))),
    ]),
    block((through) => [
      when(isDeep, [
        v.depth.set(i32.sub(i32.add(v.depth.get, count(kept(v, 'opens'))), count(kept(v, 'closes')))),
        branch(through),
      ]),
      v.bits.set(either(kept(v, 'opens'), kept(v, 'closes'))),
      loop((again) => [
        v.bit.set(lowest(v.bits.get)),
        when(i32.equal(v.depth.get, number(1)), [
          v.some.set(both(kept(v, 'colons'), i64.sub(v.bit.get, one))), // all, where no bracket is left
          lookAtKeys(v, exits.done),
        ]),
        branchIf(through, i64.isZero(v.bits.get)),
        keep(v, 'colons', both(kept(v, 'colons'), above(v.bit.get))),
        v.bits.set(i64.xor(v.bits.get, v.bit.get)),
        v.here.set(placeOf(v, v.bit.get)),
        takeDepth(v, exits),
        branch(again),
      ]),
    ]),
  ];
}

function takeDepth(v: Variables, exits: Exits): Code {
  return block((taken) => [
    when(isSome(both(kept(v, 'opens'), v.bit.get)), [
      when(i32.isZero(v.depth.get), beginRecord(v)),
      next(v.depth),
      branch(taken),
    ]),
    v.depth.set(i32.sub(v.depth.get, number(1))),
    when(i32.isZero(v.depth.get), endRecord(v, exits)),
  ]);
}

/** At the brace at `here`. */
export function beginRecord(v: Variables): Code {
  const differs = v128.any(v128.xor(v128.load(v.here.get), v128.load(number(layout.start))));
  return [v.begin.set(v.here.get), v.look.set(i32.or(v.all.get, differs)), v.named.set(number(0))];
}

function endRecord(v: Variables, { done, afresh }: Exits): Code {
  return [
    next(v.here),
    i32.store(number(layout.skimmedTo), v.here.get),
    block((counted) => [
      when(i32.or(v.look.get, i32.isZero(v.named.get)), [noteSpan(v, done), branch(counted)]),
      next(v.passed),
    ]),
    block((adjacent) => [
      branchIf(adjacent, i32.equal(i32.load16(v.here.get), v.between.get)),
      passSpace(v),
      when(v.between.get, [branchIf(done, i32.differ(i32.load8(v.here.get), ascii(','))), next(v.here), passSpace(v)]),
      i32.store(number(layout.apart), number(1)),
      branch(afresh),
    ]),
  ];
}

function passSpace(v: Variables): Code {
  const isSpace = [...' \t\n\r']
    .map((space) => i32.equal(i32.load8(v.here.get), ascii(space)))
    .reduce((some, one) => i32.or(some, one));
  return loop((again) => when(i32.and(i32.less(v.here.get, v.end.get), isSpace), [next(v.here), branch(again)]));
}

function noteSpan(v: Variables, done: symbol): Code {
  return [
    i32.store(v.spansTo.get, inText(v.begin.get)),
    i32.store(v.spansTo.get, inText(v.here.get), 4),
    v.spansTo.set(i32.add(v.spansTo.get, number(8))),
    i32.store(number(layout.spansTo), v.spansTo.get),
    v.lookedAt.set(i32.add(v.lookedAt.get, i32.sub(v.here.get, v.begin.get))),
    branchIf(done, i32.less(number(mostLookedAt), v.lookedAt.get)),
  ];
}

/** Looks for signs at the keys of the record itself, whose colons are in `some`. */
function lookAtKeys(v: Variables, done: symbol): Code {
  return block((through) =>
    loop((again) => [
      branchIf(through, i64.isZero(v.some.get)),
      v.colon.set(placeOf(v, v.some.get)),
      v.some.set(both(v.some.get, i64.sub(v.some.get, one))),
      v.sign.set(i32.load(i32.shiftLeft(hashBefore(v.colon.get), number(2)), layout.signsOfHash)),
      compareSigns(v, done, again),
    ]),
  );
}

/** Compares the key in front of the colon at `colon`, and the start of its value, with each sign from `sign` on. */
function compareSigns(v: Variables, done: symbol, through: symbol): Code {
  const part = (name: keyof typeof signPart): Code => v128.load(v.sign.get, signPart[name]);
  const key = v128.load(i32.sub(v.colon.get, number(16)));
  const value = v128.or(v128.load(v.colon.get, 1), part('fold'));
  const otherKey = v128.and(v128.xor(key, part('key')), part('keyMask'));
  const otherValue = v128.and(v128.xor(value, part('value')), part('valueMask'));
  return loop((again) => [
    branchIf(through, i32.isZero(v.sign.get)),
    when(i32.isZero(v128.any(v128.or(otherKey, otherValue))), judge(v, done)),
    v.sign.set(i32.load(v.sign.get, signPart.next)),
    branch(again),
  ]);
}

/** What the sign says of the record. */
function judge(v: Variables, done: symbol): Code {
  const says = (said: number): Code => i32.equal(i32.load(v.sign.get, signPart.verdict), number(said));
  const beforeKey = i32.sub(i32.sub(v.colon.get, i32.load(v.sign.get, signPart.keyLength)), number(1));
  const isWhole = i32.differ(i32.load8(beforeKey), ascii('\\')); // else its first quote stands within a longer key
  return when(isWhole, [
    branchIf(done, says(verdict.leave)),
    v.look.set(i32.or(v.look.get, says(verdict.look))),
    v.named.set(i32.or(v.named.get, says(verdict.name))),
  ]);
}
