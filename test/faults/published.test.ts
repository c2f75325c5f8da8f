import { SNSClient } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';
import { snsPublisher } from '../../lambda/adapters/sns.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { alertAttributes } from '../../lambda/render/topic-attributes.ts';
import { loopback } from '../servers/fauxqs.ts';
import { groundOf } from './check.ts';
import { publishAnswer, type Request } from './http-answers.ts';
import { heardIn, misworded } from './published.ts';

const topicArn = 'arn:aws:sns:us-east-1:111122223333:machines';
const { quiet } = await groundOf('memory').check(17);
const [alert] = (quiet?.composed ?? []).map((each) => each.alert) as [Alert];

/** What reaches SNS of an alert that an adapter words. */
async function requestOf(worded: Alert, attributes: ReturnType<typeof alertAttributes> = alertAttributes(alert)) {
  const requests: Request[] = [];
  const handle = async (request: Request) => ({ response: requests.push(request) && publishAnswer() });
  const requestHandler = { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) };
  const client = new SNSClient({ ...loopback, requestHandler });
  const compose = () => ({ ...machineMessage(worded), subject: 'A subject', attributes });
  await snsPublisher({ client, topicArn, audience: 'machines', compose }).publish(alert);
  return requests[0] as Request;
}

it('what a request publishes is read from its body', async () => {
  const request = await requestOf({ ...alert, eventCount: 999 });

  const heard = heardIn(request, alert, 'machines');

  expect(heard).toEqual({ ...alert, eventCount: 999 });
  expect(misworded(request, { heard, audience: 'machines', topicArn })).toEqual([]);
});

it.each([
  ['another topic', {}, `${topicArn}-2`, /with other topic/],
  ['an attribute that is not so', { severity: 'High', rule: 'another' }, topicArn, /with other attributes/],
  ['a body that is of something else', {}, topicArn, /with no word of another/],
])('a request is found to have %s', async (what, attributes, arn, says) => {
  const request = await requestOf(alert, { ...alertAttributes(alert), ...attributes });

  const heard = what.startsWith('a body') ? { ...alert, alertId: 'another' } : alert;
  const faults = misworded(request, { heard, audience: 'machines', topicArn: arn });

  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(says);
});
