import type { SNSEvent } from 'aws-lambda';
import type { Log } from '../adapters/log.ts';
import type { Metrics } from '../adapters/metrics.ts';
import type { PutObject } from '../adapters/put-object.ts';
import type { CanaryBuckets } from '../adapters/settings.ts';
import { loginOf, signInsOf } from '../canary/files.ts';
import { returnedBy } from '../canary/returned.ts';
import { metrics as declared } from '../config/metrics.ts';
import type { Clock } from '../core/ports.ts';
import { type Duration, seconds } from '../core/time.ts';

/** All that the canary needs from outside. */
export interface CanaryPorts {
  readonly put: PutObject;
  readonly buckets: Pick<CanaryBuckets, 'bucket' | 'landingBucket'>;
  /** What the keys of the landing bucket begin with. */
  readonly landingPrefix: string;
  /** How long an alert may take to come back. */
  readonly within: Duration;
  /** An id that no run had before: 32 hexadecimal digits. */
  readonly newId: () => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly metrics: Metrics;
  readonly log: Log;
}

const { names, gauges } = declared;

/** What the canary's topic brings, or else its schedule, whose event says nothing. */
export async function handleCanary(event: unknown, ports: CanaryPorts): Promise<void> {
  if (isOfTopic(event)) {
    for (const { Sns } of event.Records) takeBack(Sns.Message, ports);
    return;
  }
  await send(ports);
}

/** One run: sign-ins that fail, and then a login of the same address. Throws where S3 does not take them. */
async function send({ put, buckets, landingPrefix, newId, clock, metrics, log }: CanaryPorts): Promise<void> {
  const run = { id: newId(), at: clock.now() };
  await put({ bucket: buckets.landingBucket, ...signInsOf(run, landingPrefix) });
  await put({ bucket: buckets.bucket, ...loginOf(run) });
  metrics.count({ [names.canarySent]: 1 });
  log.info('canary sent', { run: run.id });
}

/** What is no alert of the canary's changes nothing: that it does not come back shows by itself. */
function takeBack(text: string, { within, clock, metrics, log }: CanaryPorts): void {
  const returned = returnedBy(text);
  if (returned === undefined) {
    log.warn("not the canary's", { expected: "an alert of the canary's rule" });
    return;
  }
  const roundTrip = (clock.now() - returned.at) as Duration;
  const inTime = roundTrip <= within;
  metrics.gauge({ [gauges.canaryRoundTrip]: roundTrip / seconds(1) });
  metrics.count({ [inTime ? names.canaryReturned : names.canaryLate]: 1 });
  log.info('canary returned', { alert: returned.alertId, roundTripMilliseconds: roundTrip, inTime });
}

function isOfTopic(event: unknown): event is SNSEvent {
  if (typeof event !== 'object' || event === null || !('Records' in event) || !Array.isArray(event.Records))
    return false;
  return event.Records.every((record) => typeof record?.Sns?.Message === 'string');
}
