import type { CloudTrailEvent, CloudTrailField, ColumnValue, ObjectName } from './event.ts';
import { treatmentOf } from './exclusion.ts';
import { compareText, digest } from './identity.ts';
import { type Named, namedIn } from './named.ts';
import { positionOfObservation } from './observation.ts';
import { ownValues } from './own-values.ts';
import type { Attack, GroupColumn, Original, Rule, Severity } from './rule.ts';
import { type Gradable, highestOf, severityOf } from './severity.ts';
import type { Tellable } from './tellable.ts';
import { formatInstant, type Instant, periodEnd, periodStart } from './time.ts';
import type { News, Told } from './told.ts';

type Fields = Readonly<Partial<Record<CloudTrailField, ColumnValue>>>;
export type Columns = Readonly<Record<string, ColumnValue>>;

/** One version of one event that a rule matched. */
export interface Match {
  readonly time: Instant;
  readonly id: string;
  readonly version: string;
  readonly eventId: string;
  readonly object: ObjectName;
  readonly severity: Severity;
  /** What it names that the alert's group columns leave open; absent where they leave nothing. */
  readonly named?: Named;
  /** Of a bulletin's member: root's, or of High severity. */
  readonly urgent?: true;
}

/** Matches that belong to one alert. */
export interface Finding {
  readonly alertId: string;
  readonly rule: Tellable;
  readonly columns: Columns;
  readonly periodStart: Instant;
  /** The key of the correlation's timelines, for what the alert tells around its matches. */
  readonly key?: string;
  readonly matches: readonly Match[];
}

/** What a store is told of a finding: of its rule only the id. */
export type Kept = Omit<Finding, 'rule' | 'key'> & { readonly rule: Pick<Rule, 'id'> };

/** What the events around a match tell: how many on each side, when, and the values of their kept fields. */
export interface Context {
  readonly sides: readonly SideContext[];
  /** The events of all sides: first and last time, absent where there are none. */
  readonly first?: Instant;
  readonly last?: Instant;
  readonly values: Readonly<Record<string, ValueCounts>>;
}

export interface SideContext {
  readonly name: string;
  /** Distinct events; a lower bound where `atLeast` is set. */
  readonly count: number;
  readonly atLeast: boolean;
}

