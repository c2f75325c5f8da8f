import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { metric } from '../handlers/batch.ts';
import { azureMonitorSignIn, graphSignIn, type Json, logAnalyticsSignIn, type SignInFacts } from '../records.ts';
import { captured } from '../sources/avro-file.ts';
import { newLanding } from './landing.ts';

type Shape = (facts: Partial<SignInFacts>) => Json;
type Container = (records: readonly Json[]) => string | Uint8Array;

const shapes: readonly (readonly [string, Shape])[] = [
  ["Graph's", graphSignIn],
  ["Azure Monitor's", azureMonitorSignIn],
  ["Log Analytics'", logAnalyticsSignIn],
];

const text = (record: Json) => JSON.stringify(record);
const containers: readonly (readonly [string, Container])[] = [
  ['value', (value) => JSON.stringify({ value })],
  ['records', (records) => JSON.stringify({ records })],
  ['a list', (records) => JSON.stringify(records, null, 2)],
  ['lines', (records) => `${records.map(text).join('\n')}\n`],
  ['lines that end in CRLF', (records) => records.map(text).join('\r\n')],
  ['a container a line', (records) => records.map((record) => JSON.stringify({ records: [record] })).join('\n')],
];
const captures: readonly (readonly [string, Container])[] = [
  ['a capture file', (records) => captured([JSON.stringify({ records })])],
  ['a capture file of an event each', (records) => captured(records.map((record) => text({ records: [record] })))],
  ['a capture file with deflate', (records) => captured(records.map(text), { codec: 'deflate' })],
];
const forms = [...containers, ...captures].flatMap(([name, contain]) => [
  [name, contain] as const,
  [`${name}, gzip`, (records: readonly Json[]) => gzipSync(contain(records))] as const,
]);
const cases = shapes.flatMap(([shapeName, shape]) =>
  forms.map(([formName, contain]) => [shapeName, formName, shape, contain] as const),
);

test.each(cases)('six failures in %s records as %s lead to the same alert', async (_, __, shape, contain) => {
  const landing = newLanding();
  const failures = Array.from({ length: 6 }, (_, n) =>
    shape({ id: `sign-in-${n}`, time: `2026-11-20T09:0${n}:00.1234567Z`, user: `user-${n % 2}@example.com` }),
  );

  await landing.login();
  const early = await landing.deliver(contain(failures.slice(0, 5)), 'early');
  const before = landing.told().filter((id) => id === 'entra-failures-with-console-login');
  const done = await landing.deliver(contain(failures.slice(5)), 'late');

  expect([early, before, done]).toEqual([true, [], true]);
  expect(landing.alerts().find(({ rule }) => rule.id === 'entra-failures-with-console-login')).toMatchObject({
    columns: { SourceIpAddress: '203.0.113.7' },
    context: {
      sides: [
        { name: 'SigninLogs', count: 6, atLeast: false },
        { name: 'AADNonInteractiveUserSignInLogs', count: 0, atLeast: false },
      ],
    },
  });
  expect(metric(landing.left, 'RecordsFailed')).toBe(0);
  expect(metric(landing.left, 'ReconciliationBroken')).toBe(0);
});
