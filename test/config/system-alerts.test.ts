import { expect, it } from 'vitest';
import { configuredRules, configuredSystemAlert } from '../../lambda/config/configured.ts';
import { sentenceOf } from '../../lambda/config/faults.ts';
import { knownRules } from '../../lambda/config/rule-settings.ts';
import { parseConfig } from '../../lambda/config/schema.ts';
import { rules } from '../../lambda/rules/index.ts';
import { systemAlerts } from '../../lambda/system-alerts/index.ts';
import { logFileMissing } from '../../lambda/system-alerts/log-file-missing.ts';

const known = knownRules(rules, systemAlerts);
const { id } = logFileMissing;

function parsed(raw: unknown) {
  const found = parseConfig(raw, known);
  if (!found.ok) throw new Error(found.faults.map(sentenceOf).join('\n'));
  return found.config;
}

function faults(raw: unknown): readonly string[] {
  const found = parseConfig(raw, known);
  return found.ok ? [] : found.faults.map(sentenceOf);
}

it('a system alert is as it is declared, where the configuration says nothing of it', () => {
  expect(configuredSystemAlert(logFileMissing, parsed({}))).toEqual(logFileMissing);
});

it('a system alert is set under its id as a rule is', () => {
  const config = parsed({ rules: { [id]: { severity: 'Medium', deliver: 'signal' } } });

  expect(configuredSystemAlert(logFileMissing, config)).toEqual({
    ...logFileMissing,
    alertSeverity: 'Medium',
    deliver: 'signal',
  });
  expect(configuredRules(rules, config)).toEqual(configuredRules(rules, { rules: {} }));
});

it('a system alert that is disabled is none', () => {
  expect(configuredSystemAlert(logFileMissing, parsed({ rules: { [id]: { enabled: false } } }))).toBeUndefined();
});

it('subscribers may choose a system alert by its id', () => {
  const people = [{ protocol: 'email', endpoint: 'security@example.com', filter: { rule: [id] } }];

  expect(parsed({ subscribers: { people } }).subscribers.people[0]?.filter).toEqual({ rule: [id] });
});

it('an exclusion is for no system alert, as that judges no events', () => {
  const match = { account: ['111122223333'] };
  const exclusion = { id: 'known', rules: [id], match, effect: 'drop', reason: 'a', owner: 'b' };

  expect(faults({ exclusions: [exclusion] })).toEqual([
    expect.stringMatching(/^exclusions\[0\]\.rules.* must be .*the id of a rule/),
  ]);
});

it('a system alert has nothing to tune', () => {
  expect(faults({ rules: { [id]: { moreThan: 5 } } })).toEqual([
    `rules.${id}.moreThan is not known here; known are enabled, severity, deliver.`,
  ]);
});
