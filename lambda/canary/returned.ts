import { parsedJson } from '../config/parsed-json.ts';
import { type Instant, parseInstant } from '../core/time.ts';
import { canaryRule } from './rule.ts';

/** What comes back of a run. */
export interface Returned {
  readonly alertId: string;
  /** When the run's login was. */
  readonly at: Instant;
}

/** The run of an alert, from the text that its topic has it as; undefined for anything else. */
export function returnedBy(text: string): Returned | undefined {
  const alert = object(parsedJson(text));
  if (alert['schema'] !== 'gatewarden.alert/1' || object(alert['rule'])['id'] !== canaryRule.id) return undefined;
  const { alertId, startTime } = alert;
  if (typeof alertId !== 'string' || typeof startTime !== 'string') return undefined;
  const at = parseInstant(startTime);
  return at && { alertId, at };
}

type Json = Readonly<Record<string, unknown>>;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
