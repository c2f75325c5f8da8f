import { gunzipSync } from 'node:zlib';
import { type Alert, type AlertRecord, headOf } from '../../lambda/core/alert.ts';
import { type Bulletin, bulletinIn, digestOf, groupOf, stormOf } from '../../lambda/core/bulletin.ts';
import { days, formatInstant, periodEnd } from '../../lambda/core/time.ts';
import { rank } from '../contracts/telling/faults.ts';
import { type Publication, publicationsIn } from '../contracts/telling/trace.ts';
import { uriOf } from './log-objects.ts';
import type { Reference } from './reference.ts';
import { differ } from './same-alerts.ts';
import type { Schedule } from './schedule.ts';
import type { Quiet } from './system.ts';
import { wrongContent } from './told-content.ts';

/** What there is to explain tellings by. */
interface Known {
  readonly quiet: Quiet;
  readonly reference: Reference;
  readonly schedule: Schedule;
  /** What the table has, by the id of the alert or bulletin. */
  readonly records: ReadonlyMap<string, AlertRecord>;
  readonly holds: (object: string, eventId: string) => boolean;
}

/**
 * What was told and is not so, each in a sentence: whatever nothing in the table is the reason of, and whatever says of an
 * alert or a bulletin what is not true of it.
 */
export function unexplained(quiet: Quiet, reference: Reference, schedule: Schedule): readonly string[] {
  const records = new Map(quiet.records.map((record) => [record.alertId, record]));
  const known: Known = { quiet, reference, schedule, records, holds: holdersIn(schedule) };
  return [
    ...quiet.tellings.flatMap(({ id, audience }) =>
      records.has(id) && schedule.audiences.includes(audience)
        ? []
        : [`${audience} was told ${id}, of which the table has nothing`],
    ),
    ...publicationsIn(quiet).flatMap((told) => wrongIn(told, known).map((each) => `${told.audience}: ${each}`)),
  ];
}

function wrongIn({ message, audience }: Publication, known: Known): readonly string[] {
  return message.schema === 'gatewarden.alert/1'
    ? wrongAlert(message, audience, known)
    : wrongBulletin(message, audience, known);
}

function wrongAlert(alert: Alert, audience: string, known: Known): readonly string[] {
  const { quiet, reference, schedule, records, holds } = known;
  const { alertId, revision } = alert;
  const rule = schedule.tellables.find(({ id }) => id === records.get(alertId)?.ruleId);
  const isJudged = schedule.rules.some(({ id }) => id === rule?.id);
  const all = isJudged ? reference.get(alertId) : records.get(alertId); // system alerts are of what faults make
  const isMissing = (object: string) => schedule.objects.some((each) => isIn(each, object));
  if (rule === undefined || all === undefined) return [`${alertId} was told, and is no alert`];
  const before = quiet.composed.filter(
    (each) => each.audience === audience && each.alert.alertId === alertId && each.alert.revision === revision - 1,
  );
  const explanation = { rule, all, before: before.map((each) => each.alert), holds: isJudged ? holds : isMissing };
  return wrongContent(alert, explanation).map((each) => `${rule.id} ${alertId} was told with ${each}`);
}

function wrongBulletin(bulletin: Bulletin, audience: string, known: Known): readonly string[] {
  const record = known.records.get(bulletin.bulletinId);
  const named = record && bulletinIn(record);
  if (record === undefined || named === undefined) return [`${bulletin.bulletinId} was told, and is no bulletin`];
  const rule = known.schedule.tellables.find(({ id }) => id === named.ruleId);
  const members = new Set(record.matches.map(({ id }) => id));
  const strangers = bulletin.alerts.filter(
    (alert) => !members.has(alert.alertId) || nameIn(alert, bulletin, audience, known) !== bulletin.bulletinId,
  );
  const period = {
    start: formatInstant(record.periodStart),
    end: formatInstant(periodEnd(record.periodStart, rule?.period ?? days(1))),
  };
  const faults = [
    ...differ('audience', record.columns['audience'], audience),
    ...differ('kind of bulletin', bulletin.about, named.about),
    ...differ('rule', bulletin.rule, rule && headOf(rule)),
    ...differ('period', bulletin.period, period),
    ...strangers.map(({ alertId }) => `the alert ${alertId}, which does not belong to it`),
    ...wrongCounts(bulletin, record),
    ...bulletin.alerts.flatMap((alert) => differ('news of an alert', alert.news, undefined)),
  ];
  return [
    ...faults.map((each) => `bulletin ${bulletin.bulletinId} was told with ${each}`),
    ...bulletin.alerts.flatMap((alert) => wrongAlert(alert, audience, known)),
  ];
}

/** As many and as severe as what it has, and what it has in the end. */
function wrongCounts({ severity, alertCount, freshCount, alerts }: Bulletin, record: AlertRecord): readonly string[] {
  const members = new Set(record.matches.map(({ id }) => id)).size;
  const isOfSome = record.matches.some((member) => member.severity === severity);
  return [
    ...differ('count of alerts', alertCount, alerts.length),
    ...(alertCount > members || freshCount > alertCount || freshCount < 1
      ? [`${freshCount} fresh ones of ${alertCount} alerts, of ${members}`]
      : []),
    ...(isOfSome && rank([{ severity }]) <= rank(record.matches) ? [] : [`the severity ${severity}, which none has`]),
  ];
}

/** The bulletin that an alert belongs to. */
function nameIn(alert: Alert, { about }: Bulletin, audience: string, { schedule }: Known): string | undefined {
  const by = schedule.tellables.find(({ id }) => id === alert.rule.id)?.notifyBy;
  switch (about) {
    case 'digest':
      return digestOf(alert, audience).bulletinId;
    case 'storm':
      return stormOf(alert, audience).bulletinId;
    case 'group':
      return by && groupOf(alert, by, audience).bulletinId;
    default:
      return about satisfies never;
  }
}

/** A file that is missing is the event itself. */
function isIn(object: Schedule['objects'][number], uri: string): boolean {
  return object.trouble === 'missing' && uriOf(object) === uri;
}

/** Whether an object holds an event; of EventBridge, whether that brought it. */
function holdersIn({ objects, arrivals }: Schedule): Known['holds'] {
  const texts = new Map<string, string>();
  const brought = arrivals.flatMap((arrival) => (arrival.kind === 'sent' ? arrival.body : []));
  const textOf = (uri: string): string => {
    const bytes = objects.find((object) => uriOf(object) === uri)?.states.at(-1)?.bytes ?? new Uint8Array();
    return Buffer.from(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  };
  return (object, eventId) => {
    if (object.startsWith('eventbridge:')) return brought.some((body) => body.includes(JSON.stringify(eventId)));
    const text = texts.get(object) ?? textOf(object);
    texts.set(object, text);
    return text.includes(JSON.stringify(eventId));
  };
}
