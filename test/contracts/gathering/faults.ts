import type { Alert, AlertRecord } from '../../../lambda/core/alert.ts';
import { type Bulletin, type BulletinName, bulletinIn } from '../../../lambda/core/bulletin.ts';
import { days, formatInstant, hours, plus } from '../../../lambda/core/time.ts';
import { leftDue, mayWait, rank, repeated, tooMany, untold, withheld, wrongUpdates } from '../telling/faults.ts';
import { type History, mostSkew } from '../telling/history.ts';
import type { Outcome } from '../telling/play.ts';
import { type HandOver, type Publication, publicationsIn } from '../telling/trace.ts';
import { digestHours, type Part, stormAbove } from './history.ts';

/** What one audience was told, in the order in which it was. */
interface Told {
  readonly audience: string;
  readonly tellings: Outcome['tellings'];
  readonly bulletins: readonly Bulletin[];
}

/** What of the promises was broken, each in a sentence, where alerts are gathered. */
export function faultsIn(history: History<Part>, outcome: Outcome): readonly string[] {
  const { records } = outcome;
  return history.audiences.flatMap((audience) => {
    const tellings = outcome.tellings.filter((one) => one.audience === audience);
    const bulletins = publicationsIn({ tellings }).flatMap(({ message }) => bulletinOf(message) ?? []);
    const told = { audience, tellings, bulletins };
    const faults = records.flatMap((record) => {
      const about = bulletinIn(record)?.about;
      if (about === undefined) return named(record, faultsOfAlert(record, told, { history, outcome }));
      return record.columns['audience'] === audience
        ? named(record, faultsOfBulletin(record, about, { told, history }))
        : [];
    });
    return [...faults, ...tooManyOneByOne(told, outcome)].map((fault) => `${audience}: ${fault}`);
  });
}

function named({ alertId }: AlertRecord, faults: readonly string[]): readonly string[] {
  return faults.map((fault) => `${alertId} ${fault}`);
}

function faultsOfAlert(
  record: AlertRecord,
  { audience, tellings, bulletins }: Told,
  { history, outcome }: { readonly history: History<Part>; readonly outcome: Outcome },
): readonly string[] {
  const { alertId } = record;
  const own = tellings.filter(({ id }) => id === alertId);
  const alone = publicationsIn({ tellings: own }).flatMap(({ message }) => alertOf(message) ?? []);
  const inBulletins = bulletins.flatMap(({ alerts }) => alerts.filter((alert) => alert.alertId === alertId));
  const heard = [...alone, ...inBulletins];
  return [
    ...untold(record, audience, own),
    ...(heard.length === 0 ? ['reached nobody'] : []),
    ...(outcome.unnoted.has(alertId) || history.updatesPerHour === 0
      ? []
      : [...leftDue(record, audience, outcome), ...withheld(record, heard), ...heldBack(record, alone, bulletins)]),
    ...repeated(own),
    ...wrongUpdates(alone),
    ...wrongWays(record, audience, own),
    ...tooMany(own, history.updatesPerHour, mayWait),
  ];
}

/** High is told by itself, or in a group: not only in what is told later. */
export function heldBack(
  { alertId, matches }: AlertRecord,
  alone: readonly Alert[],
  bulletins: readonly Bulletin[],
): readonly string[] {
  const groups = bulletins.filter(({ about }) => about === 'group');
  const inGroups = groups.flatMap(({ alerts }) => alerts.filter((alert) => alert.alertId === alertId));
  const atOnce = [...alone, ...inGroups];
  const isHigh = ({ severity }: Pick<Alert, 'severity'>) => severity === 'High';
  return matches.some(isHigh) && !atOnce.some(isHigh) ? ['was held back, and is High'] : [];
}

/** By how severe it was when it came to be told, and by whose it is. */
function wrongWays(record: AlertRecord, audience: string, tellings: Told['tellings']): readonly string[] {
  const gathers = audience !== 'machines';
  return tellings.flatMap((telling) => {
    const severity = 'message' in telling ? telling.message.severity : telling.severity;
    const way = 'message' in telling ? 'alone' : telling.about;
    const isUrgent = severity === 'High' || isRoot(record);
    const waits = gathers && !isUrgent && rank([{ severity }]) < rank([{ severity: 'Medium' }]);
    const isGrouped = gathers && record.alertId.startsWith('grouped');
    const right = {
      alone: !waits && !isGrouped,
      digest: waits,
      group: !waits && isGrouped,
      storm: !waits && !isUrgent,
    };
    return right[way] ? [] : [`is ${severity}, and went the way ${way}`];
  });
}

