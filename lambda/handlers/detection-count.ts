import type { Log, LogFields } from '../adapters/log.ts';
import { metrics } from '../config/metrics.ts';
import { type ExclusionTally, newExclusionTally } from '../core/exclusion-tally.ts';
import type { Alerts } from '../core/ports.ts';

/** What detection did with what it was given, wherever that came from. Grows meanwhile. */
export interface DetectionCount {
  /** What exclusions did. */
  readonly excluded: ExclusionTally;
  /** The ids of the alerts to which something was added. */
  readonly alerts: Set<string>;
}

/** For one exclusion and rule; beyond that, the log says that there were more. */
const mostExcludedToldApart = 10_000;

export function newDetectionCount(): DetectionCount {
  return { excluded: newExclusionTally({ limit: mostExcludedToldApart, keep: false }), alerts: new Set() };
}

/** The same alerts; what is merged into them is counted. */
export function countingAlerts(alerts: Alerts, { alerts: found }: DetectionCount): Alerts {
  return {
    ...alerts,
    merge(finding, context) {
      found.add(finding.alertId);
      return alerts.merge(finding, context);
    },
  };
}

/** As metrics. */
export function detectionCounts({ excluded, alerts }: DetectionCount) {
  const { eventsExcluded, alertsFound } = metrics.names;
  const touched = [...excluded.effects.values()].reduce((all, { ids }) => all + ids.size, 0);
  return { [eventsExcluded]: touched, [alertsFound]: alerts.size };
}

/** One line for each exclusion and rule; `fields` says what was worked on. Names no event. */
export function logExcluded({ excluded }: DetectionCount, log: Log, fields: LogFields): void {
  for (const { exclusion, ruleId, effect, ids, more } of excluded.effects.values()) {
    const events = { events: ids.size, ...(more && { more }) };
    log.info('events excluded', { ...fields, exclusion: exclusion.id, rule: ruleId, effect, ...events });
  }
}
