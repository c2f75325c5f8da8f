import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { limits } from '../../lambda/config/limits.ts';
import type { Fauxqs } from './fauxqs.ts';

/** A queue and its dead-letter queue, by their URLs. */
export interface QueuePair {
  readonly source: string;
  readonly deadLetters: string;
}

/** As the stack has them, but that a message comes again at once. */
export async function createQueuePair({ sqs }: Fauxqs, name: string): Promise<QueuePair> {
  const create = async (QueueName: string, Attributes: Readonly<Record<string, string>>): Promise<string> => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl as string;
  };
  const deadLetters = await create(`${name}-dead`, {});
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ['QueueArn'] }));
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: answer.Attributes?.['QueueArn'],
    maxReceiveCount: limits.maxReceiveCount,
  });
  return { source: await create(name, { RedrivePolicy, VisibilityTimeout: '0' }), deadLetters };
}

/** Sends a message; returns its id. */
export async function sendMessage(
  { sqs }: Fauxqs,
  queueUrl: string,
  message: Omit<SendMessageCommandInput, 'QueueUrl'>,
): Promise<string> {
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
  return MessageId as string;
}

/** What a queue shows to who asks now; it shows it again to the next one. */
export async function visibleIn({ sqs }: Fauxqs, queueUrl: string): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}
