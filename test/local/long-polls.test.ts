import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it, onTestFinished } from 'vitest';
import { startFauxqs } from '../servers/fauxqs.ts';

it('a server of queues with a longest poll lets nobody wait longer for messages', async () => {
  const { sqs, stop } = await startFauxqs({ longestPoll: 0.01 });
  onTestFinished(stop);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'empty' }));
  const started = performance.now();

  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));

  expect(Messages).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(15_000);
});
