import type { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { canaryRule } from '../../lambda/canary/rule.ts';
import { audiences, defaultTopics } from '../../lambda/config/topics.ts';
import { canaryTopic } from '../../lambda/handlers/canary-topic.ts';
import { topicPublishers } from '../../lambda/handlers/topic-publishers.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertOf, entraFailures } from '../adapters/alerts.ts';

const arn = 'arn:aws:sns:us-east-1:111122223333:example';

/** A client that nobody may get to. */
function unreached(): { readonly client: SNSClient; readonly sent: readonly unknown[] } {
  const sent: unknown[] = [];
  const client = { send: async (command: unknown) => sent.push(command) } as unknown as SNSClient;
  return { client, sent };
}

describe("an alert of the canary's", () => {
  it.each(audiences)('is refused by the topic of %s', async (audience) => {
    const { client, sent } = unreached();
    const settings = { topicArns: { [audience]: arn }, tableName: 'example', config: { topics: defaultTopics } };
    const [publisher] = topicPublishers(settings, [...rules, canaryRule], client);

    await expect(publisher?.publish(alertOf(canaryRule))).rejects.toThrow("found one of the canary's");

    expect(sent).toEqual([]);
  });
});

describe("the canary's topic", () => {
  it('refuses alerts about what somebody did: they have topics of their own', async () => {
    const { client, sent } = unreached();

    await expect(canaryTopic(arn, client).publish(alertOf(entraFailures))).rejects.toThrow(
      "expected an alert of the canary's",
    );

    expect(sent).toEqual([]);
  });
});
