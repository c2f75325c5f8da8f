import type { LyingMessage, QueueContents } from './queue-contents.ts';
import type { Stack } from './stack/read-stack.ts';

/** A message that no attempt could handle. */
export interface DeadLetter extends LyingMessage {
  readonly queueName: string;
}

/** What lies in the queues that others send such messages to. */
export async function deadLettersIn(
  { queues }: Pick<Stack, 'queues'>,
  contents: QueueContents,
): Promise<readonly DeadLetter[]> {
  const lists = queues.map(async ({ arn, name: queueName }) => {
    const most = mostDeliveries(arn, queues);
    if (most === undefined) return [];
    const messages = await contents.messages(queueName);
    return messages.map((each) => ({ ...each, queueName, receiveCount: Math.min(each.receiveCount, most) }));
  });
  return (await Promise.all(lists)).flat();
}

/**
 * How often a message was delivered before it came here; undefined where none comes so. The receive that moves a message is
 * counted as well, and delivers nothing.
 */
function mostDeliveries(arn: string, queues: Stack['queues']): number | undefined {
  const counts = queues.flatMap(({ redrive }) => (redrive?.deadLetterTargetArn === arn ? redrive.maxReceiveCount : []));
  return counts.length === 0 ? undefined : Math.max(...counts);
}
