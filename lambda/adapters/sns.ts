import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../core/alert.ts';
import type { Publisher } from '../core/ports.ts';

/** What is published of an alert. */
export interface TopicMessage {
  readonly body: string;
  /** Mail shows it. SNS wants 1 to 99 printable ASCII characters. */
  readonly subject?: string;
  /** For the subscribers' filter policies; none may be empty. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Publishes alerts to one topic, as `compose` words them. */
export function snsPublisher(options: {
  readonly client: SNSClient;
  readonly topicArn: string;
  readonly audience: string;
  readonly compose: (alert: Alert) => TopicMessage;
}): Publisher {
  const { client, topicArn, audience, compose } = options;
  return {
    audience,
    async publish(alert) {
      const { body, subject, attributes = {} } = compose(alert);
      const named = Object.entries(attributes).map(
        ([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const,
      );
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: body,
          ...(subject !== undefined && { Subject: subject }),
          ...(named.length > 0 && { MessageAttributes: Object.fromEntries(named) }),
        }),
      );
    },
  };
}
