import type { Alert } from '../../../lambda/core/alert.ts';
import { always } from '../../../lambda/core/count-around.ts';
import type { EventCount } from '../../../lambda/core/judge.ts';
import type { Seen } from '../../../lambda/core/judgement.ts';
import type { Observation } from '../../../lambda/core/observation.ts';
import type { Side } from '../../../lambda/core/rule.ts';
import { summarise } from '../../../lambda/core/side-summary.ts';
import { earliestInstant, latestInstant, parseInstant, periodStart, plus } from '../../../lambda/core/time.ts';

/** What was read of one timeline, in order; `cut`: the earliest ones were not. */
export interface Read {
  readonly observations: readonly Observation[];
  readonly cut: boolean;
}

/** How many events a rule that counts had, by the arithmetic that tells a side of an alert what was thinned out. */
export function keptCount({ rule, count, events }: EventCount, { observations, cut }: Read): Seen {
  const { by, moreThan } = count;
  const side: Side = { name: rule.id, source: 'cloudtrail', where: rule.where, by, moreThan, keep: [] };
  const read = { planned: { side, stream: events }, spans: [always], stretches: [observations], complete: !cut };
  const { count: kept, atLeast, first, last } = summarise(read, { thinning: true });
  return { count: kept, atLeast, ...(first !== undefined && { first }), ...(last !== undefined && { last }) };
}

/** Whether an alert of the rule may have had more events than were kept: some slot of its time was thinned, or not read. */
export function isLowerBound(alert: Alert, planned: EventCount, { observations, cut }: Read): boolean {
  const { thinning } = planned.events;
  if (alert.rule.id !== planned.rule.id || thinning === undefined) return false;
  const [start = earliestInstant, end = latestInstant] = [alert.startTime, alert.endTime].map(parseInstant);
  const [from, to] = [periodStart(start, thinning.slot), plus(periodStart(end, thinning.slot), thinning.slot)];
  const [first] = observations;
  const unread = cut && first !== undefined && from <= first.time;
  const ofAlert = observations.filter(({ time }) => from <= time && time < to);
  return keptCount(planned, { observations: ofAlert, cut: unread }).atLeast;
}
