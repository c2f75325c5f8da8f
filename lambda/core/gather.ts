import { type Finding, findingOf, type Match } from './alert.ts';
import type { DetectorEvent } from './event.ts';
import { type Exclusion, type ExclusionEffect, treatmentOf } from './exclusion.ts';
import { type ExclusionTally, note } from './exclusion-tally.ts';
import type { Touched } from './judge.ts';
import type { Observation } from './observation.ts';
import { keyOn, observe, type PlannedRule, type Stream } from './plan.ts';
import { allHold } from './predicate.ts';
import { thin } from './thin.ts';
import type { Instant } from './time.ts';
import { reach, type Span, union } from './window.ts';

/** What a rule is about to be judged on, gathered while its events are remembered. */
export interface Pending {
  readonly planned: PlannedRule;
  readonly findings: Map<string, Gathered>;
  readonly touched: Map<string, Touched & { readonly arrived: Observation[] }>;
  /** Where to count what exclusions do. */
  readonly excluded: ExclusionTally | undefined;
}

/** A finding that still grows. */
type Gathered = Finding & { readonly matches: Match[] };

export function begin(planned: PlannedRule, excluded?: ExclusionTally): Pending {
  return { planned, findings: new Map(), touched: new Map(), excluded };
}

/** Takes a batch for one rule: findings that need no correlation, and the observations of those that do. */
export function gather(batch: readonly DetectorEvent[], pending: Pending, thinning: boolean): readonly Observation[] {
  const { planned, findings, touched } = pending;
  switch (planned.type) {
    case 'single': {
      const { rule } = planned;
      for (const event of batch) {
        if (event.source !== 'cloudtrail' || !allHold(rule.where, event)) continue;
        if (treat(event, rule.exclusions ?? [], pending) !== 'drop') add(findings, findingOf(rule, event));
      }
      return [];
    }
    case 'event_count': {
      const window = planned.count.within;
      const kept = gatherStream(batch, planned.events, { pending, thinning, changes: (time) => reach(time, window) });
      for (const { key, observation } of kept) touched.get(key)?.arrived.push(observation);
      return kept.map(({ observation }) => observation);
    }
    case 'temporal': {
      const window = planned.temporal.within;
      const own = gatherStream(batch, planned.events, { pending, thinning, changes: onlyAt });
      const others = planned.sides.map(({ stream }) =>
        gatherStream(batch, stream, { pending, thinning, changes: (time) => reach(time, window) }),
      );
      return [own, ...others].flat().map(({ observation }) => observation);
    }
    default:
      return planned satisfies never;
  }
}

function gatherStream(
  batch: readonly DetectorEvent[],
  stream: Stream,
  { pending, thinning, changes }: { pending: Pending; thinning: boolean; changes: (time: Instant) => Span },
): readonly { readonly key: string; readonly observation: Observation }[] {
  const { touched } = pending;
  return [...observationsByKey(batch, stream, pending)].flatMap(([key, all]) => {
    const kept = thinning && stream.thinning !== undefined ? thin(all, stream.thinning) : all;
    const known = touched.get(key) ?? { key, spans: [], arrived: [] };
    const spans = union([...known.spans, ...all.map(({ time }) => changes(time))]);
    touched.set(key, { ...known, spans });
    return kept.map((observation) => ({ key, observation }));
  });
}

/** What the events of a batch leave on a stream, by key; without those that exclusions drop before thinning. */
function observationsByKey(
  batch: readonly DetectorEvent[],
  stream: Stream,
  pending: Pending,
): ReadonlyMap<string, readonly Observation[]> {
  const byKey = new Map<string, Observation[]>();
  for (const event of batch) {
    const key = keyOn(stream, event);
    if (key === undefined) continue;
    const effect = treat(event, stream.exclusions, pending);
    if (effect === 'drop' && stream.thinning !== undefined) continue;
    const observations = byKey.get(key) ?? [];
    byKey.set(key, observations);
    observations.push({ ...observe(stream, key, event), ...(effect === 'lower' && { lowered: true }) });
  }
  return byKey;
}

/** What exclusions do to an event that the rule would take, counted. */
function treat(
  event: DetectorEvent,
  exclusions: readonly Exclusion[],
  { planned, excluded }: Pending,
): ExclusionEffect | undefined {
  const treatment = treatmentOf(exclusions, event);
  if (treatment !== undefined && excluded !== undefined) note(excluded, planned.rule.id, treatment, event);
  return treatment?.effect;
}

/** Adds a finding to what is known of its alert. */
export function add(findings: Pending['findings'], finding: Finding): void {
  const known = findings.get(finding.alertId);
  if (known === undefined) findings.set(finding.alertId, { ...finding, matches: [...finding.matches] });
  else for (const match of finding.matches) known.matches.push(match);
}

function onlyAt(time: Instant): Span {
  return { from: time, to: (time + 1) as Instant };
}
