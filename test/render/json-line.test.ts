import { expect, it } from 'vitest';
import { jsonLine } from '../../lambda/render/json-line.ts';
import { anAlert } from './an-alert.ts';

it('an alert is one line of JSON that parses to the same alert', () => {
  const alert = anAlert();

  const line = jsonLine(alert);

  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual(alert);
});

it('what an attacker wrote keeps its value and loses its effect on a terminal', () => {
  const UserAgent = 'a\u001B[2J\u009B31m\u007F\u202E\u2028\u{E0041}z';
  const alert = anAlert({ columns: { UserAgent } });

  const line = jsonLine(alert);

  expect(line).toMatch(/^[\x20-\x7E]+$/);
  expect(JSON.parse(line).columns).toEqual({ UserAgent });
});
