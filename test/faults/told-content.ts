import { isDeepStrictEqual } from 'node:util';
import { type Alert, type AlertContext, type AlertRecord, assemble } from '../../lambda/core/alert.ts';
import { namedKinds } from '../../lambda/core/named.ts';
import type { Tellable } from '../../lambda/core/tellable.ts';
import { type Instant, latestInstant } from '../../lambda/core/time.ts';
import { dueTo, type News, toldOf } from '../../lambda/core/told.ts';
import { rank } from '../contracts/telling/faults.ts';
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

/** What of one that is truncated may differ from what it would tell if it were of all events up to its end. */
const inPart: typeof mayDiffer = {
  ...mayDiffer,
  severity: 'a later event that it is not of may be more severe',
  eventCount: 'it need not be of all later events',
  eventIds: 'of two events of one time it may be of one',
};

/** What is wrong in the content of a telling, whole, each in a sentence: it is of some events of the alert, and tells these. */
export function wrongContent(alert: Alert, explanation: Explanation): readonly string[] {
  const { rule, all } = explanation;
  const told = only(alert, all);
  if (told.matches.length === 0) return ['tells of no event that is its own'];
  const { revision } = alert;
  const least = assemble(rule, told, { revision });
  const most = assemble(rule, upToItsEnd(alert, all), { revision });
  const isTemporal = rule.correlate?.type === 'temporal';
  return [
    ...(alert.truncated === true ? wrongPart(alert, least, most) : wrongWhole(alert, least, mayDiffer)),
    ...wrongEvidence(alert, explanation),
    ...(isTemporal ? wrongContext(alert.context, assemble(rule, all, { revision: 1 }).context) : []),
    ...(isTemporal ? [] : wrongValues(alert, least, most)),
    ...wrongNews(alert, explanation),
  ];
}

function wrongWhole(alert: Alert, expected: Alert, but: typeof mayDiffer): readonly string[] {
  const fields = new Set([...Object.keys(alert), ...Object.keys(expected)] as (keyof Alert)[]);
  return [...fields].flatMap((field) => (field in but ? [] : differ(field, alert[field], expected[field])));
}

/**
 * Of one that lists its earliest events alone nobody knows which later ones it is of: some that come after these, up to its
 * end. What follows from all of them lies between what it would tell of `least` and of `most`.
 */
function wrongPart(alert: Alert, least: Alert, most: Alert): readonly string[] {
  const { severity, eventCount, eventIds } = alert;
  const isBetween = rank([alert]) >= rank([least]) && rank([alert]) <= rank([most]);
  const isCounted = eventCount > eventIds.length && eventCount <= most.eventCount;
  return [
    ...wrongWhole(alert, most, inPart),
    ...differ('eventIds', eventIds, least.eventIds),
    ...(isBetween ? [] : [`other severity: ${severity}, not from ${least.severity} to ${most.severity}`]),
    ...(isCounted ? [] : [`other eventCount: ${eventCount}, not of ${eventIds.length + 1} to ${most.eventCount}`]),
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

/** What it lists, and all that come later, until its end. */
function upToItsEnd(alert: Pick<Alert, 'eventIds' | 'startTime' | 'endTime'>, all: AlertRecord): AlertRecord {
  const listed = only(alert, all);
  const [last, end] = [Math.max(...listed.matches.map(({ time }) => time)), Date.parse(alert.endTime)];
  const later = all.matches.filter((match) => match.time >= last && match.time <= end);
  return { ...listed, matches: [...new Set([...listed.matches, ...later])] };
}

function wrongEvidence({ evidence, eventIds }: Alert, { holds }: Explanation): readonly string[] {
  const ids = evidence.map(({ eventId }) => eventId);
  const astray = evidence.filter(({ object, eventId }) => !holds(object, eventId));
  return [
    ...differ('events in evidence', ids, eventIds),
    ...astray.map(({ object, eventId }) => `${eventId} is not in ${object}, which is its evidence`),
  ];
}

/** The values of its own events; of one that is truncated, of no fewer than it lists and of no more than it may be of. */
function wrongValues({ context, truncated }: Alert, least: Alert, most: Alert): readonly string[] {
  if (truncated !== true) return differ('context', context, least.context);
  const fewest = Object.entries(least.context.values ?? {});
  const tooFew = fewest.filter(([field, { distinct }]) => (context.values?.[field]?.distinct ?? 0) < distinct);
  return [
    ...wrongContext(context, most.context),
    ...tooFew.map(([field]) => `context has fewer values of ${field} than its events`),
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
  if ([alert, ...before].some(({ truncated }) => truncated)) return strangeNews(alert, news, all);
  const now = only(alert, all);
  const expected = before.flatMap((earlier) => {
    const due = dueTo(now, toldOf(only(earlier, all), undefined, longAgo), policy);
    return due.when === 'now' ? (due.news ?? []) : [];
  });
  if (expected.some((each) => isDeepStrictEqual(inOrder(each), inOrder(news)))) return [];
  return [`revision ${revision} has news that are none: ${JSON.stringify(news)}, not ${JSON.stringify(expected)}`];
}

/** The same where nobody knows of which events it was told: news are what it tells now, and name what it may be of. */
function strangeNews(alert: Alert, news: News, all: AlertRecord): readonly string[] {
  const { severity, eventCount, ...names } = news;
  const named = upToItsEnd(alert, all).matches.map((match) => match.named ?? {});
  const strange = namedKinds.flatMap((kind) =>
    (names[kind]?.values ?? []).filter((value) => !named.some((each) => each[kind] === value)),
  );
  return [
    ...(severity === undefined ? [] : differ('severity in its news', severity.to, alert.severity)),
    ...(eventCount === undefined ? [] : differ('eventCount in its news', eventCount.to, alert.eventCount)),
    ...strange.map((value) => `${value} in its news, which none of its events names`),
  ];
}

const longAgo = 0 as Instant;
const policy = { now: latestInstant, updatesPerHour: Infinity };

/** Values of events of one time may stand in any order. */
function inOrder(news: News): unknown {
  return Object.entries(news).map(([kind, each]) => [kind, 'values' in each ? each.values.toSorted() : each]);
}
