import { inRegionOf } from '../../../lambda/config/arn.ts';
import { NotThere } from './ask.ts';
import type { Ports } from './check.ts';

/** A subscription that the stack has made. */
export interface OwnSubscription {
  readonly arn: string;
  /** What became of it. Throws CannotLook. */
  read(): Promise<SubscriptionState>;
}

type SubscriptionState = { readonly kind: 'gone' } | Subscribed;

export interface Subscribed {
  readonly kind: 'confirmed' | 'pending';
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** Its filter policy, where it has one. */
  readonly filter: string | undefined;
}

export async function subscriptionsIn({ ask, deployment }: Ports): Promise<readonly OwnSubscription[]> {
  const resources = await deployment.resources('AWS::SNS::Subscription');
  return resources.map(({ id: arn }) => ({ arn, read: () => stateOf(arn, ask) }));
}

/** In its topic's Region, which need not be the stack's. */
async function stateOf(arn: string, ask: Ports['ask']): Promise<SubscriptionState> {
  try {
    const { Attributes = {} } = await ask('sns:GetSubscriptionAttributes', { SubscriptionArn: arn }, inRegionOf(arn));
    return {
      kind: Attributes['PendingConfirmation'] === 'true' ? 'pending' : 'confirmed',
      topicArn: Attributes['TopicArn'] ?? '',
      protocol: Attributes['Protocol'] ?? '',
      endpoint: Attributes['Endpoint'] ?? '',
      filter: Attributes['FilterPolicy'],
    };
  } catch (error) {
    if (error instanceof NotThere) return { kind: 'gone' };
    throw error;
  }
}
