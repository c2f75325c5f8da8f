import type { Address } from '../../../lambda/core/address.ts';
import { inRange, parseRange } from '../../../lambda/core/address-range.ts';
import type { TouchingExclusion } from '../../../lambda/core/dossier.ts';
import type { DetectorEvent } from '../../../lambda/core/event.ts';
import type { Exclusion } from '../../../lambda/core/exclusion.ts';
import { newExclusionTally } from '../../../lambda/core/exclusion-tally.ts';
import { begin, gather } from '../../../lambda/core/gather.ts';
import { plan } from '../../../lambda/core/plan.ts';
import type { Rule } from '../../../lambda/core/rule.ts';

/**
 * The exclusions that name the address, or have an effect on one of its events under some rule, as the evaluator itself
 * counts it; each with how many events that are.
 */
export function touchingExclusions(
  address: Address,
  events: readonly DetectorEvent[],
  rules: readonly Rule[],
): readonly TouchingExclusion[] {
  const touched = touchedBy(events, rules);
  const all = new Map(rules.flatMap((rule) => rule.exclusions ?? []).map((exclusion) => [exclusion.id, exclusion]));
  return [...all.values()].flatMap((exclusion) => {
    const count = touched.get(exclusion.id)?.size ?? 0;
    return count > 0 || names(exclusion, address) ? [{ exclusion, events: count }] : [];
  });
}

/** By exclusion the events on which it had its effect, under whatever rule. */
function touchedBy(events: readonly DetectorEvent[], rules: readonly Rule[]): ReadonlyMap<string, ReadonlySet<string>> {
  const excluded = newExclusionTally({ limit: Infinity, keep: true });
  for (const rule of rules) gather(events, begin(plan(rule), excluded), false);
  const touched = new Map<string, Set<string>>();
  for (const { exclusion, events: ofRule } of excluded.effects.values()) {
    const known = touched.get(exclusion.id) ?? new Set();
    touched.set(exclusion.id, known);
    for (const { source, id } of ofRule.values()) known.add(`${source} ${id}`);
  }
  return touched;
}

function names({ match }: Exclusion, address: Address): boolean {
  return (match.sourceIp ?? []).some((text) => {
    const range = parseRange(text);
    return range !== undefined && inRange(address, range);
  });
}
