import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfigText } from '../../bin/config-file.ts';
import { configuredRules } from '../../lambda/config/configured.ts';
import type { Alert } from '../../lambda/core/alert.ts';
import type { ColumnValue } from '../../lambda/core/event.ts';
import { type Exclusion, touches } from '../../lambda/core/exclusion.ts';
import { silence } from '../../lambda/render/mail/silence.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../adapters/alerts.ts';
import { at, failure, login } from '../core/events.ts';
import { hostileText } from './hostile.ts';

const ruleIds = rules.map(({ id }) => id);

/** The exclusions that the snippet gives the alert's rule, once it is read as a configuration. */
function exclusionsOf(alert: Alert): readonly Exclusion[] {
  const found = silence(alert);
  if ('none' in found) throw new Error(found.none);
  const config = parseConfigText(`${found.snippet.join('\n')}\n`, { file: 'mail', ruleIds });
  return configuredRules(rules, config).find(({ id }) => id === alert.rule.id)?.exclusions ?? [];
}

function loginOf(name: string, address = '203.0.113.7', fields: Record<string, ColumnValue> = {}) {
  return login('1', at(0), address, {
    User: name,
    FullAccountName: name,
    RecipientAccountId: '111122223333',
    ...fields,
  });
}

describe('the exclusion that a mail offers', () => {
  it.each(rules)("is valid, and for no other rule than $id, the alert's own", (rule) => {
    const alert = alertOf(rule, { User: 'alice', UserIdentityUserName: 'alice' });

    const [exclusion] = exclusionsOf(alert);

    expect(exclusion).toMatchObject({ rules: [rule.id], expires: at(90 * 86_400_000) });
  });

  it.each(rules)('drops under $id only what has both a user and an address, and else lowers', (rule) => {
    const alert = alertOf(rule, { User: 'alice', UserIdentityUserName: 'alice' });

    const [exclusion] = exclusionsOf(alert) as [Exclusion];

    const { user, sourceIp } = exclusion.match;
    expect(exclusion.effect).toBe(user !== undefined && sourceIp !== undefined ? 'drop' : 'lower');
  });

  it("drops the alert's own logins, and no others", () => {
    const [exclusion] = exclusionsOf(alertOf(withoutMfa)) as [Exclusion];

    expect(touches(exclusion, loginOf('alice'))).toBe(true);
    expect(touches(exclusion, loginOf('bob'))).toBe(false);
    expect(touches(exclusion, loginOf('alice', '203.0.113.8'))).toBe(false);
    expect(touches(exclusion, loginOf('alice', '203.0.113.7', { RecipientAccountId: '444455556666' }))).toBe(false);
  });

  it('drops no failed sign-in: an attacker would hide behind a colleague', () => {
    const [exclusion] = exclusionsOf(alertOf(entraFailures)) as [Exclusion];

    expect(touches(exclusion, failure('1', at(0), '203.0.113.7', { UserPrincipalName: 'alice' }))).toBe(false);
  });

  it('ends after 90 days', () => {
    const [exclusion] = exclusionsOf(alertOf(withoutMfa)) as [Exclusion];

    expect(touches(exclusion, { ...loginOf('alice'), time: at(91 * 86_400_000) })).toBe(false);
  });

  it('takes a name as it is, whatever it is, and no more than that name', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const alert = alertOf(withoutMfa, { AccountName: name });
        fc.pre('snippet' in silence(alert));

        const [exclusion] = exclusionsOf(alert) as [Exclusion];

        const { user } = exclusion.match;
        expect(exclusion.match.sourceIp).toEqual(['203.0.113.7']);
        expect(user === undefined || (user.length === 1 && user[0] === name && !/[*?]/.test(name))).toBe(true);
        expect(exclusion.rules).toEqual([withoutMfa.id]);
      }),
      { examples: [['\t'], ['\u00A0']] },
    );
  });

  it.each([
    ['root', { AccountName: rootArn }],
    ['unknown user names', { AccountName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    ['an alert that knows neither user nor address', { AccountName: '', SourceIpAddress: '' }],
    ['a name that is a pattern, where there is no address', { AccountName: '*', SourceIpAddress: 'AWS Internal' }],
    ['a blank name, where there is no address', { AccountName: '\t ', SourceIpAddress: 'AWS Internal' }],
  ])('is none for %s', (_, fields) => {
    const found = silence(alertOf(withoutMfa, fields));

    expect(found).toEqual({ none: expect.stringMatching(/^None is offered/) });
  });
});
