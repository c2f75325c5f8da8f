import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';

/** Where messages came from. */
export interface EventSource {
  readonly queueArn: string;
  readonly region: string;
}

/**
 * The event in which Lambda hands messages over, received with all their attributes. Throws where SQS left out what every
 * message has. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function sqsEvent(messages: readonly Message[], source: EventSource): SQSEvent {
  return { Records: messages.map((message) => recordOf(message, source)) };
}

function recordOf(message: Message, { queueArn, region }: EventSource): SQSRecord {
  const { Attributes = {}, MessageAttributes = {} } = message;
  return {
    messageId: present(message.MessageId, 'MessageId'),
    receiptHandle: present(message.ReceiptHandle, 'ReceiptHandle'),
    body: present(message.Body, 'Body'),
    attributes: {
      ...Attributes,
      ApproximateReceiveCount: present(Attributes.ApproximateReceiveCount, 'ApproximateReceiveCount'),
      SentTimestamp: present(Attributes.SentTimestamp, 'SentTimestamp'),
      SenderId: present(Attributes.SenderId, 'SenderId'),
      ApproximateFirstReceiveTimestamp: present(
        Attributes.ApproximateFirstReceiveTimestamp,
        'ApproximateFirstReceiveTimestamp',
      ),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, value]) => [name, attributeOf(value)]),
    ),
    md5OfBody: present(message.MD5OfBody, 'MD5OfBody'),
    ...(message.MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

/** Binary values as base64. The two lists are reserved, and always empty. */
function attributeOf({ DataType, StringValue, BinaryValue }: MessageAttributeValue): SQSMessageAttribute {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: present(DataType, 'DataType'),
  };
}

function present(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`expected ${name} in a message from SQS, found none`);
  return value;
}
