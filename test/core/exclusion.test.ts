import { describe, expect, it } from 'vitest';
import type { CloudTrailEvent, DetectorEvent, SignIn } from '../../lambda/core/event.ts';
import {
  type Exclusion,
  type ExclusionMatch,
  filterDigest,
  touches,
  treatmentOf,
} from '../../lambda/core/exclusion.ts';
import { isLike } from '../../lambda/core/glob.ts';
import { plan } from '../../lambda/core/plan.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertsAfter } from './detecting.ts';
import { at, failure, login } from './events.ts';

function exclusion(match: ExclusionMatch, changes: Partial<Exclusion> = {}): Exclusion {
  return { id: 'x', rules: 'all', match, effect: 'drop', reason: 'test', owner: 'test', ...changes };
}

const aLogin = (fields: Partial<CloudTrailEvent['fields']> = {}) => login('login', at(0), '203.0.113.7', fields);
const aFailure = (fields: Partial<SignIn['fields']> = {}) => failure('failure', at(0), '203.0.113.7', fields);

describe('an exclusion', () => {
  it.each<[string, ExclusionMatch, DetectorEvent, boolean]>([
    ['a login by its range', { sourceIp: ['203.0.113.0/24'] }, aLogin(), true],
    ['a sign-in by its range', { sourceIp: ['203.0.113.0/24'] }, aFailure(), true],
    ['the first address of a range', { sourceIp: ['203.0.113.7/32'] }, aLogin(), true],
    ['an address without a prefix', { sourceIp: ['203.0.113.7'] }, aLogin(), true],
    ['another range', { sourceIp: ['203.0.113.8/29'] }, aLogin(), false],
    ['IPv6', { sourceIp: ['2001:db8::/32'] }, login('a', at(0), '2001:db8::1'), true],
    ['IPv4 by an IPv6 range', { sourceIp: ['2001:db8::/32'] }, aLogin(), false],
    ['what is no address', { sourceIp: ['203.0.113.0/24'] }, aLogin({ SourceAddress: '' }), false],
    ['a user', { user: ['alice'] }, aLogin({ User: 'alice' }), true],
    ['a user in another case', { user: ['ALICE'] }, aLogin({ User: 'alice' }), true],
    [
      'a user by the whole account name',
      { user: ['alice@example.com'] },
      aLogin({ FullAccountName: 'alice@example.com' }),
      true,
    ],
    ['a user by a part of the name', { user: ['ali'] }, aLogin({ User: 'alice' }), false],
    ['a sign-in by its user', { user: ['*@example.com'] }, aFailure(), true],
    ['any of several values', { user: ['bob', 'alice'] }, aLogin({ User: 'alice' }), true],
    ['all of several fields', { user: ['alice'], sourceIp: ['203.0.113.7'] }, aLogin({ User: 'alice' }), true],
    ['one of several fields only', { user: ['bob'], sourceIp: ['203.0.113.7'] }, aLogin({ User: 'alice' }), false],
    ['an account', { account: ['111122223333'] }, aLogin({ RecipientAccountId: '111122223333' }), true],
    ['a role', { role: ['AWSReservedSSO_*'] }, aLogin({ SessionRole: 'AWSReservedSSO_Admin' }), true],
    ['an application by name', { application: ['Veeam*'] }, aFailure({ AppDisplayName: 'Veeam Backup' }), true],
    ['an application by id', { application: ['0-1'] }, aFailure({ AppId: '0-1' }), true],
    ['an event name', { operation: ['consolelogin'] }, aLogin(), true],
    ['an operation', { operation: ['Reset*'] }, aFailure({ OperationName: 'ResetPassword' }), true],
    ['a result code', { resultCode: ['5012?'] }, aFailure(), true],
    ['a user agent', { userAgent: ['*curl/*'] }, aFailure({ UserAgent: 'x curl/8' }), true],
    [
      'a SAML provider',
      { samlProvider: ['*:saml-provider/X'] },
      aLogin({ SamlProviderArn: 'arn:saml-provider/X' }),
      true,
    ],
    ['nothing by a star where the field is empty', { samlProvider: ['*'] }, aLogin(), false],
    ['no login by a field of sign-ins', { application: ['*'] }, aLogin(), false],
    ['no sign-in by a field of logins', { account: ['*'] }, aFailure(), false],
  ])('touches %s: %j', (_, match, event, expected) => {
    expect(touches(exclusion(match), event)).toBe(expected);
  });

  it('ends at its expiry, by the time of the event', () => {
    const expiring = exclusion({ user: ['*'] }, { expires: at(1_000) });

    const touched = [999, 1_000, 1_001].map((time) =>
      touches(expiring, login('a', at(time), '203.0.113.7', { User: 'alice' })),
    );

    expect(touched).toEqual([true, false, false]);
  });

  it('with a range that is none says so', () => {
    expect(() => touches(exclusion({ sourceIp: ['203.0.113.0/33'] }), aLogin())).toThrow('203.0.113.0/33');
  });

  it('that drops wins over those that lower', () => {
    const [low, drop, other] = [
      exclusion({ user: ['alice'] }, { id: 'low', effect: 'lower' }),
      exclusion({ user: ['a*'] }, { id: 'drop' }),
      exclusion({ user: ['bob'] }, { id: 'other' }),
    ];

    const treatment = treatmentOf([low, drop, other], aLogin({ User: 'alice' }));

    expect(treatment).toEqual({ effect: 'drop', by: [drop] });
  });
});

