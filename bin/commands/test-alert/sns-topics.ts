import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { publishMessage } from '../../../lambda/adapters/sns.ts';
import type { NamedTopic } from './named-topics.ts';
import type { KnownSubscription, SnsTopics } from './send.ts';
import { snsReason } from './sns-reason.ts';

/** SNS, with the credentials of the AWS tools; `profile` stands above these. The region is the topic's own. */
export function snsTopics({ profile }: { readonly profile?: string | undefined }): SnsTopics {
  const clients = new Map<string, SNSClient>();
  const clientOf = ({ region }: NamedTopic): SNSClient => {
    const client = clients.get(region) ?? new SNSClient({ region, ...(profile !== undefined && { profile }) });
    clients.set(region, client);
    return client;
  };
  return {
    publish: (topic, message) => publishMessage(clientOf(topic), topic.arn, message),
    async subscriptions(topic) {
      const client = clientOf(topic);
      const all: KnownSubscription[] = [];
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
        { client },
        { TopicArn: topic.arn },
      )) {
        for (const subscription of Subscriptions) all.push(await known(client, subscription));
      }
      return all;
    },
    reason: snsReason,
  };
}

/** In place of an ARN SNS writes `PendingConfirmation`, or `Deleted` for some days. */
async function known(
  client: SNSClient,
  { SubscriptionArn: arn = '', Protocol: protocol = '', Endpoint: endpoint = '' }: Subscription,
): Promise<KnownSubscription> {
  const about = { protocol, endpoint };
  if (arn === 'Deleted') return { ...about, state: 'deleted' };
  if (arn === 'PendingConfirmation') return { ...about, state: 'pending' };
  try {
    const { Attributes = {} } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
    if (Attributes['PendingConfirmation'] === 'true') return { ...about, state: 'pending' };
    return { ...about, state: 'confirmed', filter: filterOf(Attributes) };
  } catch (error) {
    const reason = snsReason(error);
    if (reason === undefined) throw error;
    return { ...about, state: 'confirmed', filter: { unread: reason } };
  }
}

function filterOf(
  attributes: Readonly<Record<string, string>>,
): Extract<KnownSubscription, { filter: object }>['filter'] {
  const { FilterPolicy: text = '', FilterPolicyScope: scope = 'MessageAttributes' } = attributes;
  if (text === '') return { policy: {} };
  return scope === 'MessageAttributes' ? { policy: JSON.parse(text) } : { unread: 'it looks into the message' };
}
