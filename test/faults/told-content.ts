import { isDeepStrictEqual } from 'node:util';
import { type Alert, type AlertContext, type AlertRecord, assemble } from '../../lambda/core/alert.ts';
import type { Tellable } from '../../lambda/core/tellable.ts';
import { type Instant, latestInstant } from '../../lambda/core/time.ts';
import { dueTo, type News, toldOf } from '../../lambda/core/told.ts';
import { differ } from './same-alerts.ts';

/** What one alert may be told as. */
export interface Explanation {
  readonly rule: Tellable;
  /** The alert with everything that ever belongs to it. */
  readonly all: AlertRecord;
  /** What its audience was told under the revision before, whoever told it. */
  readonly before: readonly Alert[];
  /** Whether an object holds an event. */
  readonly holds: (object: string, eventId: string) => boolean;
}

/**
 * What an alert may tell otherwise than the reference, and is compared by itself. Everything else follows from the events
 * that it tells of.
 */
const mayDiffer: Readonly<Partial<Record<keyof Alert, string>>> = {
  evidence: 'of two copies of an event either may have been read',
  context: 'of a temporal rule it tells of the other side, as far as that was known',
  news: 'it depends on what the audience was told before',
};

/** What is wrong in the content of a telling, whole, each in a sentence: it is of some events of the alert, and tells these. */
export function wrongContent(alert: Alert, explanation: Explanation): readonly string[] {
  const { rule, all } = explanation;
  const told = only(alert, all);
  if (told.matches.length === 0) return ['tells of no event that is its own'];
  const expected = assemble(rule, told, { revision: alert.revision });
  const fields = new Set([...Object.keys(alert), ...Object.keys(expected)] as (keyof Alert)[]);
  return [
    ...[...fields].flatMap((field) => (field in mayDiffer ? [] : differ(field, alert[field], expected[field]))),
    ...wrongEvidence(alert, explanation),
    ...(rule.correlate?.type === 'temporal'
      ? wrongContext(alert.context, assemble(rule, all, { revision: 1 }).context)
      : differ('context', alert.context, expected.context)),
    ...wrongNews(alert, explanation),
  ];
}

/**
 * The alert with these of its events, and no others. One event may have several times, as a missing file is announced again:
 * then those between the first and the last that are told.
 */
function only(
  { eventIds, startTime, endTime }: Pick<Alert, 'eventIds' | 'startTime' | 'endTime'>,
  { context: _, ...all }: AlertRecord,
): AlertRecord {
  const own = new Set(eventIds);
  const [first, last] = [Date.parse(startTime), Date.parse(endTime)];
  const matches = all.matches.filter(({ eventId, time }) => own.has(eventId) && time >= first && time <= last);
  return { ...all, matches };
}

function wrongEvidence({ evidence, eventIds }: Alert, { holds }: Explanation): readonly string[] {
  const ids = evidence.map(({ eventId }) => eventId);
  const astray = evidence.filter(({ object, eventId }) => !holds(object, eventId));
  return [
    ...differ('events in evidence', ids, eventIds),
    ...astray.map(({ object, eventId }) => `${eventId} is not in ${object}, which is its evidence`),
  ];
}

/** Never more than there is in the end; nothing where nobody looked yet. */
function wrongContext(found: AlertContext, most: AlertContext): readonly string[] {
  if (Object.keys(found).length === 0) return [];
  const sides = new Map(most.sides?.map(({ name, count }) => [name, count]));
  const tooMany = (found.sides ?? []).filter(({ name, count }) => count > (sides.get(name) ?? -1));
  const values = Object.entries(found.values ?? {});
  const strange = values.filter(([field, { distinct }]) => distinct > (most.values?.[field]?.distinct ?? -1));
  const isWider = (found.first ?? '~') < (most.first ?? '~') || (found.last ?? '') > (most.last ?? '');
  return [
    ...differ(
      'sides of the context',
      found.sides?.map(({ name }) => name),
      most.sides?.map(({ name }) => name),
    ),
    ...tooMany.map(({ name, count }) => `context counts ${count} of ${name}, of ${sides.get(name)}`),
    ...strange.map(([field]) => `context has more values of ${field} than there are`),
    ...(isWider ? ['context is wider than it is'] : []),
  ];
}

/** What is new is so to an audience that was told the revision before, by anybody. */
function wrongNews(alert: Alert, { all, before }: Explanation): readonly string[] {
  const { news, revision } = alert;
  if (news === undefined) return [];
  const now = only(alert, all);
  const expected = before.flatMap((earlier) => {
    const due = dueTo(now, toldOf(only(earlier, all), undefined, longAgo), policy);
    return due.when === 'now' ? (due.news ?? []) : [];
  });
  if (expected.some((each) => isDeepStrictEqual(inOrder(each), inOrder(news)))) return [];
  return [`revision ${revision} has news that are none: ${JSON.stringify(news)}, not ${JSON.stringify(expected)}`];
}

const longAgo = 0 as Instant;
const policy = { now: latestInstant, updatesPerHour: Infinity };

/** Values of events of one time may stand in any order. */
function inOrder(news: News): unknown {
  return Object.entries(news).map(([kind, each]) => [kind, 'values' in each ? each.values.toSorted() : each]);
}
