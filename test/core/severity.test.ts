import { describe, expect, it } from 'vitest';
import { configured } from '../../lambda/config/rule-settings.ts';
import { findingOf } from '../../lambda/core/alert.ts';
import type { CloudTrailEvent } from '../../lambda/core/event.ts';
import type { Exclusion } from '../../lambda/core/exclusion.ts';
import { plan } from '../../lambda/core/plan.ts';
import { where } from '../../lambda/core/predicate.ts';
import { type Circumstance, eventCount, type Rule, type Severity } from '../../lambda/core/rule.ts';
import { severityOf } from '../../lambda/core/severity.ts';
import { minutes } from '../../lambda/core/time.ts';
import { rule as withoutMfa } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { rule as entraFailures } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { rule as manyFailed } from '../../lambda/rules/many-failed-logins-for-user/rule.ts';
import { aRule } from '../catalogue/a-rule.ts';
import { alertsAfter } from './detecting.ts';
import { at, failure, login } from './events.ts';

const address = '203.0.113.7';
const aLogin = (fields: Partial<CloudTrailEvent['fields']> = {}, id = 'a') =>
  login(id, at(0), address, { MFAUsed: 'No', UserIdentityType: 'IAMUser', ...fields });
const root = { UserIdentityType: 'Root' };
const six = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(n), address));

const when = (severity: Severity, ...predicates: Circumstance['where']): Circumstance => ({
  where: predicates,
  severity,
  because: 'it is so',
});
const lowering = (match: Exclusion['match']): Exclusion => ({
  id: 'x',
  rules: 'all',
  match,
  effect: 'lower',
  reason: 'known',
  owner: 'us',
});

describe('the severity of a match', () => {
  const byUser = when('High', where('User').is('alice'));
  const byAgent = when('Medium', where('UserAgent').contains('curl'));
  const rule = aRule({ severity: 'Low', severityWhen: [byAgent, byUser] });

  it.each([
    ['the rule’s own where no circumstance holds', {}, 'Low'],
    ['that of the circumstance that holds', { UserAgent: 'curl/8' }, 'Medium'],
    ['the highest of several that hold', { UserAgent: 'curl/8', User: 'alice' }, 'High'],
  ] as const)('is %s', (_, fields, expected) => {
    expect(severityOf(rule, aLogin(fields))).toBe(expected);
  });

  it('is raised only where all predicates of a circumstance hold', () => {
    const both = aRule({ severityWhen: [when('High', where('User').is('alice'), where('UserAgent').is('curl'))] });

    expect(severityOf(both, aLogin({ User: 'alice' }))).toBe('Low');
    expect(severityOf(both, aLogin({ User: 'alice', UserAgent: 'curl' }))).toBe('High');
  });

  it('is never less than the rule’s own for a circumstance', () => {
    expect(severityOf({ ...rule, severity: 'High' }, aLogin({ UserAgent: 'curl' }))).toBe('High');
  });

  it('goes one step down from what the circumstances make it, where an exclusion lowers it', () => {
    expect(severityOf(rule, { ...aLogin({ User: 'alice' }), lowered: true })).toBe('Medium');
    expect(severityOf(rule, { ...aLogin(), lowered: true })).toBe('Informational');
  });

  it.each([
    ['Informational', 'Informational', 'High'],
    ['Medium', 'Medium', 'High'],
    ['High', 'High', 'High'],
  ] as const)(
    'starts from %s where the configuration says so, and circumstances raise above it',
    (severity, usual, raised) => {
      const set = configured(withoutMfa, { severity }) as Rule;

      expect(severityOf(set, aLogin())).toBe(usual);
      expect(severityOf(set, aLogin(root))).toBe(raised);
    },
  );
});