export interface ValueCounts {
  readonly distinct: number;
  /** The most frequent ones, most frequent first. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** An alert as it is kept. */
export interface AlertRecord {
  readonly alertId: string;
  readonly ruleId: string;
  readonly columns: Columns;
  readonly periodStart: Instant;
  readonly context?: Context;
  readonly matches: readonly Match[];
  /** What each audience was told. */
  readonly told: Readonly<Record<string, Told>>;
  /** When somebody has to look at it, if nothing else happens before. */
  readonly due?: Instant;
  /** How often a merge noted that; absent where none did. */
  readonly notes?: number;
}

export type Entity =
  | {
      readonly type: 'Account';
      readonly Name?: string;
      readonly UPNSuffix?: string;
      readonly CloudAppAccountId?: string;
    }
  | { readonly type: 'IP'; readonly Address?: string };

/** An alert as it is told: `gatewarden.alert/1`. Times are ISO 8601 in UTC. */
export interface Alert {
  readonly schema: 'gatewarden.alert/1';
  readonly alertId: string;
  readonly rule: {
    readonly id: string;
    readonly title: string;
    readonly severity: Severity;
    readonly original: Original;
  };
  readonly severity: Severity;
  readonly signal: boolean;
  readonly kind: 'new' | 'update';
  readonly revision: number;
  /** Of an update: what was not told before. */
  readonly news?: News;
  readonly period: { readonly start: string; readonly end: string };
  readonly startTime: string;
  readonly endTime: string;
  readonly eventCount: number;
  /** At most the earliest 100 of them. */
  readonly eventIds: readonly string[];
  readonly columns: Columns;
  readonly entities: readonly Entity[];
  readonly evidence: readonly { readonly object: ObjectName; readonly eventId: string }[];
  /** `eventIds` and `evidence` carry the earliest 100 only. */
  readonly truncated?: true;
  readonly context: AlertContext;
  readonly attack: readonly Attack[];
}

/**
 * The context as it is told. Without sides, `values` are those of the alert's own events, in fields that its columns leave
 * open; empty where nothing is known.
 */
export interface AlertContext {
  readonly sides?: readonly SideContext[];
  readonly first?: string;
  readonly last?: string;
  readonly values?: Readonly<Record<string, ValueCounts>>;
}

const mostListed = 100;

/** The group columns of a rule, in the declared order, from an event's fields. */
export function groupColumns(rule: Rule, fields: Fields): Columns {
  return Object.fromEntries(rule.groupBy.map((column) => [columnName(column), columnValue(column, fields)]));
}

export function columnName(column: GroupColumn): string {
  return typeof column === 'string' ? column : column.name;
}

/** The one finding of an event under a rule, whose exclusions do not drop it. */
export function findingOf(rule: Rule, event: CloudTrailEvent, key?: string): Finding {
  const finding = identify(rule, groupColumns(rule, event.fields), event.time);
  const lowered = treatmentOf(rule.exclusions ?? [], event) !== undefined;
  return { ...finding, ...(key !== undefined && { key }), matches: [matchOf(rule, { ...event, lowered })] };
}

/** What matched, as severe as the rule, its circumstances and its exclusions make it. */
export function matchOf(rule: Rule, matched: Omit<Match, 'severity' | 'named'> & Gradable): Match {
  const { time, id, version, eventId, object } = matched;
  const named = namedIn(rule.groupBy, matched);
  const match = { time, id, version, eventId, object, severity: severityOf(rule, matched) };
  return { ...match, ...(named !== undefined && { named }) };
}

/**
 * What tells the matches of one alert apart. One that is judged again as more or less severe is another one, so that the
 * highest severity stands, whoever judges last.
 */
export function nameOfMatch(match: Match): string {
  return `${positionOfObservation(match)}#${match.severity}`;
}

/** The alert that holds a match at `time` with these group columns. */
export function identify(rule: Tellable, columns: Columns, time: Instant): Omit<Finding, 'matches'> {
  const start = periodStart(time, rule.period);
  const alertId = digest([rule.id, Object.values(columns), formatInstant(start)]);
  return { alertId, rule, columns, periodStart: start };
}

/** The alert as it is told, from how it is kept. The record has at least one match. */
export function assemble(
  rule: Tellable,
  record: AlertRecord,
  { revision, news }: { readonly revision: number; readonly news?: News },
): Alert {
  const sorted = record.matches.toSorted(compareMatches);
  const matches = firstOfEachEvent(sorted);
  const listed = matches.slice(0, mostListed);
  const startTime = formatInstant((sorted[0] as Match).time);
  const endTime = formatInstant((sorted.at(-1) as Match).time);
  return {
    schema: 'gatewarden.alert/1',
    alertId: record.alertId,
    rule: headOf(rule),
    severity: highestOf(sorted.map((match) => match.severity)),
    signal: rule.deliver === 'signal',
    kind: revision === 1 ? 'new' : 'update',
    revision,
    ...(news !== undefined && { news }),
    period: {
      start: formatInstant(record.periodStart),
      end: formatInstant(periodEnd(record.periodStart, rule.period)),
    },
    startTime,
    endTime,
    eventCount: matches.length,
    eventIds: listed.map(({ eventId }) => eventId),
    columns: { ...record.columns, ...timeColumns(rule, { startTime, endTime }) },
    entities: entities(rule, record.columns),
    evidence: listed.map(({ object, eventId }) => ({ object, eventId })),
    ...(matches.length > mostListed && { truncated: true as const }),
    context: record.context === undefined ? ownValues(rule, matches) : tellContext(record.context),
    attack: rule.attack,
  };
}

/** What is told of a rule in everything that is told by it. */
export function headOf({ id, title, severity, original }: Tellable): Alert['rule'] {
  return { id, title, severity, original };
}

function columnValue(column: GroupColumn, fields: Fields): ColumnValue {
  if (typeof column === 'object' && 'constant' in column) return column.constant;
  return fields[fieldBehind(column)] ?? null;
}

/** The event fields that a rule's group columns show. */
export function groupFields(rule: Rule): readonly CloudTrailField[] {
  return rule.groupBy.flatMap((column) =>
    typeof column === 'object' && 'constant' in column ? [] : fieldBehind(column),
  );
}

function fieldBehind(column: Exclude<GroupColumn, { constant: string }>): CloudTrailField {
  return typeof column === 'string' ? column : column.field;
}

function compareMatches(a: Match, b: Match): number {
  return a.time - b.time || compareText(a.id, b.id) || compareText(a.version, b.version);
}

function firstOfEachEvent(sorted: readonly Match[]): readonly Match[] {
  const ids = new Set<string>();
  return sorted.filter(({ id }) => !ids.has(id) && ids.add(id));
}

function timeColumns(rule: Tellable, times: { readonly startTime: string; readonly endTime: string }): Columns {
  return Object.fromEntries(rule.timeColumns.map(({ name, shows }) => [name, times[shows]]));
}

/** Of each mapping what the columns hold; an entity of which they hold nothing is none. */
function entities(rule: Tellable, columns: Columns): readonly Entity[] {
  return rule.entities.flatMap(({ type, identifiers }) => {
    const values = Object.entries(identifiers).map(([identifier, column]) => [identifier, columns[column]] as const);
    const present = values.filter(([, value]) => value !== '' && value !== undefined);
    return present.length === 0 ? [] : [{ type, ...Object.fromEntries(present) } as Entity];
  });
}

function tellContext({ sides, first, last, values }: Context): AlertContext {
  return {
    sides,
    ...(first !== undefined && { first: formatInstant(first) }),
    ...(last !== undefined && { last: formatInstant(last) }),
    values,
  };
}
