import { expect, it } from 'vitest';
import { alertAttributes, topicAttributes } from '../../lambda/render/topic-attributes.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../adapters/alerts.ts';

it('names what subscribers filter by', () => {
  expect(topicAttributes(alertOf(entraFailures, { MFAUsed: 'Yes' }))).toEqual({
    rule: entraFailures.id,
    severity: 'Medium',
    kind: 'new',
    account: '111122223333',
    region: 'us-east-1',
    identityType: 'IAMUser',
  });
});

it('names root as a type of identity, under a rule whose columns have no type', () => {
  const alert = alertOf(withoutMfa, { AccountName: rootArn });

  expect(topicAttributes(alert)['identityType']).toBe('Root');
});

it('knows the type of identity by its id, where the columns have that alone', () => {
  const alert = alertOf(withoutMfa, { UserIdentityPrincipalid: 'AROAEXAMPLE:alice@example.com' });

  expect(topicAttributes(alert)['identityType']).toBe('AssumedRole');
});

it('leaves out attributes without a value, and values that cannot be theirs', () => {
  const alert = alertOf(entraFailures, {
    MFAUsed: 'Yes',
    RecipientAccountId: '',
    AWSRegion: 'us-east-1"},{"x":"',
    UserIdentityType: 'alice@example.com',
  });

  expect(topicAttributes(alert)).toEqual({ rule: entraFailures.id, severity: 'Medium', kind: 'new' });
});

it('tells an update from a new alert', () => {
  const alert = alertOf(withoutMfa, {}, { revision: 2 });

  expect(topicAttributes(alert)['kind']).toBe('update');
});

it.each(rules)('never names anybody, and leaves room for four more: $id', (rule) => {
  const name = 'alice.example';
  const alert = alertOf(rule, { AccountName: name, User: name, UserIdentityUserName: name, FullAccountName: name });

  const attributes = topicAttributes(alert);

  expect(JSON.stringify(attributes)).not.toContain(name);
  expect(Object.keys(attributes).length).toBeLessThanOrEqual(6); // SNS takes 10 where delivery is raw
});

it('names the accounts and Regions of an event count, whose columns have none', () => {
  const alert = alertOf(withoutMfa, { RecipientAccountId: '', AWSRegion: '' });
  const counted = (...values: readonly string[]) => ({
    distinct: values.length,
    top: values.map((value) => ({ value, count: 1 })),
  });
  const values = { RecipientAccountId: counted('111122223333', '444455556666'), AWSRegion: counted('us-east-1') };

  expect(alertAttributes({ ...alert, context: { values } })).toMatchObject({
    account: ['111122223333', '444455556666'],
    region: 'us-east-1',
  });
  expect(alertAttributes({ ...alert, context: { sides: [], values } })).not.toHaveProperty('account');
});
