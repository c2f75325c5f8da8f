import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { snsPublisher } from '../../lambda/adapters/sns.ts';
import type { Publisher } from '../../lambda/core/ports.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { mail } from '../../lambda/render/mail.ts';
import { createTopic, drain, type Fauxqs, startFauxqs, subscribedQueue } from '../servers/fauxqs.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from './alerts.ts';

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
    const alert = alertOf(entraFailures);
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

    await machines().publish(alertOf(entraFailures));
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
    const queue = await subscribedQueue(fauxqs, topicArn, {
      name: 'mail',
      attributes: { RawMessageDelivery: 'false' },
    });
    const people = snsPublisher({
      client: fauxqs.sns,
      topicArn,
      audience: 'people',
      compose: (each) => mail(each, withoutMfa),
    });

    await people.publish(alert);

    const [message] = await drain(fauxqs, queue);
    const envelope = JSON.parse(message?.Body ?? '') as { Subject: string; Message: string };
    expect(envelope.Subject).toBe('[Low] Login to AWS Management Console without MFA (111122223333 us-east-1 root)');
    expect(envelope.Message).toBe(mail(alert, withoutMfa).body);
  });
});

function machines(): Publisher {
  return snsPublisher({ client: fauxqs.sns, topicArn, audience: 'machines', compose: machineMessage });
}
