/** Choices that follow from a seed alone. */
export interface Random {
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  /** Whether something happens that happens so often, of 1. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32: 32 bits of state are enough here. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return { below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)] as never };
}
