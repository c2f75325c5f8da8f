import type { TopicMessage } from '../../../lambda/adapters/sns.ts';
import type { Audience, Topics } from '../../../lambda/config/topics.ts';
import type { Alert } from '../../../lambda/core/alert.ts';
import type { Rule } from '../../../lambda/core/rule.ts';
import { chatNotification } from '../../../lambda/render/chat.ts';
import { jsonLine } from '../../../lambda/render/json-line.ts';
import { machineMessage } from '../../../lambda/render/machine-message.ts';
import { mail } from '../../../lambda/render/mail.ts';
import { topicAttributes } from '../../../lambda/render/topic-attributes.ts';

const mark = '[TEST]';
const notice = 'This is a test, sent by gatewarden test-alert. Nobody signed in; there is nothing to do.';

/** As SNS and Slack take them: see the alerts' own mail and chat messages. */
const longest = { subject: 99, title: 150, summary: 200 } as const;

/** As it is published, each of its attributes one text. */
export type TestMessage = TopicMessage & { readonly attributes: Readonly<Record<string, string>> };

/** What a topic gets of a test alert: what it would get of a real one, marked so that nobody takes it for one. */
export function testMessage(
  audience: Audience,
  alert: Alert,
  { rule, topics }: { readonly rule: Rule; readonly topics: Topics },
): TestMessage {
  const attributes = { ...topicAttributes(alert), test: 'true' };
  switch (audience) {
    case 'machines':
      return { ...machineMessage(titled(alert), topics.machines.format), attributes };
    case 'people': {
      const { subject, body } = mail(alert, rule, topics.people);
      return { subject: marked(subject, longest.subject), body: `${mark} ${notice}\n\n${body}`, attributes };
    }
    case 'chat':
      return { body: jsonLine(chat(alert, rule)), attributes };
    default:
      return audience satisfies never;
  }
}

function titled(alert: Alert): Alert {
  return { ...alert, rule: { ...alert.rule, title: `${mark} ${alert.rule.title}` } };
}

function chat(alert: Alert, rule: Rule): object {
  const notification = chatNotification(alert, rule);
  const { content, metadata } = notification;
  return {
    ...notification,
    content: {
      ...content,
      title: marked(content.title, longest.title),
      description: `- ${mark} ${notice}\n${content.description}`,
    },
    metadata: { ...metadata, summary: marked(metadata.summary, longest.summary) },
  };
}

function marked(text: string, room: number): string {
  const whole = `${mark} ${text}`;
  return whole.length <= room
    ? whole
    : `${whole
        .slice(0, room - 3)
        .toWellFormed()
        .trimEnd()}...`;
}
