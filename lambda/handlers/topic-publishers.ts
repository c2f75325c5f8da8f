import { SNSClient } from '@aws-sdk/client-sns';
import type { Settings } from '../adapters/settings.ts';
import { snsPublisher, type TopicMessage } from '../adapters/sns.ts';
import { canaryMarks } from '../config/canary.ts';
import { type Audience, audiences, type Topics } from '../config/topics.ts';
import type { Alert } from '../core/alert.ts';
import type { Message, Publisher } from '../core/ports.ts';
import type { Tellable } from '../core/tellable.ts';
import { bulletinAttributes } from '../render/bulletin/bulletin-attributes.ts';
import { bulletinChat } from '../render/bulletin/bulletin-chat.ts';
import { bulletinMachine } from '../render/bulletin/bulletin-machine.ts';
import { bulletinMail } from '../render/bulletin/bulletin-mail.ts';
import { chatMessage } from '../render/chat.ts';
import { machineMessage } from '../render/machine-message.ts';
import { mail } from '../render/mail.ts';
import { alertAttributes } from '../render/topic-attributes.ts';

/** What messages are worded by, and where they go. */
export type TopicSettings = Pick<Settings, 'topicArns' | 'tableName'> & {
  readonly config: { readonly topics: Topics };
};

/** A publisher for each audience that has a topic. Every message carries the attributes that subscribers filter by. */
export function topicPublishers(
  settings: TopicSettings,
  rules: readonly Tellable[],
  client: SNSClient = new SNSClient(),
): readonly Publisher[] {
  const bodies = bodiesBy(rules, settings);
  return audiences.flatMap((audience) => {
    const topicArn = settings.topicArns[audience];
    const compose = (message: Message) => {
      refuseCanarys(message);
      return { ...bodies[audience](message), attributes: attributesOf(message) };
    };
    return topicArn === undefined ? [] : [snsPublisher({ client, topicArn, audience, compose })];
  });
}

/** It never gets here: whoever tells alerts of the rules does not know the canary's. Should it ever, nobody is told. */
function refuseCanarys(message: Message): void {
  if (isAlert(message) && message.rule.id === canaryMarks.user)
    throw new Error("expected an alert about somebody's sign-in, found one of the canary's");
}

function bodiesBy(
  rules: readonly Tellable[],
  { tableName, config: { topics } }: TopicSettings,
): Readonly<Record<Audience, (message: Message) => TopicMessage>> {
  const { format } = topics.machines;
  const options = { principalInSubject: topics.people.principalInSubject, tableName };
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const ruleOf = ({ rule: { id } }: Alert): Tellable => {
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
