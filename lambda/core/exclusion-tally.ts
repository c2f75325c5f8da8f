import type { DetectorEvent } from './event.ts';
import type { Exclusion, ExclusionEffect, Treatment } from './exclusion.ts';

/** What exclusions did, by exclusion and rule. Grows while events are gathered. */
export interface ExclusionTally {
  /** The most events that are told apart for one exclusion and rule. */
  readonly limit: number;
  /** Whether to keep the events, too, each version of each. */
  readonly keep: boolean;
  readonly effects: Map<string, CountedEffect>;
}

export interface CountedEffect {
  readonly exclusion: Exclusion;
  readonly ruleId: string;
  readonly effect: ExclusionEffect;
  /** Of the distinct events that it touched. */
  readonly ids: Set<string>;
  /** There were more than these ids. */
  more: boolean;
  /** By id and version; empty where they are not kept. */
  readonly events: Map<string, DetectorEvent>;
}

export function newExclusionTally({ limit, keep }: Pick<ExclusionTally, 'limit' | 'keep'>): ExclusionTally {
  return { limit, keep, effects: new Map() };
}

/**
 * Counts an event under every exclusion that had an effect on it: so each count tells what that exclusion does by
 * itself, and two that drop the same event both count it.
 */
export function note(tally: ExclusionTally, ruleId: string, { effect, by }: Treatment, event: DetectorEvent): void {
  for (const exclusion of by) {
    const key = `${exclusion.id}/${ruleId}`;
    const counted = tally.effects.get(key) ?? newEffect(exclusion, ruleId, effect);
    tally.effects.set(key, counted);
    if (counted.ids.size < tally.limit) counted.ids.add(event.id);
    else if (!counted.ids.has(event.id)) counted.more = true;
    if (tally.keep) counted.events.set(`${event.id}/${event.version}`, event);
  }
}

function newEffect(exclusion: Exclusion, ruleId: string, effect: ExclusionEffect): CountedEffect {
  return { exclusion, ruleId, effect, ids: new Set(), more: false, events: new Map() };
}
