import type { ValueCounts } from './alert.ts';
import { compareText } from './identity.ts';

const mostShown = 5;

/** Of counts by value how many values there are, and the most frequent ones; of equally frequent ones the first as text. */
export function mostFrequent(counts: ReadonlyMap<string, number>): ValueCounts {
  const top = [...counts].map(([value, count]) => ({ value, count }));
  top.sort((a, b) => b.count - a.count || compareText(a.value, b.value));
  return { distinct: counts.size, top: top.slice(0, mostShown) };
}
