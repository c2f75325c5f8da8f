import type { Alert } from '../core/alert.ts';
import type { Tellable } from '../core/tellable.ts';
import { counted } from './quantity.ts';

/** `3 events`, or what the events of a system alert are called. */
export function eventsCounted({ eventCount }: Pick<Alert, 'eventCount'>, { events }: Tellable): string {
  return counted(eventCount, events?.one ?? 'event', events?.several);
}
