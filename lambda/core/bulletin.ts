import type { Alert, AlertRecord, Kept, Match } from './alert.ts';
import { digest } from './identity.ts';
import type { Severity } from './rule.ts';
import { days, formatInstant, type Instant, parseInstant, periodStart } from './time.ts';

/**
 * Several alerts that are told as one: the less severe ones of a day (`digest`), those of one rule that belong together
 * for a person (`group`), or those of one rule that were too many to be told one by one (`storm`).
 */
export type BulletinKind = 'digest' | 'group' | 'storm';

/** A bulletin as it is told: `gatewarden.bulletin/1`. Times are ISO 8601 in UTC. */
export interface Bulletin {
  readonly schema: 'gatewarden.bulletin/1';
  readonly bulletinId: string;
  readonly about: BulletinKind;
  readonly kind: 'new' | 'update' | 'summary';
  readonly revision: number;
  /** The rule whose alerts they are; absent in a digest. */
  readonly rule?: Alert['rule'];
  readonly period: Alert['period'];
  /** The highest of its alerts. */
  readonly severity: Severity;
  /** How many alerts it gathered so far, and how many of them came or changed since it was told before. */
  readonly alertCount: number;
  readonly freshCount: number;
  /** At most 50: those that are fresh first, the most severe of these first. */
  readonly alerts: readonly Alert[];
}

/** A bulletin that an alert belongs to. */
export interface BulletinName {
  readonly about: BulletinKind;
  readonly ruleId?: string;
  readonly bulletinId: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly start: Instant;
}

const prefix = 'bulletin:';

/** The less severe alerts of one day, for one audience. */
export function digestOf(alert: Alert, audience: string): BulletinName {
  return named('digest', { audience }, periodStart(instantOf(alert.period.start), days(1)));
}

/** The alerts of one rule and period that have equal `by` columns, for one audience. */
export function groupOf(alert: Alert, by: readonly string[], audience: string): BulletinName {
  const values = Object.fromEntries(by.map((column) => [column, String(alert.columns[column] ?? '')]));
  return named('group', { audience, ...values }, instantOf(alert.period.start), alert.rule.id);
}

/** The alerts of one rule and period, for one audience. */
export function stormOf(alert: Alert, audience: string): BulletinName {
  return named('storm', { audience }, instantOf(alert.period.start), alert.rule.id);
}

function named(about: BulletinKind, columns: BulletinName['columns'], start: Instant, ruleId?: string): BulletinName {
  const bulletinId = digest([prefix, about, ruleId ?? '', columns, formatInstant(start)]);
  return { about, bulletinId, columns, start, ...(ruleId !== undefined && { ruleId }) };
}

/**
 * As a finding of the store of alerts: a bulletin's matches are its alerts, each in each of its revisions. An urgent one
 * is not to wait.
 */
export function memberOf(
  { about, ruleId, bulletinId, columns, start }: BulletinName,
  alert: Alert,
  urgent = false,
): Kept {
  const { alertId, revision, severity } = alert;
  const time = instantOf(alert.period.start); // the same whenever it is handed over
  const version = `${String(revision).padStart(6, '0')}-${digest(alert).slice(0, 12)}`;
  const member: Match = {
    time,
    id: alertId,
    version,
    eventId: alertId,
    object: '',
    severity,
    ...(urgent && { urgent: true as const }),
  };
  const id = ruleId === undefined ? `${prefix}${about}` : `${prefix}${about}:${ruleId}`;
  return { alertId: bulletinId, rule: { id }, columns, periodStart: start, matches: [member] };
}

/** The revision in which a member was handed over. */
export function revisionOf({ version }: Pick<Match, 'version'>): number {
  return Number.parseInt(version, 10);
}

/** What a record is about, if it is of a bulletin. */
export function bulletinIn({
  ruleId,
}: Pick<AlertRecord, 'ruleId'>): { about: BulletinKind; ruleId?: string } | undefined {
  if (!ruleId.startsWith(prefix)) return undefined;
  const [about, of] = ruleId.slice(prefix.length).split(':') as [BulletinKind, string | undefined];
  return { about, ...(of !== undefined && { ruleId: of }) };
}

function instantOf(text: string): Instant {
  return parseInstant(text) as Instant; // an alert's own times are well-formed
}
