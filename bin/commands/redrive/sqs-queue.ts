import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { resentAttribute } from '../../../lambda/config/queues.ts';
import { type Instant, seconds } from '../../../lambda/core/time.ts';
import type { DeadLetter, DeadLetterQueue } from './dead-letter-queue.ts';
import type { QueueUrls } from './deployment.ts';

/** The most that SQS gives, or takes, in one request. */
const batchSize = 10;

/** Asks all of SQS's servers instead of some: else a queue can look empty that is not. */
const longPollSeconds = 1;

/**
 * A dead-letter queue in SQS. It has no redrive policy of its own, so being received, which SQS counts, does a message
 * no harm. Errors of AWS pass through after the SDK's own retries.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export function sqsDeadLetters(client: SQSClient, { source, deadLetters: QueueUrl }: QueueUrls): DeadLetterQueue {
  /** As they were received last: of several receipts, the latest counts. */
  const received = new Map<string, Message>();
  const messageOf = ({ messageId }: DeadLetter): Message => received.get(messageId) ?? {};
  return {
    async receive(most, hidden) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(most, batchSize),
          VisibilityTimeout: hidden / seconds(1),
          WaitTimeSeconds: longPollSeconds,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      const letters = Messages.map(toDeadLetter);
      for (const [index, { messageId }] of letters.entries()) received.set(messageId, Messages[index] as Message);
      return letters;
    },
    async giveBack(letters) {
      for (let start = 0; start < letters.length; start += batchSize) {
        const Entries = letters.slice(start, start + batchSize).map((letter, index) => ({
          Id: String(index),
          ReceiptHandle: messageOf(letter).ReceiptHandle,
          VisibilityTimeout: 0,
        }));
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      }
    },
    async count() {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
      );
      return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
    async sendAgain(letter) {
      const MessageAttributes = { ...first(messageOf(letter).MessageAttributes), [resentAttribute]: resent };
      const { MessageId = '' } = await client.send(
        new SendMessageCommand({ QueueUrl: source, MessageBody: letter.body, MessageAttributes }),
      );
      return MessageId;
    },
    async remove(letter) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: messageOf(letter).ReceiptHandle }));
    },
  };
}

const resent: MessageAttributeValue = { DataType: 'String', StringValue: 'true' };

/** The most attributes of a message, but one. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
const mostOthers = 9;

/** Nobody here reads the others. */
function first(attributes: Message['MessageAttributes'] = {}): Message['MessageAttributes'] {
  return Object.fromEntries(Object.entries(attributes).slice(0, mostOthers));
}

/**
 * SQS moves a message with its id and the time of its first arrival.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 */
function toDeadLetter({ MessageId = '', Body = '', Attributes = {} }: Message): DeadLetter {
  return { messageId: MessageId, body: Body, sent: Number(Attributes['SentTimestamp'] ?? 0) as Instant };
}
