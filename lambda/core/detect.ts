import type { Finding } from './alert.ts';
import { RulesFailed } from './errors.ts';
import type { DetectorEvent } from './event.ts';
import { add, gather, type Pending } from './gather.ts';
import { judgeEventCount, judgeTemporal, type Touched } from './judge.ts';
import type { Observation } from './observation.ts';
import { inParallel } from './parallel.ts';
import { type PlannedRule, plan } from './plan.ts';
import type { Rule } from './rule.ts';
import { type TellPorts, tell } from './tell.ts';

export interface DetectPorts extends TellPorts {
  readonly rules: readonly Rule[];
  /** Whether a batch's observations are thinned before they are written. Decisions are the same, counts lower bounds. */
  readonly thinning: boolean;
  /** The most events of one timeline that an event count reads at once. */
  readonly countLimit: number;
}

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
    await attempt(rule.planned.rule.id, failures, async () => {
      for (const observation of gather(batch, rule, ports.thinning)) observations.push(observation);
    });
  }
  await ports.timelines.put(observations);
}

/** Runs one rule's part; its error is kept, silences that rule alone, and is thrown when the others are done. */
async function attempt(ruleId: string, failures: Map<string, unknown>, work: () => Promise<unknown>): Promise<void> {
  if (failures.has(ruleId)) return;
  await work().catch((error: unknown) => failures.set(ruleId, error));
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
