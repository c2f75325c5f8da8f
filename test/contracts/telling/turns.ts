import { setImmediate as othersToWait } from 'node:timers/promises';

/**
 * Actors that run at the same time, one step at a time: each asks for a turn before everything that others can notice, and
 * whose turn comes next is chosen. So every order of their steps can happen, and the same choices give the same order.
 */
export interface Turns {
  /** Does `work` when its turn comes; nobody else does anything meanwhile. */
  take<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** Gives turns until nobody waits for one; `choose` says who is next, of so many. */
  run(choose: (waiting: number) => number): Promise<void>;
}

/**
 * `settled` resolves when all that goes on without a turn has gone as far as it can.
 * @default for what waits for nothing but turns
 */
export function newTurns(settled: () => Promise<void> = othersToWait): Turns {
  const waiting: (() => Promise<void>)[] = [];
  return {
    take: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => work().then(resolve, reject));
      }),
    async run(choose) {
      for (;;) {
        await settled();
        if (waiting.length === 0) return;
        const [next] = waiting.splice(choose(waiting.length), 1);
        await next?.();
      }
    },
  };
}
