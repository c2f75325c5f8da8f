import { type Finding, findingOf, groupColumns, identify, matchOf } from './alert.ts';
import type { CloudTrailEvent } from './event.ts';
import { treatmentOf } from './exclusion.ts';
import { type Observation, positionAfter, positionOf } from './observation.ts';
import { inParallel } from './parallel.ts';
import { type PlannedRule, timelineOf } from './plan.ts';
import type { Timelines } from './ports.ts';
import { few, verdictOn } from './side-verdict.ts';
import { distinctIds } from './thin.ts';
import { type Instant, periodStart } from './time.ts';
import { around, qualifyingWindows, type Span, union, within } from './window.ts';

export type Temporal = Extract<PlannedRule, { type: 'temporal' }>;
export type EventCount = Extract<PlannedRule, { type: 'event_count' }>;

/** One timeline key on which something arrived, and the spans of time in which that can have changed a verdict. */
export interface Touched {
  readonly key: string;
  readonly spans: readonly Span[];
  /** For an event count: the events that arrived, as far as they were remembered. */
  readonly arrived: readonly Observation[];
}

const pageSize = 500;
const atOnce = 16;

/**
 * Which of the rule's events in the touched spans stand in a window with enough events of some side. The same whether
 * the rule's event or the other side's arrived last: both were remembered before this reads.
 */
export async function judgeTemporal(
  planned: Temporal,
  { key, spans }: Touched,
  timelines: Timelines,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  // Many events that arrive together are read together, with what stands between them.
  const apart = union(spans);
  const stretches = apart.length > few ? union(apart, planned.temporal.within) : apart;
  for (const span of stretches) {
    for await (const page of pagesOf(planned, key, span, timelines)) {
      const events = page.filter((event) => treatmentOf(planned.events.exclusions, event)?.effect !== 'drop');
      const holds = await verdictOn({ planned, key, times: events.map(({ time }) => time) }, timelines);
      await inParallel(events, atOnce, async (event) => {
        if (await holds(event.time)) findings.push(findingOf(planned.rule, event, key));
      });
    }
  }
  return findings;
}

/**
 * The events of every window with more than the threshold, by the period of the window's latest event. Up to `limit`
 * events are read at once; a denser timeline is judged around each arrived event, with counts that are lower bounds, and
 * at full severity: an event that is not lowered may be among those that were not read.
 */
export async function judgeEventCount(
  planned: EventCount,
  { key, spans, arrived }: Touched,
  { timelines, limit }: { readonly timelines: Timelines; readonly limit: number },
): Promise<readonly Finding[]> {
  const timeline = timelineOf(planned.events, key);
  const { moreThan, within: window } = planned.count;
  const findings: Finding[] = [];
  for (const span of union(spans)) {
    const { observations, complete } = await within(timelines, { timeline, span, limit });
    if (complete) {
      findings.push(...countedIn(planned, observations));
      continue;
    }
    for (const { time, id } of arrived.filter((event) => span.from <= event.time && event.time < span.to)) {
      const near = await around(timelines, { timeline, at: time, id, window, limit: moreThan + 1 });
      findings.push(...countedIn(planned, near.map(atFullSeverity)));
    }
  }
  return findings;
}

async function* pagesOf(
  planned: Temporal,
  key: string,
  span: Span,
  timelines: Timelines,
): AsyncGenerator<readonly CloudTrailEvent[]> {
  const timeline = timelineOf(planned.events, key);
  const to = positionOf(span.to);
  for (let from = positionOf(span.from); ; ) {
    const page = await timelines.read({ timeline, from, to, order: 'earliest first', limit: pageSize });
    yield page.flatMap(({ event }) => event ?? []);
    const last = page.at(-1);
    if (last === undefined || distinctIds(page) < pageSize) return;
    from = positionAfter(last);
  }
}

function atFullSeverity({ lowered: _, ...observation }: Observation): Observation {
  return observation;
}

function countedIn({ rule, count }: EventCount, sorted: readonly Observation[]): readonly Finding[] {
  const byPeriod = new Map<Instant, { latest: Instant; covered: number; observations: Observation[] }>();
  for (const { latest, first, end } of qualifyingWindows(sorted, { window: count.within, moreThan: count.moreThan })) {
    const period = periodStart(latest, rule.period);
    const group = byPeriod.get(period) ?? { latest, covered: 0, observations: [] };
    group.observations.push(...sorted.slice(Math.max(first, group.covered), end));
    byPeriod.set(period, { ...group, covered: end });
  }
  return [...byPeriod.values()].map(({ latest, observations }) => ({
    ...identify(rule, groupColumns(rule, observations[0]?.fields ?? {}), latest),
    matches: observations.map((observation) => matchOf(rule, observation)),
  }));
}
