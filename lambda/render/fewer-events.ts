import type { Alert } from '../core/alert.ts';

const mostListed = 10;

/** The alert with the first ten of its events, where it lists more: for a message that would be too large. */
export function withFewerEvents(alert: Alert): Alert {
  const { eventIds, evidence } = alert;
  if (eventIds.length <= mostListed) return alert;
  return {
    ...alert,
    eventIds: eventIds.slice(0, mostListed),
    evidence: evidence.slice(0, mostListed),
    truncated: true,
  };
}