describe('a pattern', () => {
  it.each([
    ['', '', true],
    ['', '*', true],
    ['', '?', false],
    ['a', '?', true],
    ['ab', '?', false],
    ['abc', 'a*c', true],
    ['abcbc', 'a*bc', true],
    ['abcbd', 'a*bc', false],
    ['a*c', 'a*c', true],
    ['a.c', 'a?c', true],
    ['abc', 'a.c', false],
    ['a+c', 'A+C', true],
    ['😀', '?', true],
    ['\u212A', 'k', false], // the Kelvin sign is a K to Unicode, not to ASCII
    ['abc', '***', true],
    ['abc', 'abc**', true],
  ])('%j is like %j: %s', (text, pattern, expected) => {
    expect(isLike(text, pattern)).toBe(expected);
  });

  it('takes no long time, whatever the text', () => {
    const started = performance.now();

    const like = isLike('a'.repeat(4_096), `${'*a'.repeat(20)}*b`);

    expect(like).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('the streams of a rule with exclusions', () => {
  const entra = rules.find(({ id }) => id === 'entra-failures-with-console-login') as Rule;
  const count = rules.find(({ id }) => id === 'many-failed-logins-from-ip') as Rule;
  const names = (rule: Rule) => {
    const planned = plan(rule);
    if (planned.type === 'single') return [];
    return [
      planned.events.name,
      ...(planned.type === 'temporal' ? planned.sides.map(({ stream }) => stream.name) : []),
    ];
  };
  const changed = (rule: Rule, one: Exclusion) => {
    const [before, after] = [names(rule), names({ ...rule, exclusions: [one] })];
    return before.map((name, index) => name !== after[index]);
  };

  it('get another name where what they drop is left out before thinning', () => {
    expect(changed(entra, exclusion({ user: ['x'] }))).toEqual([false, true, true]);
    expect(changed(count, exclusion({ user: ['x'] }))).toEqual([true]);
  });

  it('keep it where an exclusion cannot touch their events, or only lowers', () => {
    expect(changed(entra, exclusion({ role: ['x'] }))).toEqual([false, false, false]);
    expect(changed(count, exclusion({ application: ['x'] }))).toEqual([false]);
    expect(changed(count, exclusion({ user: ['x'] }, { effect: 'lower' }))).toEqual([false]);
  });

  it('are named by what is filtered, not by what it is called or how it is sorted', () => {
    const [a, b] = [exclusion({ user: ['x', 'y'] }), exclusion({ role: ['z'] })];
    const digest = filterDigest([a, b]);

    expect(filterDigest([b, exclusion({ user: ['y', 'x'] }, { id: 'other', reason: 'r', owner: 'o' })])).toBe(digest);
    expect(filterDigest([a])).not.toBe(digest);
    expect(filterDigest([{ ...a, expires: at(0) }, b])).not.toBe(digest);
  });
});

describe('severity', () => {
  const rule = rules.find(({ id }) => id === 'console-login-without-mfa') as Rule;
  const lowering = (changes: Partial<Rule> = {}): Rule => ({
    ...rule,
    exclusions: [
      exclusion({ userAgent: ['known*'] }, { effect: 'lower' }),
      exclusion({ user: ['svc'] }, { effect: 'lower' }),
    ],
    ...changes,
  });
  const withoutMfa = (id: string, fields: Partial<CloudTrailEvent['fields']>) =>
    login(id, at(0), '203.0.113.7', { MFAUsed: 'No', ...fields });

  it('goes one step down, however many exclusions lower it', async () => {
    const alerts = await alertsAfter([lowering()], [[[withoutMfa('a', { UserAgent: 'known/1', User: 'svc' })]]]);

    expect(alerts.map(({ severity }) => severity)).toEqual(['Informational']);
  });

  it('goes down from what the configuration says, and no further than Informational', async () => {
    const severityOf = async (alertSeverity: 'High' | 'Informational') => {
      const [alert] = await alertsAfter([lowering({ alertSeverity })], [[[withoutMfa('a', { User: 'svc' })]]]);
      return alert?.severity;
    };

    expect(await severityOf('High')).toBe('Medium');
    expect(await severityOf('Informational')).toBe('Informational');
  });

  it('stays where one event of the alert is not lowered', async () => {
    const events = [withoutMfa('a', { User: 'svc' }), withoutMfa('b', { User: 'alice' })];

    const alerts = await alertsAfter([lowering()], [[events]]);

    expect(alerts.map(({ severity, eventCount }) => [severity, eventCount])).toEqual([['Low', 2]]);
  });

  it('of an event with several versions is that of the version that is not lowered, and one dropped version hides no other', async () => {
    const versions = [withoutMfa('a', { User: 'svc' }), withoutMfa('a', { User: 'alice' })];
    const dropping = { ...rule, exclusions: [exclusion({ user: ['svc'] })] };

    const [lowered] = await alertsAfter([lowering()], [[versions]]);
    const [dropped] = await alertsAfter([dropping], [[versions]]);

    expect(lowered).toMatchObject({ severity: 'Low', eventCount: 1 });
    expect(dropped).toMatchObject({ severity: 'Low', eventCount: 1 });
  });
});
