import { type Finding, findingOf, type Match } from './alert.ts';
import { RulesFailed } from './errors.ts';
import type { DetectorEvent } from './event.ts';
import { judgeEventCount, judgeTemporal, type Touched } from './judge.ts';
import type { Observation } from './observation.ts';
import { inParallel } from './parallel.ts';
import { keyOn, observe, type PlannedRule, plan, type Stream } from './plan.ts';
import { allHold } from './predicate.ts';
import type { Rule } from './rule.ts';
import { type TellPorts, tell } from './tell.ts';
import { thin } from './thin.ts';
import type { Instant } from './time.ts';
import { reach, type Span, union } from './window.ts';

export interface DetectPorts extends TellPorts {
  readonly rules: readonly Rule[];
  /** Whether a batch's observations are thinned before they are written. Decisions are the same, counts lower bounds. */
  readonly thinning: boolean;
  /** The most events of one timeline that an event count reads at once. */
  readonly countLimit: number;
}

/** What a rule is about to be judged on, gathered while its events are remembered. */
interface Pending {
  readonly planned: PlannedRule;
  readonly findings: Map<string, Gathered>;
  readonly touched: Map<string, Touched & { readonly arrived: Observation[] }>;
}

/** A finding that still grows. */
type Gathered = Finding & { readonly matches: Match[] };

const atOnce = 16;

/**
 * Remembers all events, then judges what they can have changed, then tells. Whatever arrives second completes a match,
 * so the order of events, their repetition and their split into batches and calls do not matter. Returns the number of
 * events taken.
 *
 * A rule that fails is left out while the others' alerts go out; then RulesFailed is thrown. What a port throws while
 * events are remembered is thrown as it is, before anything is judged. After either, calling again with the same events is safe.
 */
export async function detect(batches: AsyncIterable<readonly DetectorEvent[]>, ports: DetectPorts): Promise<number> {
  const failures = new Map<string, unknown>();
  const pending = ports.rules.map(
    (rule) => ({ planned: plan(rule), findings: new Map(), touched: new Map() }) satisfies Pending,
  );

  let events = 0;
  for await (const batch of batches) {
    events += batch.length;
    await remember(batch, pending, { ports, failures });
  }
  for (const rule of pending) {
    await attempt(rule.planned.rule.id, failures, async () => {
      await judge(rule, ports);
      await inParallel(rule.findings.values(), atOnce, (finding) => tell(rule.planned, finding, ports));
    });
  }
  if (failures.size > 0) throw new RulesFailed(failures);
  return events;
}

async function remember(
  batch: readonly DetectorEvent[],
  pending: readonly Pending[],
  { ports, failures }: { readonly ports: DetectPorts; readonly failures: Map<string, unknown> },
): Promise<void> {
  const observations: Observation[] = [];
  for (const rule of pending) {
    await attempt(rule.planned.rule.id, failures, async () =>
      observations.push(...gather(batch, rule, ports.thinning)),
    );
  }
  await ports.timelines.put(observations);
}

/** Runs one rule's part; its error is kept, silences that rule alone, and is thrown when the others are done. */
async function attempt(ruleId: string, failures: Map<string, unknown>, work: () => Promise<unknown>): Promise<void> {
  if (failures.has(ruleId)) return;
  await work().catch((error: unknown) => failures.set(ruleId, error));
}

/** Takes a batch for one rule: findings that need no correlation, and the observations of those that do. */
function gather(
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
      return gatherStream(batch, planned.events, { touched, thinning, changes: (time) => reach(time, window) });
    }
    case 'temporal': {
      const window = planned.temporal.within;
      const own = gatherStream(batch, planned.events, { touched, thinning, changes: onlyAt });
      const others = planned.sides.map(({ stream }) =>
        gatherStream(batch, stream, { touched, thinning, changes: (time) => reach(time, window) }),
      );
      return [...own, ...others.flat()];
    }
    default:
      return planned satisfies never;
  }
}

function gatherStream(
  batch: readonly DetectorEvent[],
  stream: Stream,
  { touched, thinning, changes }: { touched: Pending['touched']; thinning: boolean; changes: (time: Instant) => Span },
): readonly Observation[] {
  const byKey = Map.groupBy(batch, (event) => keyOn(stream, event));
  return [...byKey].flatMap(([key, events]) => {
    if (key === undefined) return [];
    const all = events.map((event) => observe(stream, key, event));
    const kept = thinning && stream.thinning !== undefined ? thin(all, stream.thinning) : all;
    const known = touched.get(key) ?? { key, spans: [], arrived: [] };
    const spans = union([...known.spans, ...events.map(({ time }) => changes(time))]);
    for (const observation of kept) known.arrived.push(observation);
    touched.set(key, { ...known, spans });
    return kept;
  });
}

async function judge({ planned, findings, touched }: Pending, ports: DetectPorts): Promise<void> {
  const { timelines, countLimit } = ports;
  await inParallel(touched.values(), atOnce, async (change) => {
    for (const finding of await judgeChange(planned, change, { timelines, limit: countLimit })) add(findings, finding);
  });
}

async function judgeChange(
  planned: PlannedRule,
  change: Touched,
  bounds: Parameters<typeof judgeEventCount>[2],
): Promise<readonly Finding[]> {
  switch (planned.type) {
    case 'single':
      return [];
    case 'event_count':
      return judgeEventCount(planned, change, bounds);
    case 'temporal':
      return judgeTemporal(planned, change, bounds.timelines);
    default:
      return planned satisfies never;
  }
}

function add(findings: Pending['findings'], finding: Finding): void {
  const known = findings.get(finding.alertId);
  if (known === undefined) findings.set(finding.alertId, { ...finding, matches: [...finding.matches] });
  else for (const match of finding.matches) known.matches.push(match);
}

function onlyAt(time: Instant): Span {
  return { from: time, to: (time + 1) as Instant };
}
