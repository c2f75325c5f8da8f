import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { Clients } from './clients.ts';
import { reasonOf } from './errors.ts';
import { arnHere, here } from './here.ts';
import { mapQueue } from './lambda/event-source-mapping.ts';
import type { Invocation } from './lambda/hosted-function.ts';
import { listenersQueue } from './listeners.ts';
import type { Permission } from './stack/permissions.ts';
import type { Stack } from './stack/read-stack.ts';
import { expectShape } from './template/expect-shape.ts';

export interface SubscribedFunctionsOptions {
  readonly stack: Pick<Stack, 'subscriptions' | 'functions' | 'permissions'>;
  readonly clients: Pick<Clients, 'sqs' | 'sns'>;
  readonly endpoint: string;
  readonly invoke: (functionName: string, event: unknown) => Promise<Invocation>;
  /** Told of what could not be delivered, in a sentence. */
  readonly onTrouble: (sentence: string) => void;
}

const envelope = v.object({
  MessageId: v.string(),
  TopicArn: v.string(),
  Message: v.string(),
  Timestamp: v.string(),
  MessageAttributes: v.optional(v.record(v.string(), v.unknown()), {}),
});

/**
 * Brings the messages of topics to the stack's own functions that are subscribed to them, each in an invocation of its own,
 * where the function's policy lets the topic in: fauxqs delivers to queues alone, so a queue stands between. Functions of
 * others cannot be reached.
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html)
 *
 * Simpler than Lambda: an invocation that fails is not repeated.
 */
export async function feedSubscribedFunctions(options: SubscribedFunctionsOptions): Promise<{ stop(): Promise<void> }> {
  const { stack, clients, endpoint, invoke, onTrouble } = options;
  const mappings: { stop(): Promise<void> }[] = [];
  for (const [index, { topicArn, protocol, endpoint: arn }] of stack.subscriptions.entries()) {
    const subscribed = protocol === 'lambda' ? stack.functions.find((each) => each.arn === arn) : undefined;
    if (subscribed === undefined) continue;
    const name = listenersQueue(`function-${index}`);
    await clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
    await clients.sns.send(
      new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arnHere('sqs', name) }),
    );
    mappings.push(
      mapQueue({
        sqs: clients.sqs,
        queueUrl: `${endpoint}/${here.account}/${name}`,
        queueArn: arnHere('sqs', name),
        region: here.region,
        batchSize: 1,
        maximumConcurrency: 10,
        reportBatchItemFailures: false,
        async invoke({ Records }) {
          if (stack.permissions.some((permission) => letsTopicIn(permission, arn, topicArn)))
            await invoke(subscribed.name, { Records: Records.map(snsRecord) });
          else onTrouble(`the topic ${topicArn} may not start ${subscribed.name}`);
          return { ok: true, value: undefined }; // delivered or not, it does not come again
        },
        onError: (error) => onTrouble(`${subscribed.name} was not given a message of ${topicArn}: ${reasonOf(error)}`),
      }),
    );
  }
  return {
    async stop() {
      await Promise.all(mappings.map((each) => each.stop()));
    },
  };
}

function letsTopicIn({ functionArn, principal, sourceArn }: Permission, arn: string, topicArn: string): boolean {
  if (functionArn !== arn || principal !== 'sns.amazonaws.com') return false;
  return sourceArn === undefined || sourceArn === topicArn;
}

function snsRecord({ body }: SQSRecord) {
  const Sns = { Type: 'Notification', ...expectShape(envelope, JSON.parse(body), 'a message of SNS') };
  return { EventSource: 'aws:sns', EventVersion: '1.0', Sns };
}
