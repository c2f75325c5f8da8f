import type { Alert } from '../../core/alert.ts';
import type { ColumnValue } from '../../core/event.ts';
import { severities } from '../../core/rule.ts';
import { atAGlance } from '../glance.ts';
import { neutral } from '../neutral.ts';
import { type Surrounding, surroundings } from '../surroundings.ts';
import { timeSpan } from '../when.ts';

/** An alert as the report's script knows it: safe texts, and places in lists where texts repeat from alert to alert. */
export interface AlertEntry {
  readonly id: string;
  /** Its place among the report's rules. */
  readonly rule: number;
  /** Its place among the severities. */
  readonly severity: number;
  /** The first event, in milliseconds since 1970. */
  readonly at: number;
  readonly when: string;
  readonly period: string;
  readonly events: number;
  readonly who?: string;
  readonly account?: string;
  readonly address?: string;
  readonly region?: string;
  readonly mfa?: string;
  /** The values of the rule's columns, in their order, by their places among the texts. */
  readonly columns: readonly number[];
  readonly around: readonly Surrounding[];
  /** The place of the object's name among the texts, and the event's id. */
  readonly evidence: readonly (readonly [number, string])[];
}

/** Texts, each once. */
export interface Texts {
  readonly all: string[];
  readonly places: Map<string, number>;
}

const longestValue = 1_024;

export function newTexts(): Texts {
  return { all: [], places: new Map() };
}

/** `rule` is the place of the alert's rule among those of the report. */
export function entryOf(alert: Alert, rule: number, texts: Texts): AlertEntry {
  const { who, accountId, address, region, mfa } = atAGlance(alert);
  return {
    id: alert.alertId,
    rule,
    severity: severities.indexOf(alert.severity),
    at: Date.parse(alert.startTime),
    when: timeSpan(alert.startTime, alert.endTime),
    period: timeSpan(alert.period.start, alert.period.end),
    events: alert.eventCount,
    ...(who !== undefined && { who }),
    ...(accountId !== undefined && { account: accountId }),
    ...(address !== undefined && { address }),
    ...(region !== undefined && { region }),
    ...(mfa !== undefined && { mfa }),
    columns: Object.values(alert.columns).map((value) => placeOf(shown(value), texts)),
    around: surroundings(alert),
    evidence: alert.evidence.map(({ object, eventId }) => [
      placeOf(neutral(object, longestValue), texts),
      neutral(eventId),
    ]),
  };
}

function shown(value: ColumnValue): string {
  return value === null ? '' : neutral(String(value), longestValue);
}

function placeOf(text: string, { all, places }: Texts): number {
  const known = places.get(text);
  if (known !== undefined) return known;
  places.set(text, all.length);
  return all.push(text) - 1;
}
