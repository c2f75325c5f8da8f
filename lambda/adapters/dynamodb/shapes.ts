import type { AlertRecord, Columns, Context, Match } from '../../core/alert.ts';
import type { Observation } from '../../core/observation.ts';
import type { Cursor } from '../../core/ports.ts';
import { severities } from '../../core/rule.ts';
import { toInstant } from '../../core/time.ts';
import type { Failed } from '../failed-messages.ts';

/** The shapes of what stands as JSON in the table: of each so much as it takes to be judged, told or read on by. */

type Json = Readonly<Record<string, unknown>>;

export function isObservation(value: unknown): value is Omit<Observation, 'timeline'> {
  if (!isObject(value) || !isOccurrence(value)) return false;
  const { fields, window, event, slotTotal } = value;
  return (
    isObject(fields) &&
    Object.values(fields).every(isText) &&
    isNumber(window) &&
    (event === undefined || isEvent(event)) &&
    (slotTotal === undefined || isNumber(slotTotal))
  );
}

export function isMatch(value: unknown): value is Match {
  if (!isObject(value) || !isOccurrence(value)) return false;
  return isSeverity(value['severity']) && (value['named'] === undefined || isObject(value['named']));
}

export function isColumns(value: unknown): value is Columns {
  return isObject(value) && Object.values(value).every(isColumn);
}

export function isContext(value: unknown): value is Context {
  if (!isObject(value)) return false;
  const { sides, first, last, values } = value;
  return (
    isListOf(sides, (side) => isText(side['name']) && isNumber(side['count'])) &&
    [first, last].every((time) => time === undefined || isInstant(time)) &&
    isObject(values) &&
    Object.values(values).every(isValueCounts)
  );
}

export function isTold(value: unknown): value is AlertRecord['told'][string] {
  if (!isObject(value)) return false;
  const { revision, eventCount, severity, named, updates } = value;
  return (
    isNumber(revision) &&
    isNumber(eventCount) &&
    isSeverity(severity) &&
    Array.isArray(named) &&
    named.every(isText) &&
    Array.isArray(updates) &&
    updates.every(isInstant)
  );
}

export function isFailures(value: unknown): value is readonly Failed[] {
  return isListOf(
    value,
    ({ object, errors }) => (object === undefined || isText(object)) && Array.isArray(errors) && errors.every(isText),
  );
}

export function isParts(value: unknown): value is Cursor['parts'] {
  return isObject(value) && Object.values(value).every(isProgress);
}

function isProgress(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { through, settled, slice, backfill } = value;
  if (!isInstant(through) || !isInstant(settled) || !isLength(slice)) return false;
  if (backfill === undefined) return true;
  return isObject(backfill) && isInstant(backfill['from']) && isInstant(backfill['to']) && isLength(backfill['slice']);
}

function isValueCounts(value: unknown): boolean {
  if (!isObject(value) || !isNumber(value['distinct'])) return false;
  return isListOf(value['top'], (each) => isText(each['value']) && isNumber(each['count']));
}

function isEvent(value: unknown): boolean {
  return isObject(value) && isOccurrence(value) && isText(value['source']) && isColumns(value['fields']);
}

/** What events, and what is kept of them, have in common. */
function isOccurrence({ time, id, version, eventId, object }: Json): boolean {
  return isInstant(time) && [id, version, eventId, object].every(isText);
}

function isColumn(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

function isInstant(value: unknown): boolean {
  return typeof value === 'number' && toInstant(value) !== undefined;
}

function isLength(value: unknown): boolean {
  return isNumber(value) && value > 0;
}

function isSeverity(value: unknown): boolean {
  return severities.some((severity) => severity === value);
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf(value: unknown, isItem: (item: Json) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && isItem(item));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
