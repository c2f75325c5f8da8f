import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Fauxqs } from '../../servers/fauxqs.ts';

export interface Queue {
  readonly queueUrl: string;
  readonly queueArn: string;
  send(...bodies: readonly string[]): Promise<void>;
  /** How many messages are there to be received, and how many were. */
  messages(): Promise<{ readonly visible: number; readonly hidden: number }>;
}

interface QueueOptions {
  /** How long it hides what was received. @default 1 */
  readonly visibilitySeconds?: number;
  /** Takes what was received twice. @default - nothing does */
  readonly deadLetters?: Queue;
}

export async function newQueue({ sqs }: Fauxqs, name: string, options: QueueOptions = {}): Promise<Queue> {
  const { visibilitySeconds = 1, deadLetters } = options;
  const redrive = { deadLetterTargetArn: deadLetters?.queueArn, maxReceiveCount: 2 };
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        VisibilityTimeout: String(visibilitySeconds),
        ...(deadLetters !== undefined && { RedrivePolicy: JSON.stringify(redrive) }),
      },
    }),
  );
  return {
    queueUrl: QueueUrl,
    queueArn: queueArn(name),
    async send(...bodies) {
      for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
    async messages() {
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      return {
        visible: Number(Attributes['ApproximateNumberOfMessages']),
        hidden: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
      };
    },
  };
}

export function queueArn(name: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}
