import { audiences, topicOutputs } from '../../../../lambda/config/topics.ts';
import { counted } from '../../../../lambda/render/quantity.ts';
import { shownEndpoint } from '../../test-alert/shown-endpoint.ts';
import { allPages } from '../ask.ts';
import { type Check, lookAt, lookAtEach, type Ports } from '../check.ts';
import { placeOutput } from '../deployment.ts';
import { type Finding, fault, ok, warning } from '../finding.ts';
import { type OwnSubscription, type Subscribed, subscriptionsIn } from '../subscription-facts.ts';

/** Whether somebody hears of alerts, and of trouble, and whether all hear who are named. */
export const subscriptions: Check = {
  id: 'subscriptions',
  title: 'Subscriptions',
  needs: ['sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes', 'cloudformation:ListStackResources'],
  async look(ports) {
    const found = await Promise.all([
      lookAt('alerts', () => ofAlerts(ports)),
      lookAt('operators', () => ofOperators(ports)),
      lookAt('subscribers', () => ofConfigured(ports)),
    ]);
    return found.flat();
  },
};

async function ofAlerts(ports: Ports): Promise<readonly Finding[]> {
  const topics = audiences.flatMap((audience) => {
    const arn = ports.deployment.optional(topicOutputs[audience]);
    return arn === undefined ? [] : [{ audience, arn }];
  });
  const heard = await Promise.all(
    topics.map(async ({ audience, arn }) => ({ audience, count: await confirmedOn(arn, ports) })),
  );
  const told = heard.filter(({ count }) => count > 0);
  if (told.length > 0)
    return [
      ok(
        'alerts',
        `told to ${told.map(({ audience, count }) => `${counted(count, 'subscriber')} of ${audience}`).join(', ')}`,
      ),
    ];
  return [
    fault(
      'alerts',
      `nobody is told of them: no topic has a confirmed subscriber (${topics.map(({ audience }) => audience).join(', ')})`,
      'Name subscribers in the configuration and deploy, or subscribe to a topic: docs/deploy.md, "Who is told". Then: gatewarden test-alert.',
    ),
  ];
}

async function ofOperators(ports: Ports): Promise<readonly Finding[]> {
  const count = await confirmedOn(ports.deployment.output(placeOutput), ports);
  if (count > 0) return [ok('operators', `${counted(count, 'subscriber')} of alarms`)];
  return [
    warning(
      'operators',
      'nobody hears when Gatewarden itself is in trouble',
      'Name somebody under subscribers.operators and deploy; they confirm a mail from AWS.',
    ),
  ];
}

/** SNS writes `PendingConfirmation` or `Deleted` where there is no ARN. */
async function confirmedOn(arn: string, { ask }: Ports): Promise<number> {
  const all = await allPages(
    (token) => ask('sns:ListSubscriptionsByTopic', { TopicArn: arn, ...token }),
    (page) => page.Subscriptions,
  );
  return all.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:')).length;
}

/** Those that the stack has made, but for its own queue's at a topic of log files, which is another check's. */
async function ofConfigured(ports: Ports): Promise<readonly Finding[]> {
  const logTopics = ports.deployment.sources().flatMap(({ topicArn }) => topicArn ?? []);
  const own = (await subscriptionsIn(ports)).filter(
    ({ arn }) => !logTopics.some((topic) => arn.startsWith(`${topic}:`)),
  );
  return lookAtEach(
    own,
    ({ arn }) => arn,
    (subscription) => ofOne(subscription, ports),
  );
}

/** Nothing of ours filters what operators hear. */
function filtered({ topicArn, filter, protocol, endpoint }: Subscribed, ports: Ports): readonly Finding[] {
  if (filter === undefined || topicArn !== ports.deployment.output(placeOutput)) return [];
  return [
    warning(
      shownEndpoint(protocol, endpoint),
      `its subscription to the operators' topic lets only some messages through: ${filter}`,
      'Take the filter policy out of the subscription.',
    ),
  ];
}

async function ofOne({ arn, read }: OwnSubscription, ports: Ports): Promise<readonly Finding[]> {
  const state = await read();
  const topic = arn.split(':').at(-2) ?? arn;
  switch (state.kind) {
    case 'confirmed':
      return filtered(state, ports);
    case 'pending':
      return [
        fault(
          shownEndpoint(state.protocol, state.endpoint),
          `it is named, but has not confirmed its subscription to ${topic}, and hears nothing`,
          'Confirm the mail "Subscription Confirmation", or visit the SubscribeURL of the first message. After three days AWS gives up: then take the subscriber out of the configuration, deploy, put it back, deploy.',
        ),
      ];
    case 'gone':
      return [
        fault(
          arn,
          `a subscriber that the configuration names is not subscribed to ${topic} any more`,
          'Somebody unsubscribed, or never confirmed, which CloudFormation does not see: take the subscriber out of the configuration, deploy, put it back, deploy.',
        ),
      ];
    default:
      return state satisfies never;
  }
}
