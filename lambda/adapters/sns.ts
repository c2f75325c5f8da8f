import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Message, Publisher } from '../core/ports.ts';

/** What is published of an alert, or of several as one. */
export interface TopicMessage {
  readonly body: string;
  /** Mail shows it. SNS wants 1 to 99 printable ASCII characters. */
  readonly subject?: string;
  /** For the subscribers' filter policies: a text, or several of which a filter wants one. None may be empty. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
}

/** Publishes what is told to one topic, as `compose` words it. */
export function snsPublisher(options: {
  readonly client: SNSClient;
  readonly topicArn: string;
  readonly audience: string;
  readonly compose: (message: Message) => TopicMessage;
}): Publisher {
  const { client, topicArn, audience, compose } = options;
  return {
    audience,
    async publish(message) {
      await publishMessage(client, topicArn, compose(message));
    },
  };
}

/** Resolves to the message's id when SNS has accepted it for delivery. */
export async function publishMessage(
  client: SNSClient,
  topicArn: string,
  { body, subject, attributes = {} }: TopicMessage,
): Promise<string> {
  const named = Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)] as const);
  const { MessageId = '' } = await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Message: body,
      ...(subject !== undefined && { Subject: subject }),
      ...(named.length > 0 && { MessageAttributes: Object.fromEntries(named) }),
    }),
  );
  return MessageId;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
function attributeOf(value: string | readonly string[]) {
  if (typeof value === 'string') return { DataType: 'String', StringValue: value };
  return { DataType: 'String.Array', StringValue: JSON.stringify(value) };
}
