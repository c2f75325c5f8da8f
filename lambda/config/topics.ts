import * as v from 'valibot';
import { type Fault, mapping, must } from './faults.ts';

/** Who is told of alerts, each by a topic of its own: their messages differ, and SNS gives one body to all of a topic. */
export const audiences = ['machines', 'people', 'chat'] as const;
export type Audience = (typeof audiences)[number];

/** The stack's outputs that name the topics. */
export const topicOutputs = {
  machines: 'MachineTopicArn',
  people: 'PeopleTopicArn',
  chat: 'ChatTopicArn',
} as const satisfies Record<Audience, string>;

const machineFormats = ['json', 'ocsf'] as const;
/** What machines get: `gatewarden.alert/1`, or a Detection Finding of OCSF. */
type MachineFormat = (typeof machineFormats)[number];

/** The topics of alerts: which of them there are, and what their messages look like. */
export interface Topics {
  readonly machines: { readonly enabled: boolean; readonly format: MachineFormat };
  readonly people: {
    readonly enabled: boolean;
    /** Whether a mail's subject names who it is about. SNS does not encrypt subjects. */
    readonly principalInSubject: boolean;
  };
  readonly chat: { readonly enabled: boolean };
}

/** As they are written: where nothing is said, there is a topic for chat if it has subscribers. */
type WrittenTopics = Omit<Topics, 'chat'> & { readonly chat: { readonly enabled?: boolean } };

/** Of each audience its subscribers, whatever they are. */
type ByAudience = Readonly<Record<Audience, readonly unknown[]>>;

/** Two are there by default, so that one can subscribe to them without configuring anything. */
export const defaultTopics: Topics = {
  machines: { enabled: true, format: 'json' },
  people: { enabled: true, principalInSubject: false },
  chat: { enabled: false },
};

/** Those for whom there is a topic. */
export function audiencesOf(topics: Topics): readonly Audience[] {
  return audiences.filter((audience) => topics[audience].enabled);
}

/** The topics as they are, from how they are written. */
export function settled(topics: WrittenTopics, { chat }: ByAudience): Topics {
  return { ...topics, chat: { enabled: topics.chat.enabled ?? chat.length > 0 } };
}

/** What cannot be: subscribers of a topic that is not there, and no topic at all, as nobody would hear of an alert. */
export function topicFaults(config: {
  readonly topics: WrittenTopics;
  readonly subscribers: ByAudience;
}): readonly Fault[] {
  const topics = settled(config.topics, config.subscribers);
  const without = audiences.filter((each) => config.subscribers[each].length > 0 && !topics[each].enabled);
  const none = audiencesOf(topics).length === 0;
  return [
    ...without.map((audience) =>
      fault(['subscribers', audience], `has subscribers, but topics.${audience}.enabled is false`),
    ),
    ...(none ? [fault(['topics'], `must leave one of ${audiences.join(', ')}: nobody would be told of an alert`)] : []),
  ];
}

function fault(path: Fault['path'], message: string): Fault {
  return { path, message };
}

export function topicsSchema(): v.GenericSchema<unknown, WrittenTopics> {
  const isSet = v.boolean(must('true or false'));
  const { machines, people } = defaultTopics;
  return mapping({
    machines: v.nullish(
      mapping({
        enabled: v.optional(isSet, machines.enabled),
        format: v.optional(v.picklist(machineFormats, must('"json" or "ocsf"')), machines.format),
      }),
      {},
    ),
    people: v.nullish(
      mapping({
        enabled: v.optional(isSet, people.enabled),
        principalInSubject: v.optional(isSet, people.principalInSubject),
      }),
      {},
    ),
    chat: v.nullish(mapping({ enabled: v.exactOptional(isSet) }), {}),
  });
}
