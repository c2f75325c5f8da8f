import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Audience, audiences, defaultTopics, type Topics } from '../../lambda/config/topics.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import { topicPublishers } from '../../lambda/handlers/topic-publishers.ts';
import { bulletinChat } from '../../lambda/render/bulletin/bulletin-chat.ts';
import { chatMessage } from '../../lambda/render/chat.ts';
import { jsonLine } from '../../lambda/render/json-line.ts';
import { mail } from '../../lambda/render/mail.ts';
import { ocsfFinding } from '../../lambda/render/ocsf.ts';
import { rules } from '../../lambda/rules/index.ts';
import { bulletinOf, many, threeLogins } from '../render/bulletin/bulletins.ts';
import { chatFaults } from '../render/chat-faults.ts';
import { createTopic, drain, type Fauxqs, startFauxqs, subscribedQueue } from '../servers/fauxqs.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from './alerts.ts';

/** So that what failed Entra ID sign-ins come before is of its rule's own severity. */
const withMfa = { MFAUsed: 'Yes' };

const tableName = 'gatewarden-state';

let fauxqs: Fauxqs;
let topicArn: string;
let topics = 0;

beforeAll(async () => {
  fauxqs = await startFauxqs();
});

beforeEach(async () => {
  topicArn = await createTopic(fauxqs, `topic-${topics++}`);
});

afterAll(() => fauxqs.stop());

describe('what machines are told', () => {
  it("arrives raw as the alert's JSON, with attributes to filter by", async () => {
    const alert = alertOf(entraFailures, withMfa);
    const queue = await subscribedQueue(fauxqs, topicArn, { name: 'raw' });

    await machines().publish(alert);

    const [message] = await drain(fauxqs, queue);
    expect(JSON.parse(message?.Body ?? '')).toEqual(JSON.parse(JSON.stringify(alert)));
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      rule: 'entra-failures-with-console-login',
      severity: 'Medium',
      kind: 'new',
      account: '111122223333',
      region: 'us-east-1',
      identityType: 'IAMUser',
    });
  });

  it("passes only the subscribers' filter policies that want it", async () => {
    const filtered = (name: string, policy: object) =>
      subscribedQueue(fauxqs, topicArn, { name, attributes: { FilterPolicy: JSON.stringify(policy) } });
    const wantsMedium = await filtered('medium', { severity: ['Medium', 'High'] });
    const wantsRoot = await filtered('root', { identityType: ['Root'], account: ['111122223333'] });

    await machines().publish(alertOf(entraFailures, withMfa));
    await machines().publish(alertOf(withoutMfa, { AccountName: rootArn }));

    const ruleOf = ({ Body = '' }) => (JSON.parse(Body) as { rule: { id: string } }).rule.id;
    expect((await drain(fauxqs, wantsMedium)).map(ruleOf)).toEqual([entraFailures.id]);
    expect((await drain(fauxqs, wantsRoot)).map(ruleOf)).toEqual([withoutMfa.id]);
  });

  it('is accepted at its largest', async () => {
    const queue = await subscribedQueue(fauxqs, topicArn, { name: 'largest' });
    const alert = alertOf(withoutMfa, { UserAgent: '\u202e'.repeat(60_000) }, { events: 200 });

    await machines().publish(alert);

    const [message] = await drain(fauxqs, queue);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ alertId: alert.alertId, truncated: true });
  });
});

describe('what people are told', () => {
  it('arrives as a subject and a plain text', async () => {
    const alert = alertOf(withoutMfa, { AccountName: rootArn });
    const queue = await enveloped();

    await publisherOf('people').publish(alert);

    const envelope = await envelopeIn(queue);
    expect(envelope['Subject']).toBe(mail(alert, withoutMfa).subject);
    expect(envelope['Message']).toBe(mail(alert, withoutMfa).body);
  });

  it('names who it is about in the subject only where the configuration wants it', async () => {
    const queue = await enveloped();
    const people = { enabled: true, principalInSubject: true };

    await publisherOf('people').publish(alertOf(entraFailures, withMfa));
    const without = await envelopeIn(queue);
    await publisherOf('people', { ...defaultTopics, people }).publish(alertOf(entraFailures, withMfa));
    const named = await envelopeIn(queue);

    expect(without['Subject']).not.toContain('alice');
    expect(named['Subject']).toContain('alice');
  });
});

it.each([
  ['an alert', alertOf(entraFailures, withMfa), chatMessage(alertOf(entraFailures, withMfa), entraFailures)],
  [
    'a bulletin',
    bulletinOf('group', threeLogins),
    bulletinChat(bulletinOf('group', threeLogins), rules, { tableName }),
  ],
])('what chat is told of %s arrives as Amazon Q Developer renders it', async (_, told, expected) => {
  const queue = await subscribedQueue(fauxqs, topicArn, { name: `chat-${told.schema}`.replace(/\W/g, '-') });

  await publisherOf('chat').publish(told);

  const [message] = await drain(fauxqs, queue);
  expect(message?.Body).toBe(expected.body);
  expect(chatFaults(message?.Body ?? '')).toBeNull();
});