function faultsOfBulletin(
  record: AlertRecord,
  about: BulletinName['about'],
  { told: { audience, tellings }, history }: { readonly told: Told; readonly history: History<Part> },
): readonly string[] {
  const own = publicationsIn({ tellings }).filter(({ id }) => id === record.alertId);
  return [
    ...untold(record, audience, own),
    ...uncovered(record, audience, own),
    ...repeated(own),
    ...misjudged(own.flatMap(({ message }) => bulletinOf(message) ?? [])),
    ...(about === 'group' ? tooMany(own, Math.max(1, history.updatesPerHour), isNotUrgent) : []),
    ...(about === 'digest' ? tooEarly(record, own) : []),
  ];
}

/** Whether nothing in it was so urgent that it had to be told at once. */
function isNotUrgent({ message }: Publication): boolean {
  const { alerts, freshCount } = bulletinOf(message) ?? { alerts: [], freshCount: 0 };
  return alerts.slice(0, freshCount).every(({ severity }) => severity !== 'High');
}

/** What was told last covers all members, and nobody needs to look again. */
export function uncovered(
  { matches, told, due }: AlertRecord,
  audience: string,
  tellings: readonly Publication[],
): readonly string[] {
  const last = tellings.filter(({ revision }) => revision === told[audience]?.revision);
  const counts = last.flatMap(({ message }) => bulletinOf(message)?.alertCount ?? []);
  const members = new Set(matches.map(({ id }) => id));
  return [
    ...(counts.includes(members.size) ? [] : [`told ${counts} alerts of ${members.size}`]),
    ...(told[audience]?.eventCount === matches.length ? [] : ['does not cover its members']),
    ...(due === undefined ? [] : ['is due in the end']),
  ];
}

/** What an audience never heard of comes first, and is counted as fresh. */
export function misjudged(bulletins: readonly Bulletin[]): readonly string[] {
  return bulletins.flatMap(({ revision, alerts, alertCount, freshCount, severity, kind, about }) => {
    const before = bulletins.filter((earlier) => earlier.revision < revision).flatMap((earlier) => earlier.alerts);
    const known = new Set(before.map(({ alertId }) => alertId));
    const late = alerts.slice(freshCount).filter(({ alertId }) => !known.has(alertId));
    const expected = about !== 'group' ? 'summary' : revision === 1 ? 'new' : 'update';
    return [
      ...(alerts.length === alertCount ? [] : [`tells ${alerts.length} of ${alertCount}`]),
      ...(freshCount > 0 && late.length === 0 ? [] : [`revision ${revision} counts ${freshCount} fresh ones`]),
      ...(rank(alerts) >= rank([{ severity }]) ? [] : [`is ${severity}, and none of its alerts is`]),
      ...(kind === expected ? [] : [`revision ${revision} is ${kind}`]),
    ];
  });
}

/** Before any digest hour of the next day, as far as clocks agree. */
function tooEarly({ periodStart }: AlertRecord, tellings: readonly Publication[]): readonly string[] {
  const hour = Math.min(digestHours.first, digestHours.later);
  const earliest = plus(plus(periodStart, days(1)), hours(hour)) - mostSkew;
  return tellings.some(({ at }) => at < earliest) ? ['came before its hour'] : [];
}

/**
 * Those that came first are told one by one. Where one took a place before others that had come already, as clocks differ
 * and invocations overlap, it is one more.
 */
function tooManyOneByOne({ audience, tellings }: Told, { records, outOfOrder }: Outcome): readonly string[] {
  const oneByOne = new Map<string, Set<string>>();
  for (const record of records.filter((each) => bulletinIn(each) === undefined && !isRoot(each))) {
    const timeline = `storm/${record.ruleId}/${formatInstant(record.periodStart)}/${audience}`;
    const ids = oneByOne.get(timeline) ?? new Set<string>();
    oneByOne.set(timeline, ids);
    for (const telling of tellings.filter(({ id }) => id === record.alertId)) {
      if ('message' in telling && telling.message.severity !== 'High') ids.add(record.alertId);
      if (isOfGroup(telling) && telling.severity !== 'High') ids.add(telling.bulletinId);
    }
  }
  return [...oneByOne].flatMap(([timeline, ids]) => {
    const more = [...ids].filter((id) => outOfOrder.get(timeline)?.has(id) === true).length;
    return ids.size > stormAbove + more ? [`${timeline}: told ${ids.size} one by one`] : [];
  });
}

function isOfGroup(telling: Told['tellings'][number]): telling is HandOver {
  return 'about' in telling && telling.about === 'group';
}

function isRoot({ alertId }: AlertRecord): boolean {
  return /^(less|usual)-4/.test(alertId);
}

export function alertOf(message: Publication['message']): Alert | undefined {
  return message.schema === 'gatewarden.alert/1' ? message : undefined;
}

export function bulletinOf(message: Publication['message']): Bulletin | undefined {
  return message.schema === 'gatewarden.bulletin/1' ? message : undefined;
}
