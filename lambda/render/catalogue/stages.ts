import { columnName } from '../../core/alert.ts';
import type { EventCount, Rule, Temporal } from '../../core/rule.ts';
import type { Duration } from '../../core/time.ts';
import { conditionOf } from './conditions.ts';
import type { Stage } from './page.ts';

/** The way of an event through a rule: where it comes from, what it must be, what must stand around it, what it joins. */
export function stagesOf(rule: Rule): readonly Stage[] {
  return [
    { type: 'source', source: 'cloudtrail' },
    { type: 'where', conditions: rule.where.map(conditionOf) },
    ...(rule.correlate === undefined ? [] : [correlation(rule.correlate)]),
    { type: 'group by', columns: rule.groupBy.map(columnName) },
    { type: 'period', seconds: inSeconds(rule.period) },
  ];
}

function correlation(correlate: EventCount | Temporal): Stage {
  const withinSeconds = inSeconds(correlate.within);
  switch (correlate.type) {
    case 'event_count':
      return { type: 'event_count', by: correlate.by, moreThan: correlate.moreThan, withinSeconds };
    case 'temporal':
      return {
        type: 'temporal',
        withinSeconds,
        sides: correlate.sides.map(({ name, source, where, by, moreThan }) => ({
          name,
          source,
          conditions: where.map(conditionOf),
          joins: correlate.by.map((own, index) => ({ own, other: by[index] ?? own })),
          moreThan,
        })),
      };
    default:
      return correlate satisfies never;
  }
}

function inSeconds(duration: Duration): number {
  return duration / 1_000;
}
