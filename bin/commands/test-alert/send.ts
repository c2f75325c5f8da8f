import { filterVerdict } from './filter-verdict.ts';
import type { NamedTopic } from './named-topics.ts';
import { shownEndpoint } from './shown-endpoint.ts';
import type { TestMessage } from './test-message.ts';

/** SNS, as far as a test alert needs it. */
export interface SnsTopics {
  /** Resolves to the message's id when the topic has taken it. */
  publish(topic: NamedTopic, message: TestMessage): Promise<string>;
  subscriptions(topic: NamedTopic): Promise<readonly KnownSubscription[]>;
  /** What an error of these says, in words; undefined for an error of another kind. */
  reason(error: unknown): string | undefined;
}

export type KnownSubscription = { readonly protocol: string; readonly endpoint: string } & (
  | { readonly state: 'pending' | 'deleted' }
  | {
      readonly state: 'confirmed';
      /** The filter policy as it is, empty where there is none; or why it cannot be read. */
      readonly filter: { readonly policy: unknown } | { readonly unread: string };
    }
);

/** What became of the test alert at one topic. */
export interface TopicReport {
  readonly topic: NamedTopic;
  readonly published: { readonly messageId: string } | { readonly fault: string };
  readonly subscribers: readonly Subscriber[] | { readonly fault: string };
}

export interface Subscriber {
  readonly protocol: string;
  /** Only a part of what would be private. */
  readonly endpoint: string;
  readonly gets: Gets;
}

/** Whether a subscriber gets what the topic took. */
export type Gets =
  | { readonly verdict: 'yes' | 'pending' | 'deleted' }
  | { readonly verdict: 'filtered out'; readonly by: readonly string[] }
  | { readonly verdict: 'unknown'; readonly why: string };

/** Publishes a message, and then asks who gets it: the subscriptions are read even where the topic did not take it. */
export async function sendTo(topic: NamedTopic, message: TestMessage, sns: SnsTopics): Promise<TopicReport> {
  const published = await orFault(async () => ({ messageId: await sns.publish(topic, message) }), sns);
  const found = await orFault(() => sns.subscriptions(topic), sns);
  if ('fault' in found) return { topic, published, subscribers: found };
  const subscribers = found.map((subscription) => {
    const { protocol, endpoint } = subscription;
    return { protocol, endpoint: shownEndpoint(protocol, endpoint), gets: getsOf(subscription, message) };
  });
  return { topic, published, subscribers };
}

async function orFault<Result>(
  work: () => Promise<Result>,
  { reason }: SnsTopics,
): Promise<Result | { readonly fault: string }> {
  try {
    return await work();
  } catch (error) {
    const fault = reason(error);
    if (fault === undefined) throw error;
    return { fault };
  }
}

function getsOf(subscription: KnownSubscription, { attributes }: TestMessage): Gets {
  if (subscription.state !== 'confirmed') return { verdict: subscription.state };
  const { filter } = subscription;
  if ('unread' in filter) return { verdict: 'unknown', why: `its filter cannot be judged: ${filter.unread}` };
  const verdict = filterVerdict(filter.policy, attributes);
  switch (verdict.lets) {
    case 'through':
      return { verdict: 'yes' };
    case 'nothing':
      return { verdict: 'filtered out', by: verdict.by };
    case 'unknown':
      return { verdict: 'unknown', why: 'its filter has conditions that only SNS can judge' };
    default:
      return verdict satisfies never;
  }
}
