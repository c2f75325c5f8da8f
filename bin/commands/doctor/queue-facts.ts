import { type QueueName, queueOutputs } from '../../../lambda/config/queues.ts';
import type { Ask } from './ask.ts';
import type { Ports } from './check.ts';

/** What SQS says of a queue. */
export interface QueueFacts {
  readonly arn: string;
  readonly name: string;
  /** JSON; undefined where it has no policy. */
  readonly policy: string | undefined;
  readonly keyId: string | undefined;
  /** How many messages there are, about, as SQS has it: waiting, and being taken. */
  readonly messages: number;
  /** Whether what fails too often goes to a dead-letter queue. */
  readonly redrives: boolean;
}

/** Throws NotThere and CannotLook. */
export async function queueFacts(url: string, ask: Ask): Promise<QueueFacts> {
  const { Attributes = {} } = await ask('sqs:GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });
  const arn = Attributes['QueueArn'] ?? '';
  const { ApproximateNumberOfMessages: waiting = 0, ApproximateNumberOfMessagesNotVisible: taken = 0 } = Attributes;
  return {
    arn,
    name: arn.slice(arn.lastIndexOf(':') + 1),
    policy: Attributes['Policy'],
    keyId: Attributes['KmsMasterKeyId'],
    messages: Number(waiting) + Number(taken),
    redrives: Attributes['RedrivePolicy'] !== undefined,
  };
}

/** The queue that tells of new files of a kind. */
export function sourceQueue(name: QueueName, { deployment, ask }: Ports): Promise<QueueFacts> {
  return queueFacts(deployment.output(queueOutputs[name].source), ask);
}
