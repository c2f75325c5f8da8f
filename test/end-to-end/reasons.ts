import { dynamoFailedMessages } from '../../lambda/adapters/dynamodb/failed-messages.ts';
import type { FailedMessage } from '../../lambda/adapters/failed-messages.ts';
import type { QueueName } from '../../lambda/config/queues.ts';
import type { Instant } from '../../lambda/core/time.ts';
import type { Deployed } from './deployed.ts';

/** Reads why messages of a queue failed, as the functions noted it. */
export function reasonsIn({ clients, tableName }: Deployed): (queue: QueueName) => Promise<readonly FailedMessage[]> {
  const failedMessages = dynamoFailedMessages({ client: clients.dynamo, tableName, now: () => Date.now() as Instant });
  return async (queue) =>
    (await Array.fromAsync(failedMessages.list(queue))).flatMap((each) => ('damaged' in each ? [] : [each]));
}
