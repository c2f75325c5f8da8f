import type { Alert } from '../../core/alert.ts';
import { foldCase, type Predicate } from '../../core/predicate.ts';
import type { Tellable } from '../../core/tellable.ts';

/** What the events of a rule are called. */
export interface EventWords {
  readonly one: string;
  readonly several: string;
  /** Behind a number: `3 logins to the AWS console`. */
  readonly what: string;
}

/** Only of a rule that asks for success is it certain that its events are logins. */
export function eventWords({ where = [], events }: Tellable): EventWords {
  if (events !== undefined) return { one: events.one, several: events.several, what: '' };
  const isLogin = asksFor(where, 'EventName', 'ConsoleLogin') && asksFor(where, 'LoginResult', 'Success');
  return isLogin
    ? { one: 'login', several: 'logins', what: ' to the AWS console' }
    : { one: 'event', several: 'events', what: '' };
}

/** Distinct events of one rule, in several of its alerts: an event is in one of them. */
export function eventsOf(alerts: readonly Alert[]): number {
  return alerts.reduce((sum, { eventCount }) => sum + eventCount, 0);
}

function asksFor(where: readonly Predicate[], field: Predicate['field'], value: string): boolean {
  return where.some(
    (each) =>
      each.field === field && (each.op === 'is' || each.op === 'isExactly') && foldCase(each.value) === foldCase(value),
  );
}
