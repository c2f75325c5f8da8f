import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { madeUpAlert, noAccount } from '../../bin/commands/test-alert/made-up-alert.ts';
import { testMessage } from '../../bin/commands/test-alert/test-message.ts';
import { audiences, defaultTopics } from '../../lambda/config/topics.ts';
import { rules } from '../../lambda/rules/index.ts';
import { repository } from '../cli/run-cli.ts';
import { at } from '../core/events.ts';
import { faults } from '../ocsf/faults.ts';
import { readSchema } from '../ocsf/schema.ts';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false });
const schemaOf = (name: string) => ajv.compile(JSON.parse(readFileSync(`${repository}/docs/schema/${name}`, 'utf8')));
const [validAlert, validChat] = [schemaOf('alert.schema.json'), schemaOf('chat.schema.json')];
const made = {
  severity: 'Medium',
  account: noAccount,
  now: at(0),
  id: '00000000-0000-4000-8000-000000000001',
} as const;
const topics = { ...defaultTopics, people: { enabled: true, principalInSubject: true } };

describe.each(rules)('the test alert of $id', (rule) => {
  const alert = madeUpAlert(rule, made);

  it('is an alert as the schema has it, never a signal', () => {
    const { body } = testMessage('machines', alert, { rule, topics });
    const parsed = JSON.parse(body);

    validAlert(parsed);

    expect(validAlert.errors).toBeNull();
    expect(parsed).toMatchObject({ severity: 'Medium', signal: false, kind: 'new', revision: 1, eventCount: 1 });
    expect(parsed.rule.title).toBe(`[TEST] ${rule.title}`);
  });

  it('is a finding as OCSF has it', () => {
    const ocsf = { ...topics, machines: { enabled: true, format: 'ocsf' } } as const;
    const { body } = testMessage('machines', alert, { rule, topics: ocsf });

    expect(faults(JSON.parse(body), readSchema())).toEqual([]);
    expect(JSON.parse(body).finding_info.title).toBe(`[TEST] ${rule.title}`);
  });

  it('is a mail that says in subject and first line that it is a test', () => {
    const { subject, body } = testMessage('people', alert, { rule, topics });

    expect(subject).toMatch(/^\[TEST\] \[Medium\] [\x20-\x7e]{1,83}$/);
    expect(body.split('\n')[0]).toBe(
      '[TEST] This is a test, sent by gatewarden test-alert. Nobody signed in; there is nothing to do.',
    );
    expect(body).toContain('WHAT TO DO');
  });

  it('is a chat message as the schema has it, marked where a channel shows it', () => {
    const { body } = testMessage('chat', alert, { rule, topics });
    const parsed = JSON.parse(body);

    validChat(parsed);

    expect(validChat.errors).toBeNull();
    for (const text of [parsed.content.title, parsed.metadata.summary]) expect(text).toMatch(/^\[TEST\] \[Medium\] /);
    expect(parsed.content.description.split('\n')[0]).toMatch(/^- \[TEST\] This is a test/);
  });

  it.each(audiences)('carries for %s what subscribers filter by, and that it is a test', (audience) => {
    const { attributes } = testMessage(audience, alert, { rule, topics });

    expect(attributes).toMatchObject({ rule: rule.id, severity: 'Medium', kind: 'new', test: 'true' });
    expect(Object.values(attributes ?? {})).not.toContain('');
  });
});
