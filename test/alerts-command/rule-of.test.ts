import { describe, expect, it } from 'vitest';
import { ruleOf } from '../../bin/commands/alerts/rule-of.ts';
import { assemble } from '../../lambda/core/alert.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertFaults } from './schema.ts';
import { everyLogin, noon, recordOf, withoutMfa } from './stored.ts';

const before = (record: ReturnType<typeof recordOf>) => ({ ...record, ruleId: 'name-of-old' });

describe('the rule of a stored alert', () => {
  it('is the one of its id, as it is configured', () => {
    const configured = rules.map((rule) => ({ ...rule, deliver: 'signal' as const }));

    expect(ruleOf(recordOf(withoutMfa, 'alice', noon), configured)).toBe(
      configured.find(({ id }) => id === withoutMfa.id),
    );
  });

  it.each([
    ['the columns of one original', withoutMfa, 'alice'],
    ['the columns of the others', everyLogin, 'alice'],
  ])('that this version does not have still shows who, where and when: %s', (_, rule, name) => {
    const record = before(recordOf(rule, name, noon));

    const alert = assemble(ruleOf(record, rules), record, { revision: 1 });

    expect(alertFaults(alert)).toBeNull();
    expect(alert).toMatchObject({
      rule: { id: 'name-of-old', title: 'A rule that this version does not have: name-of-old' },
      signal: false,
      period: { start: '2026-11-20T12:00:00Z', end: '2026-11-20T13:00:00Z' },
      entities: [
        { type: 'Account', Name: name, CloudAppAccountId: '111122223333' },
        { type: 'IP', Address: '203.0.113.7' },
      ],
    });
  });

  it('that this version does not have is as severe as its events are', () => {
    const record = before(recordOf(withoutMfa, 'alice', noon));
    const [match] = record.matches;
    const matches = [match, { ...match, id: 'other', severity: 'High' }] as typeof record.matches;

    expect(ruleOf({ ...record, matches }, rules).severity).toBe('High');
  });

  it('that this version does not have has no entities where its columns are no known ones', () => {
    const record = { ...before(recordOf(withoutMfa, 'alice', noon)), columns: { Colour: 'red' } };

    const alert = assemble(ruleOf(record, rules), record, { revision: 1 });

    expect(alertFaults(alert)).toBeNull();
    expect(alert.entities).toEqual([]);
  });
});
