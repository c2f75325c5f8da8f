import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { OutOfTime } from '../adapters/errors.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { metrics as declared } from '../config/metrics.ts';
import { type DetectPorts, detect } from '../core/detect.ts';
import { countingAlerts } from './detection-count.ts';
import { type MessageCount, newMessageCount, report } from './message-count.ts';
import { messageEvents, type ReadPorts } from './message-events.ts';
import { type NotePorts, noteOutcome } from './note-outcome.ts';
import { secondsSince } from './seconds-since.ts';
import { type TellMissingPorts, tellMissing } from './tell-missing.ts';

/** All that an invocation needs from outside. */
export interface BatchPorts extends DetectPorts, ReadPorts, NotePorts, TellMissingPorts {
  readonly metrics: Metrics;
}

type Message = SQSEvent['Records'][number];

/**
 * Takes an invocation's messages and names those that failed, so that the queue delivers these again and no others.
 *
 * One after the other: the claims that an invocation takes on alerts carry its one name, so two messages at once would
 * each be granted the same claim, and would both publish.
 */
export async function handleBatch(
  { Records }: Pick<SQSEvent, 'Records'>,
  ports: BatchPorts,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchItemFailure[] = [];
  for (const message of Records) {
    const { failures } = await takeMessage(message, ports);
    if (failures.length > 0) batchItemFailures.push({ itemIdentifier: message.messageId });
  }
  return { batchItemFailures };
}

/** Never throws: what fails is in the count, in the log, and noted for who finds the message in the dead-letter queue. */
async function takeMessage(message: Message, ports: BatchPorts): Promise<MessageCount> {
  const count = newMessageCount();
  const alerts = countingAlerts(ports.alerts, count);
  try {
    if (ports.clock.now() >= ports.deadline) throw new OutOfTime();
    count.taken = await detect(messageEvents(message, ports, count), { ...ports, alerts, excluded: count.excluded });
    for (const { rereading } of count.objects) await rereading?.save();
  } catch (error) {
    count.failures.push({ error });
  }
  for (const error of await tellMissing(count.missing, { ...ports, alerts })) count.failures.push({ error });
  report(count, { messageId: message.messageId, log: ports.log, metrics: ports.metrics });
  measureLag(count, ports);
  await noteOutcome(message, count.failures, ports);
  return count;
}

/** Also where the message failed: what was read was read. A file without sign-ins tells nothing. */
function measureLag({ newest }: MessageCount, { metrics, clock }: Pick<BatchPorts, 'metrics' | 'clock'>): void {
  if (newest !== undefined) metrics.gauge({ [declared.gauges.lag]: secondsSince(newest, clock.now()) });
}
