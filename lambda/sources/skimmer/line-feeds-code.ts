import { ascii, number } from './skim-variables.ts';
import { block, branch, branchIf, type Code, type Func, func, i32, loop, type Variable, v128, when } from './wasm.ts';

const params = { from: 'i32', to: 'i32' } as const;
const locals = { count: 'i32', left: 'i32', found: 'i32', lineFeed: 'v128' } as const;
type Variables = Readonly<Record<keyof typeof params | keyof typeof locals, Variable>>;

/** `lineFeeds(from, to)` gives what `lineFeedsIn` does, of bytes in the skimmer's memory: of short lines, much sooner. */
export function lineFeedsCode(): Func {
  return func(params, locals, countLineFeeds);
}

function countLineFeeds(v: Variables): Code {
  const isBefore = i32.sub(i32.shiftLeft(number(1), v.left.get), number(1));
  return [
    v.lineFeed.set(v128.splat(ascii('\n'))),
    block((done) =>
      loop((again) => [
        branchIf(done, i32.atLeast(v.from.get, v.to.get)),
        v.found.set(v128.bits(v128.equalBytes(v128.load(v.from.get), v.lineFeed.get))),
        v.left.set(i32.sub(v.to.get, v.from.get)),
        when(i32.less(v.left.get, number(16)), v.found.set(i32.and(v.found.get, isBefore))),
        v.count.set(i32.add(v.count.get, i32.countOnes(v.found.get))),
        v.from.set(i32.add(v.from.get, number(16))),
        branch(again),
      ]),
    ),
    v.count.get,
  ];
}
