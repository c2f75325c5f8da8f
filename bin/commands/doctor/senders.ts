import { arnParts } from '../../../lambda/config/arn.ts';
import type { Caller } from '../../policies/policy-answer.ts';
import type { Ports } from './check.ts';
import type { Feed } from './feeds-of.ts';
import { rulesIn } from './rule-facts.ts';

/** Who sends to a queue of ours, and how AWS has it ask. */
export interface Sender {
  readonly who: string;
  /** As whom: one of these has to be let in. */
  readonly callers: readonly Caller[];
}

/** Who tells a feed's queue of new files: S3 for the bucket, SNS for the topic, or EventBridge for its rules. */
export async function sendersOf({ source }: Feed, ports: Ports): Promise<readonly Sender[]> {
  const { bucket, account, topicArn } = source;
  const { partition } = ports.deployment;
  switch (source.mode) {
    case 'create':
    case 'bucket':
    case 'replica':
      return [sender('s3', `arn:${partition}:s3:::${bucket}`, account)];
    case 'topic':
      return topicArn === undefined ? [] : [ofTopic(topicArn, ports.deployment.region)];
    case 'eventbridge': {
      const rules = (await rulesIn(ports)).filter(({ pattern }) => pattern.includes(`"${bucket}"`));
      return rules.map(({ arn }) => sender('events', arn, ports.deployment.account));
    }
    default:
      return source.mode satisfies never;
  }
}

/**
 * From another Region, SNS may come under the name of the topic's or the queue's.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
 */
function ofTopic(topicArn: string, here: string): Sender {
  const { region: there, account } = arnParts(topicArn);
  const { who, callers } = sender('sns', topicArn, account);
  if (there === here) return { who, callers };
  const others = [there, here].flatMap((region) => sender(`sns.${region}`, topicArn, account).callers);
  return { who, callers: [...callers, ...others] };
}

/** The stack's alarms, to their topic and its key. */
export function alarmsOf({ partition, region, account }: Ports['deployment']): Sender {
  const { callers } = sender('cloudwatch', `arn:${partition}:cloudwatch:${region}:${account}:alarm:any`, account);
  return { who: "cloudwatch.amazonaws.com for the stack's alarms", callers };
}

/** A service that acts for one of its things, with what else it says of its request. */
export function sender(
  service: string,
  arn: string,
  account: string,
  context: Readonly<Record<string, string>> = {},
): Sender {
  const usual = { 'aws:SourceArn': arn, 'aws:SourceAccount': account, 'aws:SecureTransport': 'true' };
  return {
    who: `${service}.amazonaws.com for ${arn.slice(arn.lastIndexOf(':') + 1)}`,
    callers: [{ principal: { Service: `${service}.amazonaws.com` }, context: { ...usual, ...context } }],
  };
}
