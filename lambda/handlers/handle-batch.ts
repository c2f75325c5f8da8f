import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { OutOfTime } from '../adapters/errors.ts';
import type { Metrics } from '../adapters/metrics.ts';
import { type DetectPorts, detect } from '../core/detect.ts';
import { countingAlerts } from './detection-count.ts';
import { type MessageCount, newMessageCount, report } from './message-count.ts';
import { messageEvents, type ReadPorts } from './message-events.ts';

/** All that an invocation needs from outside. */
export interface BatchPorts extends DetectPorts, ReadPorts {
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

/** Never throws: what fails is in the count, and in the log. */
async function takeMessage(message: Message, ports: BatchPorts): Promise<MessageCount> {
  const count = newMessageCount();
  try {
    if (ports.clock.now() >= ports.deadline) throw new OutOfTime();
    const alerts = countingAlerts(ports.alerts, count);
    await detect(messageEvents(message, ports, count), { ...ports, alerts, excluded: count.excluded });
    for (const { rereading } of count.objects) await rereading?.save();
  } catch (error) {
    count.failures.push({ error });
  }
  report(count, { messageId: message.messageId, log: ports.log, metrics: ports.metrics });
  return count;
}
