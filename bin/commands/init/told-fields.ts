import type { SubscriberDraft, Values } from './draft.ts';
import type { Field } from './field.ts';

/** One kind of subscriber: where it stands in the configuration, and what it takes. */
export interface SubscriberKind {
  readonly list: keyof SubscriberDraft;
  readonly protocol: string;
  /** As a person chooses it. */
  readonly label: string;
  /** What the flag takes, joined by slashes; the last may hold slashes of its own. */
  readonly fields: readonly Field[];
}

/** By their flags. */
export const subscriberKinds = {
  people: {
    list: 'people',
    protocol: 'email',
    label: 'mail for people',
    fields: [
      {
        key: 'endpoint',
        question: 'Who gets alerts by mail? Addresses, with commas.',
        example: 'security@example.com',
      },
    ],
  },
  operators: {
    list: 'operators',
    protocol: 'email',
    label: 'mail for operators',
    fields: [
      {
        key: 'endpoint',
        question: 'Who hears of trouble with Gatewarden itself? With commas.',
        example: 'operations@example.com',
      },
    ],
  },
  slack: {
    list: 'chat',
    protocol: 'slack',
    label: 'a channel of Slack',
    fields: [
      { key: 'workspace', question: 'What is the id of the Slack workspace?', example: 'T0123ABCD' },
      { key: 'channel', question: 'What is the id of the channel?', example: 'C0123ABCD' },
    ],
  },
  teams: {
    list: 'chat',
    protocol: 'teams',
    label: 'a channel of Microsoft Teams',
    fields: [
      {
        key: 'tenant',
        question: "What is the id of the team's tenant?",
        example: '00000000-0000-4000-8000-000000000004',
      },
      { key: 'team', question: 'What is the id of the team?', example: '00000000-0000-4000-8000-000000000005' },
      {
        key: 'channel',
        question: 'What is the id of the channel, as its link has it?',
        example: '19%3a0123abcd%40thread.tacv2',
      },
    ],
  },
  sqs: {
    list: 'machines',
    protocol: 'sqs',
    label: 'a queue',
    fields: [
      {
        key: 'endpoint',
        question: "What is the queue's ARN? It must be of this account.",
        example: 'arn:aws:sqs:us-east-1:111122223333:alerts',
      },
    ],
  },
  lambda: {
    list: 'machines',
    protocol: 'lambda',
    label: 'a function',
    fields: [
      {
        key: 'endpoint',
        question: "What is the function's ARN?",
        example: 'arn:aws:lambda:us-east-1:111122223333:function:triage',
      },
    ],
  },
  https: {
    list: 'machines',
    protocol: 'https',
    label: 'a URL',
    fields: [{ key: 'endpoint', question: 'What is the URL?', example: 'https://example.com/alerts' }],
  },
} as const satisfies Record<string, SubscriberKind>;

export type SubscriberName = keyof typeof subscriberKinds;

/** A subscriber as its flag gives it: `workspace/channel` for Slack. What is not there is undefined. */
export function subscriberOf(name: SubscriberName, text: string): Values {
  const { protocol, fields }: SubscriberKind = subscriberKinds[name];
  const parts = text.split('/');
  const own = fields.map(({ key }, index) => {
    const last = index === fields.length - 1;
    return [key, last ? parts.slice(index).join('/') || undefined : parts[index]] as const;
  });
  return { protocol, ...Object.fromEntries(own) };
}

/** The same with one more in its list. */
export function withSubscriber(subscribers: SubscriberDraft, name: SubscriberName, values: Values): SubscriberDraft {
  const { list } = subscriberKinds[name];
  return { ...subscribers, [list]: [...(subscribers[list] ?? []), values] };
}