describe('an alert', () => {
  it('of root without MFA is High, beside the Low that its rule declares', async () => {
    const alerts = await alertsAfter([withoutMfa], [[[aLogin({ ...root, AccountName: 'root' }, 'r'), aLogin()]]]);

    const told = alerts.map(({ severity, rule, eventIds }) => [eventIds, severity, rule.severity]);
    expect(told.toSorted()).toEqual([
      [['a'], 'Low', 'Low'],
      [['r'], 'High', 'Low'],
    ]);
  });

  it('is as severe as the most severe of its events', async () => {
    const events = [aLogin(), aLogin(root, 'b'), aLogin({}, 'c')];

    const alerts = await alertsAfter([withoutMfa], [[events]]);

    expect(alerts.map(({ severity, eventCount: count }) => [severity, count])).toEqual([['High', 3]]);
  });

  it('is as severe as the most severe version of an event', async () => {
    const versions = [aLogin({ MFAUsed: '' }), aLogin({ ...root, MFAUsed: '' })];

    const [forwards, backwards] = [versions, versions.toReversed()].map((arrivals) =>
      alertsAfter(
        [withoutMfa],
        arrivals.map((event) => [[event]]),
      ),
    );

    expect(await forwards).toMatchObject([{ severity: 'High', eventCount: 1 }]);
    expect(await backwards).toEqual(await forwards);
  });

  it.each([
    ['before', [[six], [[aLogin()]]]],
    ['after', [[[aLogin()]], [six]]],
  ])('of a correlation is raised by the event itself, also where the failures came %s', async (_, calls) => {
    const alerts = await alertsAfter([entraFailures], calls);

    expect(alerts.map(({ severity }) => severity)).toEqual(['High']);
  });

  it.each([
    [
      'the identity provider',
      { SamlProviderArn: 'arn:aws:iam::111122223333:saml-provider/ExampleIdP' },
      { samlProvider: ['*:saml-provider/ExampleIdP'] },
    ],
    ['IAM Identity Center', { SessionRole: 'AWSReservedSSO_Admin_0123456789abcdef' }, { role: ['AWSReservedSSO_*'] }],
  ])(
    'of a federated login after failures is High, and Medium with an exclusion that lowers %s',
    async (_, fields, match) => {
      const events = [...six, aLogin({ UserIdentityType: 'AssumedRole', ...fields })];

      const plain = await alertsAfter([entraFailures], [[events]]);
      const lowered = await alertsAfter([{ ...entraFailures, exclusions: [lowering(match)] }], [[events]]);

      expect([...plain, ...lowered].map(({ severity }) => severity)).toEqual(['High', 'Medium']);
    },
  );

  it('has the same identity, however severe it is', () => {
    const { severityWhen: _, ...flat } = withoutMfa;

    expect(findingOf(flat, aLogin(root)).alertId).toBe(findingOf(withoutMfa, aLogin(root)).alertId);
  });
});

describe('an event count', () => {
  const failed = (n: number, fields: Partial<CloudTrailEvent['fields']> = {}) =>
    login(`e${String(n).padStart(2, '0')}`, at(n), address, {
      LoginResult: 'Failure',
      User: 'alice',
      RecipientAccountId: '111122223333',
      ...fields,
    });
  const burst = Array.from({ length: 200 }, (_, n) => failed(n));
  const counting = (...severityWhen: readonly Circumstance[]): Rule => ({ ...manyFailed, severityWhen });

  it.each([
    ['alice', 'High'],
    ['bob', 'Medium'],
  ])(
    'of events by alice is raised by a circumstance that asks for %s to %s, thinned or not',
    async (user, expected) => {
      const rule = counting(when('High', where('User').is(user)));

      const [exact, thinned, dense] = await Promise.all([
        alertsAfter([rule], [[burst]]),
        alertsAfter([rule], [[burst]], { thinning: true }),
        alertsAfter([rule], [[burst]], { thinning: true, countLimit: 3 }),
      ]);

      expect([exact, thinned, dense].map((alerts) => alerts.map(({ severity }) => severity))).toEqual([
        [expected],
        [expected],
        [expected],
      ]);
    },
  );

  it.each(['MFAUsed', 'SourceIpAddress', 'UserIdentityType'] as const)(
    'refuses a circumstance that asks for %s, which it does not count by, and says what it may ask for',
    (field) => {
      expect(() => plan(counting(when('High', where(field).isPresent())))).toThrow(
        new RangeError(
          `expected the circumstances of the event count many-failed-logins-for-user to ask for fields that it counts by and groups by (one of RecipientAccountId, User), found ${field}`,
        ),
      );
    },
  );

  it('refuses one that asks for a field that it counts by and does not remember', () => {
    const correlate = eventCount({ by: ['SourceAddress'], moreThan: 1, within: minutes(1) });
    const rule = aRule({ correlate, severityWhen: [when('High', where('SourceAddress').isPresent())] });

    expect(() => plan(rule)).toThrow('(none, as it groups by no field that it counts by), found SourceAddress');
  });

  it('of a rule without a count asks for what it likes', () => {
    for (const rule of [withoutMfa, entraFailures]) {
      expect(() => plan({ ...rule, severityWhen: [when('High', where('UserAgent').isPresent())] })).not.toThrow();
    }
  });
});
