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
  const targets = queues.map(({ redrive }) => redrive?.deadLetterTargetArn);
  const names = queues.filter(({ arn }) => targets.includes(arn)).map(({ name }) => name);
  const lists = names.map(async (queueName) =>
    (await contents.messages(queueName)).map((message) => ({ ...message, queueName })),
  );
  return (await Promise.all(lists)).flat();
}
