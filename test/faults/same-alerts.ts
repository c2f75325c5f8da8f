import { isDeepStrictEqual } from 'node:util';
import { type Alert, type AlertRecord, assemble, nameOfMatch } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import type { Reference } from './reference.ts';
import type { Schedule } from './schedule.ts';

/** How what is stored differs from what should be, each difference in a sentence. */
export function differences(
  records: readonly AlertRecord[],
  { stored, replayed }: Reference,
  { rules }: Pick<Schedule, 'rules'>,
): readonly string[] {
  const alerts = records.filter(({ ruleId }) => rules.some(({ id }) => id === ruleId)); // no bulletins, no system alerts
  const ids = (those: readonly { readonly alertId: string }[]) => new Set(those.map(({ alertId }) => alertId));
  const ruleOf = (ruleId: string) => rules.find(({ id }) => id === ruleId) as Rule;
  const byId = new Map(stored.map((record) => [record.alertId, record]));
  const exact = new Map(replayed.map((alert) => [alert.alertId, alert]));
  return [
    ...[...ids(stored).difference(ids(alerts))].map((id) => `lost: ${byId.get(id)?.ruleId} ${id}`),
    ...[...ids(alerts).difference(ids(stored))].map((id) => `wrong: ${id} is stored, and is none without faults`),
    ...[...ids(replayed).symmetricDifference(ids(stored))].map(
      (id) => `wrong: ${id} is in replay or in the cloud only`,
    ),
    ...alerts.flatMap((record) => {
      const [same, replayedOne] = [byId.get(record.alertId), exact.get(record.alertId)];
      if (same === undefined || replayedOne === undefined) return [];
      const rule = ruleOf(record.ruleId);
      const name = `${rule.id} ${record.alertId}`;
      const bounded = isThinned(rule, replayedOne);
      return [
        ...compareStored(record, same, bounded).map((each) => `wrong: ${name}: ${each}`),
        ...compareTold(assemble(rule, record, { revision: 1 }), replayedOne, bounded).map(
          (each) => `wrong: ${name}: ${each} than in replay`,
        ),
      ];
    }),
  ];
}

/**
 * Whether some of an alert's events may have been left out when they were written: only where a slot of time held more than
 * are kept of both its ends, and such a slot is all in one window.
 */
function isThinned({ correlate }: Rule, exact: Alert): boolean {
  return correlate?.type === 'event_count' && exact.eventCount > 2 * (correlate.moreThan + 1);
}

/** Where it is `bounded`, which of its events are written depends on what came together. */
function compareStored(record: AlertRecord, same: AlertRecord, bounded: boolean): readonly string[] {
  return [
    ...differ('rule', record.ruleId, same.ruleId),
    ...differ('columns', record.columns, same.columns),
    ...differ('period', record.periodStart, same.periodStart),
    ...(bounded ? [] : differ('matches', matchesOf(record), matchesOf(same))),
    ...(isBound(record.context) || isBound(same.context) ? [] : differ('context', record.context, same.context)),
  ];
}

function compareTold(alert: Alert, exact: Alert, bounded: boolean): readonly string[] {
  const fields = [
    'severity',
    'period',
    'endTime',
    'entities',
    ...(bounded ? [] : ['columns', 'startTime', 'eventCount', 'eventIds']),
  ] as const;
  const those = fields as readonly (keyof Alert)[];
  return [
    ...those.flatMap((field) => differ(field, alert[field], exact[field])),
    ...(alert.eventCount > exact.eventCount ? [`more events: ${alert.eventCount}, not ${exact.eventCount}`] : []),
    ...(bounded || isBound(alert.context) ? [] : differ('context', alert.context, exact.context)),
  ];
}

/** Whether more came at once than is written: what it counts is then as it came. */
function isBound(context: AlertRecord['context'] | Alert['context']): boolean {
  return context?.sides?.some(({ atLeast }) => atLeast) === true;
}

function differ(what: string, found: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  return [`other ${what}: ${short(found)}, not ${short(expected)}`];
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}

/** All of a match but where it was read: of two copies either may stand. */
function matchesOf({ matches }: AlertRecord): readonly unknown[] {
  return matches.toSorted((a, b) => (nameOfMatch(a) < nameOfMatch(b) ? -1 : 1)).map(({ object: _, ...match }) => match);
}
