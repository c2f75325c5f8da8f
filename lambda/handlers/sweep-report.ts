import { errorFields, type Log } from '../adapters/log.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { metrics as declared } from '../config/metrics.ts';
import type { Alerts } from '../core/ports.ts';
import type { SweepReport } from '../core/sweep.ts';
import { type Duration, type Instant, seconds } from '../core/time.ts';

export interface SweepReportPorts {
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What a run found due. Grows meanwhile. */
export interface DueCount {
  /** How many alerts were due when it asked. */
  alerts: number;
  /** For how long the oldest of them that it looked at had been due then; undefined where it looked at none. */
  oldest: Duration | undefined;
  /** Whether some could not be read, so that nobody knows since when they are due. */
  unreadable: boolean;
}

/** Alerts of one kind; beyond that, the line "sweep done" says how many there were. */
const mostLogged = 20;

export function newDueCount(): DueCount {
  return { alerts: 0, oldest: undefined, unreadable: false };
}

/** The same alerts; what is due, and since when, is counted. */
export function countingDue(alerts: Alerts, count: DueCount): Alerts {
  let asked: Instant | undefined;
  return {
    ...alerts,
    async dueBy(now, limit) {
      const due = await alerts.dueBy(now, limit);
      asked = now;
      count.alerts = due.length;
      return due;
    },
    async read(alertId) {
      const record = await alerts.read(alertId).catch((error: unknown) => {
        count.unreadable = true;
        throw error;
      });
      if (asked !== undefined) count.oldest = longer(count.oldest, asked, record?.due ?? asked);
      return record;
    },
  };
}

/** Writes what a run did to the log and the metrics. Names neither users nor addresses. */
export function reportSweep(
  { swept, dropped, busy, failed }: SweepReport,
  count: DueCount,
  { metrics, log }: SweepReportPorts,
): void {
  const { names, gauges } = declared;
  const counts = {
    [names.alertsSwept]: swept.length,
    [names.alertsDropped]: dropped.length,
    [names.alertsFailed]: failed.length,
  };
  metrics.count(counts);
  const oldest = oldestSeconds(count);
  if (oldest !== undefined) metrics.gauge({ [gauges.oldestDue]: oldest });

  for (const alertId of dropped.slice(0, mostLogged)) log.info('alert of a rule that tells nobody', { alert: alertId });
  for (const { alertId, error } of failed.slice(0, mostLogged)) {
    log.error('sweep failed', { alert: alertId, ...errorFields(error) });
  }
  log.info('sweep done', { due: count.alerts, ...counts, busy: busy.length });
}

/** Undefined where it is not known: it is better to say nothing, which goes off, than too little. */
function oldestSeconds({ alerts, oldest, unreadable }: DueCount): number | undefined {
  if (alerts === 0) return 0;
  if (unreadable || oldest === undefined) return undefined;
  return Math.round(oldest / seconds(1));
}

function longer(known: Duration | undefined, now: Instant, due: Instant): Duration {
  return Math.max(known ?? 0, now - due) as Duration;
}
