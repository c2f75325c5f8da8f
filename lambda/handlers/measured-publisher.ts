import { errorFields, type Log } from '../adapters/log.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { metrics as declared } from '../config/metrics.ts';
import type { Alert } from '../core/alert.ts';
import type { Clock, Publisher } from '../core/ports.ts';
import { parseInstant } from '../core/time.ts';
import { secondsSince } from './seconds-since.ts';

export interface MeasuringPorts {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The same audience. Each alert that is published by itself has a line in the log, by which the dashboard counts them by
 * rule; of new ones it is measured how long after their newest event they were told. What cannot be published is counted,
 * and fails as ever. Names neither users nor addresses.
 */
export function measuredPublisher(publisher: Publisher, ports: MeasuringPorts): Publisher {
  const { audience } = publisher;
  return {
    ...publisher,
    async publish(message) {
      try {
        await publisher.publish(message);
      } catch (error) {
        ports.metrics.count({ [declared.names.publishFailures]: 1 });
        ports.log.error('publish failed', { audience, kind: message.kind, ...errorFields(error) });
        throw error;
      }
      if (message.schema === 'gatewarden.alert/1') noteTold(message, audience, ports);
    },
  };
}

function noteTold(alert: Alert, audience: string, { metrics, log, clock }: MeasuringPorts): void {
  const { alertId, rule, severity, kind } = alert;
  log.info('alert told', { audience, alert: alertId, rule: rule.id, severity, kind });
  const newest = parseInstant(alert.endTime);
  if (kind !== 'new' || newest === undefined) return;
  metrics.gauge({ [declared.gauges.toldAfter]: secondsSince(newest, clock.now()) });
}
