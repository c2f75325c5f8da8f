import { expect, it } from 'vitest';
import { consoleLogin, type Json } from '../records.ts';
import { canaries, leaksIn } from './canaries.ts';
import { groundOf } from './check.ts';

const lineOf = (fields: Json): string => JSON.stringify({ level: 'error', message: 'message failed', ...fields });

it.each<[string, Json]>([
  ['a user', { user: canaries.users[0] }],
  ['a password in the place of a user', { error: [`Error: no ${canaries.users.at(-1)}`] }],
  ['a user principal name', { error: [`Error: no ${canaries.upn(7)}`] }],
  ['a whole record', { record: consoleLogin() }],
  ['a secret', canaries.secrets],
  ['a signed request', { error: ['Error: AWS4-HMAC-SHA256 Credential='] }],
  ['a line without end', { error: ['a'.repeat(20_000)] }],
])('what looks for leaks in the log finds %s, and does not repeat it', (_, leak) => {
  const [found = '', ...others] = leaksIn([lineOf({ object: 's3://example-logs/a.json.gz' }), lineOf(leak)]);

  expect(found).toMatch(/^a log line .*: message failed$/);
  expect(found.length).toBeLessThan(100);
  expect(others.every((other) => other.startsWith('a log line '))).toBe(true);
});

it('what it looks for comes as far as the alerts, and not into the log', async () => {
  const ground = groundOf('memory');

  const { quiet } = await ground.check(17);

  const told = JSON.stringify(quiet?.records);
  expect(canaries.users.filter((user) => told.includes(user))).not.toEqual([]);
  expect(quiet?.lines.length).toBeGreaterThan(0);
  expect(leaksIn(quiet?.lines ?? [])).toEqual([]);
});
