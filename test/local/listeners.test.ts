import { PublishCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it, vi } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { here } from '../../local/here.ts';
import { ofThisFile } from './gateway/calling.ts';
import { handmade } from './handmade.ts';

const { stopAfterwards } = ofThisFile();

/** A cloud of one topic. */
async function start(): Promise<Cloud> {
  const template = {
    Resources: { Machines: { Type: 'AWS::SNS::Topic' } },
    Outputs: { MachineTopicArn: { Value: { Ref: 'Machines' } } },
  };
  return stopAfterwards(await startCloud(handmade(template)));
}

const queueOf = ({ endpoint }: Cloud) => `${endpoint}/${here.account}/local-listener-machines`;

it('what is no message of a topic is told in a sentence, and the topic is heard all the same', async () => {
  const cloud = await start();
  const send = (MessageBody: string) =>
    cloud.clients.sqs.send(new SendMessageCommand({ QueueUrl: queueOf(cloud), MessageBody }));

  await send('not JSON');
  await send('{"no":"envelope"}');
  await cloud.clients.sns.send(
    new PublishCommand({ TopicArn: cloud.stack.outputs.get('MachineTopicArn'), Message: 'told' }),
  );
  await cloud.idle();

  expect(cloud.messages('machines').map(({ text }) => text)).toEqual(['told']);
  expect(cloud.troubles).toEqual([
    expect.stringMatching(/^a message of the topic machines could not be told: .*JSON/),
    expect.stringMatching(/^a message of the topic machines could not be told: .*Message/),
  ]);
});

it('a topic whose queue is gone is told of, and heard again once it is back', async () => {
  const cloud = await start();
  const { sqs } = cloud.clients;

  await sqs.send(new DeleteQueueCommand({ QueueUrl: queueOf(cloud) }));
  const trouble = await vi.waitUntil(() => cloud.troubles[0], 10_000);
  await sqs.send(new CreateQueueCommand({ QueueName: 'local-listener-machines' }));
  const MessageBody = '{"Message":"told"}';
  await sqs.send(new SendMessageCommand({ QueueUrl: queueOf(cloud), MessageBody }));
  await vi.waitUntil(() => cloud.messages('machines').length > 0, 10_000);

  expect(trouble).toMatch(/^the topic machines could not be listened to: .*exist/);
});
