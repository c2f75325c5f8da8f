import type { SNSClient } from '@aws-sdk/client-sns';
import type { Settings } from '../adapters/settings.ts';
import { snsPublisher, type TopicMessage } from '../adapters/sns.ts';
import type { Telling } from '../config/telling.ts';
import { type Audience, audiences, type Topics } from '../config/topics.ts';
import type { Alert } from '../core/alert.ts';
import { type GatheringPolicy, type GatheringPorts, gathered } from '../core/gathering.ts';
import type { Message, Publisher } from '../core/ports.ts';
import type { Rule } from '../core/rule.ts';
import { bulletinAttributes } from '../render/bulletin/bulletin-attributes.ts';
import { bulletinChat } from '../render/bulletin/bulletin-chat.ts';
import { bulletinMachine } from '../render/bulletin/bulletin-machine.ts';
import { bulletinMail } from '../render/bulletin/bulletin-mail.ts';
import { chatMessage } from '../render/chat.ts';
import { machineMessage } from '../render/machine-message.ts';
import { mail } from '../render/mail.ts';
import { alertAttributes } from '../render/topic-attributes.ts';

type PublisherSettings = Pick<Settings, 'topicArns' | 'tableName'> & {
  readonly config: { readonly topics: Topics; readonly telling: Telling };
};

/**
 * What makes the publishers of an invocation, one for each audience that has a topic; each gathers what its audience is
 * told together.
 */
export function publishers(
  client: SNSClient,
  settings: PublisherSettings,
  rules: readonly Rule[],
): (ports: GatheringPorts) => readonly Publisher[] {
  const byTopic = topicPublishers(client, settings, rules).map(
    (publisher) => [publisher, policyOf(publisher.audience, settings.config)] as const,
  );
  return (ports) => byTopic.map(([publisher, policy]) => gathered(publisher, policy, ports));
}

/** A publisher for each audience that has a topic. Every message carries the attributes that subscribers filter by. */
export function topicPublishers(
  client: SNSClient,
  settings: PublisherSettings,
  rules: readonly Rule[],
): readonly Publisher[] {
  const bodies = bodiesBy(rules, settings);
  return audiences.flatMap((audience) => {
    const topicArn = settings.topicArns[audience];
    const compose = (message: Message) => ({ ...bodies[audience](message), attributes: attributesOf(message) });
    return topicArn === undefined ? [] : [snsPublisher({ client, topicArn, audience, compose })];
  });
}

/** Programs get every alert by itself, but for a storm; people, and a chat, what they can read. */
function policyOf(audience: string, { telling }: PublisherSettings['config']): GatheringPolicy {
  const { stormAbove, digest } = telling;
  if (audience === 'machines') return { digestHour: digest.hour, groups: false, stormAbove };
  return { digestBelow: digest.below, digestHour: digest.hour, groups: true, stormAbove };
}

function bodiesBy(
  rules: readonly Rule[],
  { tableName, config: { topics } }: PublisherSettings,
): Readonly<Record<Audience, (message: Message) => TopicMessage>> {
  const { format } = topics.machines;
  const options = { principalInSubject: topics.people.principalInSubject, tableName };
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const ruleOf = ({ rule: { id } }: Alert): Rule => {
    const rule = byId.get(id);
    if (rule === undefined) throw new Error(`no rule ${id}`);
    return rule;
  };
  return {
    machines: (message) => (isAlert(message) ? machineMessage(message, format) : bulletinMachine(message, format)),
    people: (message) =>
      isAlert(message) ? mail(message, ruleOf(message), options) : bulletinMail(message, rules, options),
    chat: (message) =>
      isAlert(message) ? chatMessage(message, ruleOf(message)) : bulletinChat(message, rules, options),
  };
}

function attributesOf(message: Message) {
  return isAlert(message) ? alertAttributes(message) : bulletinAttributes(message);
}

function isAlert(message: Message): message is Alert {
  return message.schema === 'gatewarden.alert/1';
}
