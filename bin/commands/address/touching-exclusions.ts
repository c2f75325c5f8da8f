import type { Address } from '../../../lambda/core/address.ts';
import { inRange, parseRange } from '../../../lambda/core/address-range.ts';
import type { TouchingExclusion } from '../../../lambda/core/dossier.ts';
import type { DetectorEvent } from '../../../lambda/core/event.ts';
import { type Exclusion, touches } from '../../../lambda/core/exclusion.ts';
import type { Rule } from '../../../lambda/core/rule.ts';

/** The exclusions that name the address, or touch one of its events; each with how many of these it touches. */
export function touchingExclusions(
  address: Address,
  events: readonly DetectorEvent[],
  rules: readonly Rule[],
): readonly TouchingExclusion[] {
  const all = new Map(rules.flatMap((rule) => rule.exclusions ?? []).map((exclusion) => [exclusion.id, exclusion]));
  return [...all.values()].flatMap((exclusion) => {
    const touched = events.filter((event) => touches(exclusion, event)).map(({ source, id }) => `${source} ${id}`);
    const count = new Set(touched).size;
    return count > 0 || names(exclusion, address) ? [{ exclusion, events: count }] : [];
  });
}

function names({ match }: Exclusion, address: Address): boolean {
  return (match.sourceIp ?? []).some((text) => {
    const range = parseRange(text);
    return range !== undefined && inRange(address, range);
  });
}
