import type { Finding } from './alert.ts';
import type { ContextMemo } from './context.ts';
import { RulesFailed } from './errors.ts';
import type { DetectorEvent } from './event.ts';
import type { ExclusionTally } from './exclusion-tally.ts';
import { add, begin, gather, type Pending } from './gather.ts';
import { judgeEventCount, judgeTemporal, type Touched } from './judge.ts';
import type { Observation } from './observation.ts';
import { inParallel } from './parallel.ts';
import { type PlannedRule, plan } from './plan.ts';
import type { Rule } from './rule.ts';
import { type TellPorts, tell } from './tell.ts';

export interface DetectPorts extends TellPorts {
  readonly rules: readonly Rule[];
  /** The most events of one timeline that an event count reads at once. */
  readonly countLimit: number;
  /** Where to count what exclusions did; grows with every batch, also where rules fail. */
  readonly excluded?: ExclusionTally;
}

const atOnce = 16;

/**
 * Remembers all events, then judges what they can have changed, then tells. Whatever arrives second completes a match,
 * so the order of events, their repetition and their split into batches and calls do not matter. Returns the number of
 * events taken.
 *
 * What fails for one rule or one alert stops no other; when all is done, RulesFailed names the rules. What a port
 * throws while events are remembered is thrown as it is, before anything is judged. After either, calling again with the
 * same events is safe.
 */
export async function detect(batches: AsyncIterable<readonly DetectorEvent[]>, ports: DetectPorts): Promise<number> {
  const failures = new Map<string, unknown>();
  const pending: Pending[] = [];
  for (const rule of ports.rules) {
    await attempt(rule.id, failures, async () => pending.push(begin(plan(rule), ports.excluded)));
  }

  let events = 0;
  for await (const batch of batches) {
    events += batch.length;
    await remember(batch, pending, { ports, failures });
  }
  for (const each of pending) {
    const { planned, findings } = each;
    const { id } = planned.rule;
    await attempt(id, failures, () => judge(each, ports));
    const memo: ContextMemo = new Map();
    await inParallel(findings.values(), atOnce, (finding) =>
      attempt(id, failures, () => tell(planned, finding, ports, memo)),
    );
    for (const { settle } of ports.publishers) await attempt(id, failures, async () => settle?.());
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

/** Runs one part of a rule's work; its error is kept, and thrown when everything else is done. */
async function attempt(ruleId: string, failures: Map<string, unknown>, work: () => Promise<unknown>): Promise<void> {
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
