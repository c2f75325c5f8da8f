import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { shownEndpoint } from '../../bin/commands/test-alert/shown-endpoint.ts';
import { snsReason } from '../../bin/commands/test-alert/sns-reason.ts';
import { snsTopics } from '../../bin/commands/test-alert/sns-topics.ts';

const topic = { audience: 'people', arn: 'arn:aws:sns:eu-west-1:111122223333:people', region: 'eu-west-1' } as const;
const arn = `${topic.arn}:00000000-0000-4000-8000-000000000001`;
const sns = mockClient(SNSClient); // SNS's words for what the server on loopback does not know: other accounts, deletions

beforeEach(() => sns.reset());
afterAll(() => sns.restore());

describe('the subscriptions of a topic', () => {
  it('are read from all pages, also those without an ARN', async () => {
    const email = (SubscriptionArn: string, Endpoint: string) => ({ SubscriptionArn, Endpoint, Protocol: 'email' });
    sns
      .on(ListSubscriptionsByTopicCommand)
      .resolvesOnce({ Subscriptions: [email('PendingConfirmation', 'a@example.com')], NextToken: 'more' })
      .resolvesOnce({ Subscriptions: [email('Deleted', 'b@example.com'), email(arn, 'c@example.com')] });
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { FilterPolicy: '{"severity":["High"]}' } });

    const found = await snsTopics({}).subscriptions(topic);

    expect(found).toEqual([
      { protocol: 'email', endpoint: 'a@example.com', state: 'pending' },
      { protocol: 'email', endpoint: 'b@example.com', state: 'deleted' },
      { protocol: 'email', endpoint: 'c@example.com', state: 'confirmed', filter: { policy: { severity: ['High'] } } },
    ]);
  });

  it('of another account are known, but their filters are not', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: [{ SubscriptionArn: arn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:444455556666:theirs' }],
    });
    sns.on(GetSubscriptionAttributesCommand).rejects(
      Object.assign(new Error('Not authorized to access this subscription'), {
        name: 'AuthorizationErrorException',
        $metadata: {},
      }),
    );

    const found = await snsTopics({}).subscriptions(topic);

    expect(found).toMatchObject([
      { state: 'confirmed', filter: { unread: 'you may not (Not authorized to access this subscription)' } },
    ]);
  });

  it('are asked for in the region of the topic', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });

    await snsTopics({}).subscriptions(topic);

    const clients = sns.commandCalls(ListSubscriptionsByTopicCommand).map(({ thisValue }) => thisValue as SNSClient);
    expect(await Promise.all(clients.map(({ config }) => config.region()))).toEqual(['eu-west-1']);
  });
});

it.each([
  ['email', 'alice@example.com', 'a…@example.com'],
  ['email-json', 'a@b@example.com', 'a…@example.com'],
  ['https', 'https://user:word@example.com:8443/secret?token=1', 'https://example.com:8443/…'],
  ['https', 'https://global.sns-api.chatbot.amazonaws.com', 'Amazon Q Developer (chat channels)'],
  ['https', 'not a URL', '…'],
  ['sms', '+15555550123', '…123'],
  ['sqs', 'arn:aws:sqs:us-east-1:111122223333:alerts', 'arn:aws:sqs:us-east-1:111122223333:alerts'],
])('of an endpoint by %s, %s, is shown: %s', (protocol, endpoint, shown) => {
  expect(shownEndpoint(protocol, endpoint)).toBe(shown);
});

it.each([
  [
    'KMSAccessDeniedException',
    'denied',
    "the topic's key cannot be used; you need kms:GenerateDataKey and kms:Decrypt (denied)",
  ],
  ['AuthorizationErrorException', 'not sns:Publish', 'you may not (not sns:Publish)'],
  ['ExpiredToken', 'The security token is expired', 'The security token is expired'],
])('SNS says %s', (name, message, words) => {
  expect(snsReason(Object.assign(new Error(message), { name, $metadata: {} }))).toBe(words);
});

it('a fault of ours is not taken for one of SNS', () => {
  expect(snsReason(new TypeError('x is not a function'))).toBeUndefined();
});
