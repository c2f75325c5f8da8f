import type { AlertContext, Match } from './alert.ts';
import { namedKinds, openFields } from './named.ts';
import type { Tellable } from './tellable.ts';
import { mostFrequent } from './value-counts.ts';

/**
 * What the events of an alert name that its columns leave open, by field: `matches` has each event once. Nothing of a
 * temporal rule, whose context tells of its sides.
 */
export function ownValues(
  { groupBy = [], correlate }: Tellable,
  matches: readonly Match[],
): Pick<AlertContext, 'values'> {
  if (correlate?.type === 'temporal') return {};
  const fields = openFields(groupBy);
  const entries = namedKinds.flatMap((kind) => {
    const field = fields[kind];
    const values = matches.flatMap(({ named }) => named?.[kind] ?? []);
    return field === undefined || values.length === 0 ? [] : [[field, mostFrequent(countsOf(values))] as const];
  });
  return entries.length === 0 ? {} : { values: Object.fromEntries(entries) };
}

function countsOf(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
