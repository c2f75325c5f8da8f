import { expect, it } from 'vitest';
import type { Alert } from '../../lambda/core/alert.ts';
import { jsonLine } from '../../lambda/render/json-line.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../adapters/alerts.ts';
import { at } from '../core/events.ts';

const mostBytes = 262_144;

it('is what replay prints, to the letter', () => {
  const alert = alertOf(entraFailures, {}, { events: 150 });

  const { body } = machineMessage(alert);

  expect(body).toBe(jsonLine(alert));
});

it('names root as a type of identity, under every rule', () => {
  const alert = alertOf(withoutMfa, { AccountName: rootArn });

  const { attributes } = machineMessage(alert);

  expect(attributes?.['identityType']).toBe('Root');
});

it('leaves out attributes without a value, and values that cannot be theirs', () => {
  const alert = alertOf(entraFailures, {
    RecipientAccountId: '',
    AWSRegion: 'us-east-1"},{"x":"',
    UserIdentityType: 'alice@example.com',
  });

  const { attributes } = machineMessage(alert);

  expect(attributes).toEqual({ rule: entraFailures.id, severity: 'Medium', kind: 'new' });
});

it('tells an update from a new alert', () => {
  const alert = alertOf(withoutMfa, {}, { revision: 2 });

  const { attributes } = machineMessage(alert);

  expect(attributes?.['kind']).toBe('update');
});

it('drops lists before texts where it would be too large', () => {
  const alert = alertOf(withoutMfa, {}, { events: 100, object: `s3://example-logs/${'k'.repeat(3_000)}` });

  const { body } = machineMessage(alert);

  const shortened = JSON.parse(body) as Alert;
  expect(shortened).toMatchObject({ alertId: alert.alertId, eventCount: 100, truncated: true, columns: alert.columns });
  expect(shortened.evidence).toEqual(alert.evidence.slice(0, 10));
  expect(shortened.eventIds).toEqual(alert.eventIds.slice(0, 10));
});

it.each([
  ['letters', 'a'],
  ['quotes', '"'],
  ['line breaks', '\n'],
  ['direction marks', '\u202e'],
  ['pairs', '\ud83d\ude00'],
  ['half pairs', '\ud800'],
  ['wide letters', '日'],
])('is valid JSON that a topic takes, also where every text is very long and all %s', (_, character) => {
  const long = character.repeat(8_000);
  const counts = { distinct: 9, top: Array.from({ length: 5 }, (_, count) => ({ value: long, count })) };
  const context = { sides: [], first: at(0), last: at(1), values: { UserPrincipalName: counts, ResultType: counts } };
  const object = `s3://example-logs/${character.repeat(1_000)}`;
  const fields = { UserAgent: long, AccountName: long, AccountUPNSuffix: long, UserIdentityType: long };
  const alert = alertOf(entraFailures, fields, { events: 120, context, object });

  const { body, attributes } = machineMessage(alert);

  expect(Buffer.byteLength(body + JSON.stringify(attributes))).toBeLessThan(mostBytes);
  expect(JSON.parse(body)).toMatchObject({ alertId: alert.alertId, eventCount: 120, truncated: true });
});
