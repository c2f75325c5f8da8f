import { isDeepStrictEqual } from 'node:util';
import { type Alert, type AlertRecord, assemble, nameOfMatch } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import type { Reference } from './reference.ts';
import type { Schedule } from './schedule.ts';

/** How what is stored differs from what should be, each difference in a sentence. */
export function differences(
  records: readonly AlertRecord[],
  reference: Reference,
  { rules }: Pick<Schedule, 'rules'>,
): readonly string[] {
  const alerts = records.filter(({ ruleId }) => rules.some(({ id }) => id === ruleId)); // no bulletins, no system alerts
  const ids = new Set(alerts.map(({ alertId }) => alertId));
  const ruleOf = (ruleId: string) => rules.find(({ id }) => id === ruleId) as Rule;
  return [
    ...[...reference.values()].filter(({ alertId }) => !ids.has(alertId)).map((lost) => `lost: ${nameOf(lost)}`),
    ...alerts.flatMap((record) => {
      const exact = reference.get(record.alertId);
      if (exact === undefined) return [`wrong: ${nameOf(record)} is stored, and is none without faults`];
      return compare(record, exact, ruleOf(record.ruleId)).map((each) => `wrong: ${nameOf(record)}: ${each}`);
    }),
  ];
}

function compare(record: AlertRecord, exact: AlertRecord, rule: Rule): readonly string[] {
  const bounded = isThinned(rule, exact);
  const [words, exactWords] = [record, exact].map((each) => assemble(rule, each, { revision: 1 })) as [Alert, Alert];
  return [
    ...differ('rule', record.ruleId, exact.ruleId),
    ...differ('columns', record.columns, exact.columns),
    ...differ('period', record.periodStart, exact.periodStart),
    ...(bounded ? more(record, exact) : differ('matches', matchesOf(record), matchesOf(exact))),
    ...(isBound(record.context) ? [] : differ('context', record.context, exact.context)),
    ...fieldsOf(bounded).flatMap((field) => differ(field, words[field], exactWords[field])),
  ];
}

/** What is told of what is stored. Where it is `bounded`, the earliest events may be among those that are left out. */
function fieldsOf(bounded: boolean): readonly (keyof Alert)[] {
  const always = ['severity', 'period', 'endTime', 'entities', 'rule', 'signal', 'attack'] as const;
  return bounded ? always : [...always, 'columns', 'startTime', 'eventCount', 'eventIds', 'truncated'];
}

/**
 * Whether some of an alert's events may have been left out when they were written: only where a slot of time held more than
 * are kept of both its ends, and such a slot is all in one window.
 */
function isThinned({ correlate }: Rule, { matches }: AlertRecord): boolean {
  const distinct = new Set(matches.map(({ id }) => id)).size;
  return correlate?.type === 'event_count' && distinct > 2 * (correlate.moreThan + 1);
}

/** Which of its events are written depends on what came together, but none is of another alert. */
function more(record: AlertRecord, exact: AlertRecord): readonly string[] {
  const known = new Set(matchesOf(exact).map((match) => JSON.stringify(match)));
  const others = matchesOf(record).filter((match) => !known.has(JSON.stringify(match)));
  return others.length === 0 ? [] : [`more matches: ${short(others)}`];
}

/** Whether more came at once than is written: what it counts is then as it came. */
function isBound(context: AlertRecord['context']): boolean {
  return context?.sides.some(({ atLeast }) => atLeast) === true;
}

/** That two values are not the same, in a sentence. */
export function differ(what: string, found: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  return [`other ${what}: ${short(found)}, not ${short(expected)}`];
}

function nameOf({ ruleId, alertId }: AlertRecord): string {
  return `${ruleId} ${alertId}`;
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}

/** All of a match but where it was read: of two copies either may stand. */
function matchesOf({ matches }: AlertRecord): readonly unknown[] {
  return matches.toSorted((a, b) => (nameOfMatch(a) < nameOfMatch(b) ? -1 : 1)).map(({ object: _, ...match }) => match);
}