it('machines are told in OCSF where the configuration wants it', async () => {
  const alert = alertOf(entraFailures, withMfa);
  const queue = await subscribedQueue(fauxqs, topicArn, { name: 'ocsf' });
  const topics: Topics = { ...defaultTopics, machines: { enabled: true, format: 'ocsf' } };

  await publisherOf('machines', topics).publish(alert);

  const [message] = await drain(fauxqs, queue);
  expect(message?.Body).toBe(jsonLine(ocsfFinding(alert)));
});

describe.each(audiences)('the topic of %s', (audience) => {
  it('carries the same attributes as the others, so that every subscription can filter', async () => {
    const filtered = (name: string, policy: object) =>
      subscribedQueue(fauxqs, topicArn, {
        name: `${audience}-${name}`,
        attributes: { FilterPolicy: JSON.stringify(policy) },
      });
    const wantsMedium = await filtered('medium', { severity: ['Medium'], rule: [entraFailures.id] });
    const wantsRoot = await filtered('root', { identityType: ['Root'], account: ['111122223333'], kind: ['new'] });
    const wantsElsewhere = await filtered('elsewhere', { region: ['eu-west-1'] });

    await publisherOf(audience).publish(alertOf(entraFailures, withMfa));
    await publisherOf(audience).publish(alertOf(withoutMfa, { AccountName: rootArn }));

    expect(await drain(fauxqs, wantsMedium)).toHaveLength(1);
    expect(await drain(fauxqs, wantsRoot)).toHaveLength(1);
    expect(await drain(fauxqs, wantsElsewhere)).toEqual([]);
  });
});

describe.each(audiences)('a bulletin, on the topic of %s,', (audience) => {
  /**
   * A filter policy matches an attribute of the type String.Array if it wants any of its values. fauxqs compares its text
   * as a whole, so what goes out is asserted in the place of what a filter lets through.
   * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
   */
  it('says by an attribute of which several accounts it tells, for subscribers who filter on one', async () => {
    const queue = await subscribedQueue(fauxqs, topicArn, { name: `${audience}-of-several` });

    await publisherOf(audience).publish(bulletinOf('group', threeLogins));

    const [message] = await drain(fauxqs, queue);
    expect(message?.MessageAttributes).toMatchObject({
      account: { DataType: 'String.Array', StringValue: '["111122223333","444455556666"]' },
      region: { DataType: 'String.Array', StringValue: '["eu-north-1","us-east-1"]' },
      identityType: { DataType: 'String.Array', StringValue: '["AssumedRole","IAMUser","Root"]' },
      severity: { DataType: 'String.Array', StringValue: '["High","Medium"]' },
      rule: { DataType: 'String', StringValue: entraFailures.id },
      kind: { DataType: 'String', StringValue: 'new' },
    });
  });

  it('passes the filters that an alert of its one account does', async () => {
    const filtered = (name: string, account: string) =>
      subscribedQueue(fauxqs, topicArn, {
        name: `${audience}-${name}`,
        attributes: { FilterPolicy: JSON.stringify({ account: [account], kind: ['summary'] }) },
      });
    const wantsIt = await filtered('its-account', '111122223333');
    const wantsAnother = await filtered('another-account', '444455556666');

    await publisherOf(audience).publish(bulletinOf('storm', many(3)));

    expect(await drain(fauxqs, wantsIt)).toHaveLength(1);
    expect(await drain(fauxqs, wantsAnother)).toEqual([]);
  });
});

it.each(['people', 'chat'] as const)('the command in a bulletin for %s names the deployed table', async (audience) => {
  const queue = await subscribedQueue(fauxqs, topicArn, { name: `${audience}-command` });

  await publisherOf(audience).publish(bulletinOf('digest', many(3)));

  const [message] = await drain(fauxqs, queue);
  expect(message?.Body).toContain(`gatewarden alerts --table ${tableName} --since 2026-11-20 `);
});

it('only audiences with a topic have a publisher', () => {
  const made = topicPublishers(
    { topicArns: { chat: topicArn }, tableName, config: { topics: defaultTopics } },
    rules,
    fauxqs.sns,
  );

  expect(made.map(({ audience }) => audience)).toEqual(['chat']);
});

function publisherOf(audience: Audience, topics = defaultTopics): Publisher {
  const [publisher] = topicPublishers(
    { topicArns: { [audience]: topicArn }, tableName, config: { topics } },
    rules,
    fauxqs.sns,
  );
  return publisher as Publisher;
}

function machines(): Publisher {
  return publisherOf('machines');
}

/** A queue that gets the subject as well, as a mail does. */
function enveloped(): Promise<string> {
  return subscribedQueue(fauxqs, topicArn, { name: `mail-${topics}`, attributes: { RawMessageDelivery: 'false' } });
}

async function envelopeIn(queue: string): Promise<Readonly<Record<string, string>>> {
  const [message] = await drain(fauxqs, queue);
  return JSON.parse(message?.Body ?? '');
}
