import { expect, it } from 'vitest';
import type { Alert } from '../../lambda/core/alert.ts';
import { jsonLine } from '../../lambda/render/json-line.ts';
import { machineMessage } from '../../lambda/render/machine-message.ts';
import { ocsfFinding } from '../../lambda/render/ocsf.ts';
import { topicAttributes } from '../../lambda/render/topic-attributes.ts';
import { alertOf, entraFailures, withoutMfa } from '../adapters/alerts.ts';
import { at } from '../core/events.ts';

const mostBytes = 262_144;

it('is what replay prints, to the letter', () => {
  const alert = alertOf(entraFailures, {}, { events: 150 });

  const { body } = machineMessage(alert);

  expect(body).toBe(jsonLine(alert));
});

it('is what replay prints, to the letter, in OCSF as well', () => {
  for (const revision of [1, 2]) {
    const alert = alertOf(entraFailures, {}, { events: 150, revision });

    const { body } = machineMessage(alert, 'ocsf');

    expect(body).toBe(jsonLine(ocsfFinding(alert)));
    expect(JSON.parse(body).type_uid).toBe(revision === 1 ? 200_401 : 200_402);
  }
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

  const [json, ocsf] = [machineMessage(alert).body, machineMessage(alert, 'ocsf').body];

  for (const body of [json, ocsf]) {
    expect(Buffer.byteLength(body + JSON.stringify(topicAttributes(alert)))).toBeLessThan(mostBytes);
  }
  expect(JSON.parse(json)).toMatchObject({ alertId: alert.alertId, eventCount: 120, truncated: true });
  expect(JSON.parse(ocsf)).toMatchObject({ finding_info: { uid: alert.alertId }, count: 120 });
});

it.each(['json', 'ocsf'] as const)(
  'keeps what the rule declares, also where an update brings more names than fit (%s)',
  (format) => {
    const names = Array.from({ length: 20 }, (_, index) => `${index}${'\u202e'.repeat(4_000)}`);
    const values = { distinct: 20, values: names };
    const alert: Alert = {
      ...alertOf(withoutMfa, { UserAgent: '\u202e'.repeat(4_000) }, { events: 120, revision: 2 }),
      news: { account: values, user: values, region: values, address: values },
    };

    const { body } = machineMessage(alert, format);

    expect(Buffer.byteLength(body)).toBeLessThan(mostBytes);
    expect(body).toContain(JSON.stringify(withoutMfa.original.url).slice(1, -1));
  },
);
