import { PublishCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import type { Config } from '../../lambda/config/schema.ts';
import { startCloud } from '../../local/cloud.ts';
import { here } from '../../local/here.ts';
import { createdTrail } from '../lib/synthesise.ts';
import { withoutFunctions } from './assemblies.ts';
import { ofThisFile } from './gateway/calling.ts';

const { stopAfterwards } = ofThisFile();

const subscribed: Config = {
  ...createdTrail,
  subscribers: {
    ...createdTrail.subscribers,
    machines: [
      { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:111122223333:high', filter: { severity: ['High'] } },
      { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:111122223333:all' },
      { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:444455556666:elsewhere' },
    ],
  },
};

it("a subscriber's queue gets what its filter takes, as it is; the terminal gets everything", async () => {
  const cloud = stopAfterwards(await startCloud(withoutFunctions(subscribed)));
  const publish = (severity: string) =>
    cloud.clients.sns.send(
      new PublishCommand({
        TopicArn: cloud.stack.outputs.get('MachineTopicArn'),
        Message: JSON.stringify({ severity }),
        MessageAttributes: { severity: { DataType: 'String', StringValue: severity } },
      }),
    );
  const bodiesIn = async (name: string): Promise<readonly unknown[]> => {
    const QueueUrl = `${cloud.endpoint}/${here.account}/${name}`;
    const { Messages = [] } = await cloud.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => Body);
  };

  await publish('High');
  await publish('Low');
  await cloud.idle();

  const [high, low] = ['{"severity":"High"}', '{"severity":"Low"}'];
  expect([await bodiesIn('high'), await bodiesIn('all')]).toEqual([[high], [high, low]]);
  expect(cloud.messages('machines').map(({ text }) => text)).toEqual([high, low]);
  await expect(bodiesIn('elsewhere')).rejects.toThrow('does not exist');
});
