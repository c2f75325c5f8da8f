import { type Finding, findingOf, type Match } from './alert.ts';
import type { DetectorEvent } from './event.ts';
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
}

/** A finding that still grows. */
type Gathered = Finding & { readonly matches: Match[] };

export function begin(planned: PlannedRule): Pending {
  return { planned, findings: new Map(), touched: new Map() };
}

/** Takes a batch for one rule: findings that need no correlation, and the observations of those that do. */
export function gather(
  batch: readonly DetectorEvent[],
  { planned, findings, touched }: Pending,
  thinning: boolean,
): readonly Observation[] {
  switch (planned.type) {
    case 'single':
      for (const event of batch) {
        if (event.source === 'cloudtrail' && allHold(planned.rule.where, event))
          add(findings, findingOf(planned.rule, event));
      }
      return [];
    case 'event_count': {
      const window = planned.count.within;
      const kept = gatherStream(batch, planned.events, { touched, thinning, changes: (time) => reach(time, window) });
      for (const { key, observation } of kept) touched.get(key)?.arrived.push(observation);
      return kept.map(({ observation }) => observation);
    }
    case 'temporal': {
      const window = planned.temporal.within;
      const own = gatherStream(batch, planned.events, { touched, thinning, changes: onlyAt });
      const others = planned.sides.map(({ stream }) =>
        gatherStream(batch, stream, { touched, thinning, changes: (time) => reach(time, window) }),
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
  { touched, thinning, changes }: { touched: Pending['touched']; thinning: boolean; changes: (time: Instant) => Span },
): readonly { readonly key: string; readonly observation: Observation }[] {
  const byKey = Map.groupBy(batch, (event) => keyOn(stream, event));
  return [...byKey].flatMap(([key, events]) => {
    if (key === undefined) return [];
    const all = events.map((event) => observe(stream, key, event));
    const kept = thinning && stream.thinning !== undefined ? thin(all, stream.thinning) : all;
    const known = touched.get(key) ?? { key, spans: [], arrived: [] };
    const spans = union([...known.spans, ...events.map(({ time }) => changes(time))]);
    touched.set(key, { ...known, spans });
    return kept.map((observation) => ({ key, observation }));
  });
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
