import { isDeepStrictEqual } from 'node:util';
import type { Audience } from '../../lambda/config/topics.ts';
import type { Message } from '../../lambda/core/ports.ts';
import { bulletinAttributes } from '../../lambda/render/bulletin/bulletin-attributes.ts';
import { alertAttributes } from '../../lambda/render/topic-attributes.ts';
import { type Request, textOf } from './http-answers.ts';
import { differ } from './same-alerts.ts';

/** What a request to SNS publishes. */
interface Published {
  readonly topicArn: string;
  readonly subject: string;
  readonly body: string;
  /** By name; one that has several values is a list of them. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * What an audience can read in a request that publishes `message`: programs all of it, from its JSON; people and chats the
 * message as it was to be worded.
 */
export function heardIn(request: Request, message: Message, audience: Audience): Message {
  if (audience !== 'machines') return message;
  const parsed = JSON.parse(publishedIn(request).body) as Message;
  return parsed;
}

/** What is wrong in how a request publishes what an audience hears, each in a sentence. */
export function misworded(
  request: Request,
  { heard, audience, topicArn }: { readonly heard: Message; readonly audience: Audience; readonly topicArn: string },
): readonly string[] {
  const published = publishedIn(request);
  const isAlert = heard.schema === 'gatewarden.alert/1';
  const id = isAlert ? heard.alertId : heard.bulletinId;
  const text = `${published.subject} ${published.body}`;
  const namesItself = isAlert || audience !== 'people'; // a mail of several names each of them instead
  const named = namesItself ? [id, heard.severity] : [heard.severity];
  const expected = isAlert ? alertAttributes(heard) : bulletinAttributes(heard);
  const faults = [
    ...differ('topic', published.topicArn, topicArn),
    ...(isDeepStrictEqual(published.attributes, expected) ? [] : differ('attributes', published.attributes, expected)),
    ...named.flatMap((word) => (text.includes(word) ? [] : [`no word of ${word}`])),
  ];
  return faults.map((each) => `${audience}: ${id} was published with ${each}`);
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, in the encoding of a form. */
function publishedIn(request: Request): Published {
  const form = new URLSearchParams(textOf(request));
  const prefixes = [...form.keys()].flatMap((key) => /^(MessageAttributes\.entry\.\d+\.)Name$/.exec(key)?.[1] ?? []);
  const attributes = prefixes.map((prefix) => {
    const value = form.get(`${prefix}Value.StringValue`) ?? '';
    const isList = form.get(`${prefix}Value.DataType`) === 'String.Array';
    return [form.get(`${prefix}Name`) ?? '', isList ? (JSON.parse(value) as unknown) : value] as const;
  });
  return {
    topicArn: form.get('TopicArn') ?? '',
    subject: form.get('Subject') ?? '',
    body: form.get('Message') ?? '',
    attributes: Object.fromEntries(attributes),
  };
}
