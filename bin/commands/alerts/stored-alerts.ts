import { canaryMarks } from '../../../lambda/config/canary.ts';
import { type Alert, type AlertRecord, assemble } from '../../../lambda/core/alert.ts';
import { compareText } from '../../../lambda/core/identity.ts';
import { inParallel } from '../../../lambda/core/parallel.ts';
import type { Alerts } from '../../../lambda/core/ports.ts';
import { type Severity, severities } from '../../../lambda/core/rule.ts';
import type { Tellable } from '../../../lambda/core/tellable.ts';
import { type Duration, days, formatInstant, type Instant, minus, periodStart } from '../../../lambda/core/time.ts';
import { awsReason } from '../deployed/aws-reason.ts';
import type { AskedSpan } from './asked-span.ts';
import { type Gathered, type GatheredAlerts, isBulletin } from './gathered.ts';
import { newest } from './newest.ts';
import { ruleOf } from './rule-of.ts';

export interface AlertQuery {
  /** An alert is in it if some time from its first event to its last one is. */
  readonly span: AskedSpan;
  /** All that this version has, and its system alerts, as they are configured. */
  readonly rules: readonly Tellable[];
  /** The ids of the rules whose alerts are asked for; undefined for all, also those that this version does not have. */
  readonly ruleIds: ReadonlySet<string> | undefined;
  /** The least severe to list. */
  readonly severity: Severity;
  readonly signals: boolean;
  /** The most of one day to keep, the newest. */
  readonly most: number;
}

export interface StoredAlertPorts {
  /** The ids of what is kept of a day such as `2026-11-20`, as sequences of pages that may be read side by side. */
  readonly idsOfDay: (day: string) => readonly AsyncIterable<readonly string[]>[];
  readonly alerts: Pick<Alerts, 'read'>;
}

/** An alert as it stands, and who was told of it. */
export interface StoredAlert {
  readonly alert: Alert;
  readonly told: AlertRecord['told'];
  /** When somebody looks at it again to tell it, if it is to be told. */
  readonly due?: Instant;
  readonly gathered: readonly Gathered[];
}

/** What was met and is not listed. */
export interface LeftOut {
  signals: number;
  unreadable: number;
  /** One of those that could not be read, and why. */
  example?: { readonly alertId: string; readonly reason: string };
}

/** The most alerts that one partition of a day reads at a time: a day has 16. */
const atOnce = 2;

/**
 * The alerts of a span, newest first by their last event; but where a period that reaches into the next day begins, the
 * day comes first. Reads day by day, as far as it is asked, and keeps at most twice `most` alerts. One that cannot be
 * read is left out, and noted in `leftOut`. Errors of AWS pass through.
 */
export async function* storedAlerts(
  query: AlertQuery,
  ports: StoredAlertPorts,
  leftOut: LeftOut,
): AsyncGenerator<StoredAlert> {
  for (const day of daysOf(query)) yield* await storedOnDay(day, query, ports, leftOut);
}

/** The days on which a period of an alert in the span may begin, latest first. */
function daysOf({ span: { from, to }, rules }: AlertQuery): readonly string[] {
  const longest = Math.max(days(1), ...rules.map(({ period }) => period)) as Duration;
  const first = periodStart(minus(from, longest), days(1));
  const found: string[] = [];
  for (let day = periodStart(minus(to, 1 as Duration), days(1)); day >= first; day = minus(day, days(1))) {
    found.push(formatInstant(day).slice(0, 10));
  }
  return found;
}

async function storedOnDay(
  day: string,
  query: AlertQuery,
  ports: StoredAlertPorts,
  leftOut: LeftOut,
): Promise<readonly StoredAlert[]> {
  const found = newest(query.most, newestFirst);
  const gathered: GatheredAlerts = new Map();
  const partitions = ports.idsOfDay(day);
  await inParallel(partitions, partitions.length, async (pages) => {
    for await (const ids of pages) {
      await inParallel(ids, atOnce, async (alertId) => {
        const stored = await readOne(alertId, { query, ports, gathered, leftOut });
        if (stored !== undefined) found.add(stored);
      });
    }
  });
  // A bulletin is of the day of its alerts, but read in no order.
  return found.all().map((stored) => ({ ...stored, gathered: gathered.get(stored.alert.alertId) ?? [] }));
}

async function readOne(
  alertId: string,
  {
    query,
    ports,
    gathered,
    leftOut,
  }: {
    readonly query: AlertQuery;
    readonly ports: StoredAlertPorts;
    readonly gathered: GatheredAlerts;
    readonly leftOut: LeftOut;
  },
): Promise<StoredAlert | undefined> {
  try {
    const record = await ports.alerts.read(alertId);
    if (record === undefined || record.matches.length === 0 || isBulletin(record, gathered)) return undefined;
    const stored = asked(record, query);
    if (stored?.alert.signal !== true || query.signals) return stored;
    leftOut.signals += 1;
  } catch (error) {
    if (awsReason(error) !== undefined) throw error;
    leftOut.unreadable += 1;
    leftOut.example ??= { alertId, reason: error instanceof Error ? error.message : String(error) };
  }
  return undefined;
}

/** What is asked for of a record, but for signals; undefined where it is none of it, or where the canary made it up. */
function asked(record: AlertRecord, { span, rules, ruleIds, severity }: AlertQuery): StoredAlert | undefined {
  if (record.ruleId === canaryMarks.user) return undefined;
  if (ruleIds?.has(record.ruleId) === false || !touches(record, span)) return undefined;
  const { told, due } = record;
  const alert = assemble(ruleOf(record, rules), record, { revision: revisionOf(told) });
  if (severities.indexOf(alert.severity) < severities.indexOf(severity)) return undefined;
  return { alert, told, gathered: [], ...(due !== undefined && { due }) };
}

/** The last one of which somebody was told; before that, the one that will be. */
function revisionOf(told: AlertRecord['told']): number {
  const revisions = Object.values(told).map(({ revision }) => revision);
  return Math.max(1, ...revisions.filter(Number.isInteger)); // an older version noted nothing but a number
}

function touches({ matches }: AlertRecord, { from, to }: AskedSpan): boolean {
  return matches.some(({ time }) => time < to) && matches.some(({ time }) => time >= from);
}

/** Times in different precision compare by length where one goes on: `10:00:00Z` comes after `10:00:00.5Z` as text. */
function newestFirst({ alert: a }: StoredAlert, { alert: b }: StoredAlert): number {
  return Date.parse(b.endTime) - Date.parse(a.endTime) || compareText(a.alertId, b.alertId);
}
