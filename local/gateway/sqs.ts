import { arnHere } from '../here.ts';
import type { Queue } from '../stack/queues.ts';
import { toOurs, toTheirs } from './account-in-arns.ts';
import { type Answer, jsonError } from './answer.ts';
import { type Asked, headerOf } from './asked.ts';
import type { Forward } from './forward.ts';
import { isOfKey, keyNeeds, type Need } from './need.ts';
import type { Service } from './service.ts';

export interface SqsOptions {
  readonly queues: readonly Queue[];
  readonly forward: Forward;
  readonly endpoint: string;
}

/** Operations that name queues by ARN or URL and hold no message. */
const aboutQueues = ['CreateQueue', 'GetQueueUrl', 'ListQueues', 'GetQueueAttributes', 'SetQueueAttributes'];

/** What an operation on messages does with the queue's key, for whoever calls it. */
const keyUses: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  SendMessage: ['GenerateDataKey', 'Decrypt'],
  ReceiveMessage: ['Decrypt'],
};

/** SQS, by its JSON protocol: `X-Amz-Target: AmazonSQS.ReceiveMessage`. The older query protocol is refused. */
export function sqs({ queues, forward, endpoint }: SqsOptions): Service {
  return {
    needs(asked): readonly Need[] {
      // A batch needs what its messages need, one by one.
      const operation = operationOf(asked).replace(/Batch$/, '');
      const name = queueNameIn(asked);
      const keyArn = queues.find((queue) => queue.name === name)?.keyArn;
      return [
        { action: `sqs:${operation}`, resource: arnHere('sqs', name) },
        ...keyNeeds('sqs', keyArn, keyUses[operation] ?? []),
      ];
    },
    refuse: (refusal, message) => {
      const [type, code] = isOfKey(refusal)
        ? ['com.amazonaws.sqs#KmsAccessDenied', 'KMS.AccessDeniedException']
        : ['com.amazon.coral.service#AccessDeniedException', 'AccessDenied'];
      const { headers, ...answer } = jsonError(isOfKey(refusal) ? 400 : 403, type, message);
      return { ...answer, headers: { ...headers, 'x-amzn-query-error': `${code};Sender` } };
    },
    async serve(asked): Promise<Answer> {
      if (headerOf(asked, 'x-amz-target') === undefined)
        return jsonError(
          400,
          'InvalidAction',
          'the cloud on the laptop speaks the JSON protocol of SQS alone: use a newer SDK or CLI',
        );
      if (!aboutQueues.includes(operationOf(asked))) return forward(asked);
      const answer = await forward(asked, { body: Buffer.from(toTheirs(asked.body.toString())) });
      return { ...answer, ...resized(answer, toOurs(answer.body.toString(), endpoint)) };
    },
  };
}

/** The answer's headers and body with another text in it. */
export function resized({ headers }: Answer, text: string): Pick<Answer, 'headers' | 'body'> {
  const body = Buffer.from(text);
  return { headers: { ...headers, 'content-length': body.length }, body };
}

function operationOf(asked: Asked): string {
  return headerOf(asked, 'x-amz-target')?.split('.')[1] ?? 'nothing';
}

/** A queue's URL ends with its name. */
function queueNameIn({ body }: Asked): string {
  const request: unknown = parseOrNothing(body.toString());
  if (typeof request !== 'object' || request === null) return '*';
  const named = Reflect.get(request, 'QueueUrl') ?? Reflect.get(request, 'QueueName');
  return typeof named === 'string' ? (named.split('/').at(-1) as string) : '*';
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
