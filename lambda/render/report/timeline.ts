import type { Alert } from '../../core/alert.ts';
import { severities } from '../../core/rule.ts';
import type { Instant } from '../../core/time.ts';
import { type Bins, binOf, binsOf } from './bins.ts';

/** How many alerts of each rule began when. */
export interface Timeline {
  readonly bins: Bins;
  /** The rule with the worst alerts first, signals last. */
  readonly lanes: readonly Lane[];
}

export interface Lane {
  readonly ruleId: string;
  readonly signal: boolean;
  readonly alerts: number;
  /** Places among the severities; the worst that its alerts have. */
  readonly worst: number;
  /** In the order of time; a bin and severity without alerts is not here. */
  readonly cells: readonly Cell[];
}

interface Cell {
  readonly bin: number;
  readonly severity: number;
  readonly alerts: number;
}

const mostBins = 96;

/** Undefined where there are no alerts and so no time. `order` are the ids of the rules. */
export function timelineOf(alerts: readonly Alert[], order: readonly string[]): Timeline | undefined {
  const span = spanOf(alerts.map(startOf));
  if (span === undefined) return undefined;
  const bins = binsOf(...span, mostBins);
  const lanes = [...Map.groupBy(alerts, ({ rule }) => rule.id)].map(([ruleId, ofRule]) => laneOf(ruleId, ofRule, bins));
  const rank = ({ signal, worst }: Lane): number => (signal ? 0 : 1 + worst);
  return {
    bins,
    lanes: lanes.toSorted((a, b) => rank(b) - rank(a) || order.indexOf(a.ruleId) - order.indexOf(b.ruleId)),
  };
}

/** The first and the last of many instants. */
export function spanOf(instants: Iterable<Instant>): readonly [Instant, Instant] | undefined {
  let [first, last] = [Infinity, -Infinity];
  for (const instant of instants) [first, last] = [Math.min(first, instant), Math.max(last, instant)];
  return first > last ? undefined : [first as Instant, last as Instant];
}

function laneOf(ruleId: string, alerts: readonly Alert[], bins: Bins): Lane {
  const counts = new Map<number, number>();
  for (const alert of alerts) {
    const key = binOf(bins, startOf(alert)) * severities.length + severities.indexOf(alert.severity);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const cells = [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([key, count]) => ({
      bin: Math.floor(key / severities.length),
      severity: key % severities.length,
      alerts: count,
    }));
  return {
    ruleId,
    signal: alerts.some(({ signal }) => signal),
    alerts: alerts.length,
    worst: Math.max(...cells.map(({ severity }) => severity)),
    cells,
  };
}

function startOf({ startTime }: Alert): Instant {
  return Date.parse(startTime) as Instant; // written by formatInstant
}
