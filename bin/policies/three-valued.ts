/** Whether something holds; where that cannot be told, why. */
export type Holds = 'yes' | 'no' | { readonly because: string };

/** Whether all hold: one that does not decides, whatever the others are. */
export function also(all: readonly Holds[]): Holds {
  if (all.includes('no')) return 'no';
  return all.find((each) => typeof each === 'object') ?? 'yes';
}

/** Whether one holds at least. */
export function or(all: readonly Holds[]): Holds {
  if (all.includes('yes')) return 'yes';
  return all.find((each) => typeof each === 'object') ?? 'no';
}

export function not(holds: Holds): Holds {
  if (typeof holds === 'object') return holds;
  return holds === 'yes' ? 'no' : 'yes';
}
