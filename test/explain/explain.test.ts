import { describe, expect, it } from 'vitest';
import type { Exclusion } from '../../lambda/core/exclusion.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { days, hours, type Instant, latestInstant, minutes, seconds } from '../../lambda/core/time.ts';
import { rule as withoutMfa } from '../../lambda/rules/console-login-without-mfa/rule.ts';
import { rule as entraFailures } from '../../lambda/rules/entra-failures-with-console-login/rule.ts';
import { rule as profileUsed } from '../../lambda/rules/login-profile-created-and-used/rule.ts';
import { rule as manyFailed } from '../../lambda/rules/many-failed-logins-from-ip/rule.ts';
import { at, cloudTrailEvent, failure, login } from '../core/events.ts';
import { judgementOf, judgementsOf } from './explaining.ts';

const address = '203.0.113.7';
const office: Exclusion = {
  id: 'office',
  rules: 'all',
  match: { sourceIp: ['203.0.113.0/24'] },
  effect: 'drop',
  reason: 'our own egress',
  owner: 'network team',
};

const failures = (count: number, from: number, step: number) =>
  Array.from({ length: count }, (_, n) => failure(`f${n}`, at(from + n * step), address));
const failedLogins = (count: number, step: number) =>
  Array.from({ length: count }, (_, n) => login(`l${n}`, at(n * step), address, { LoginResult: 'Failure' }));

describe('the predicates', () => {
  it('are all evaluated, also behind the first that does not hold, each with the text that it saw', async () => {
    const event = login('a', at(0), address, { LoginResult: 'Failure', MFAUsed: 'yes' });

    const { verdict, checks } = await judgementOf(withoutMfa, event, [event]);

    expect(verdict).toBe('no');
    expect(checks.map(({ predicate, saw, holds }) => [predicate.field, saw, holds])).toEqual([
      ['EventName', 'ConsoleLogin', true],
      ['MFAUsed', 'yes', false],
      ['LoginResult', 'Failure', false],
      ['SessionIssuerUserName', '', true],
    ]);
  });
});

describe('a temporal correlation', () => {
  it('tells how many were missing for a login exactly a day after the first of six failures', async () => {
    const event = login('a', at(days(1)), address);
    const history = [event, ...failures(6, 0, seconds(1))];

    const { verdict, correlation } = await judgementOf(entraFailures, event, history);

    expect(verdict).toBe('no');
    expect(correlation?.by).toEqual([{ field: 'SourceAddress', value: address }]);
    expect(correlation?.counts[0]).toMatchObject({
      side: 'SigninLogs',
      moreThan: 5,
      missing: 1,
      window: { count: 5, first: at(seconds(1)), last: at(seconds(5)) },
      ever: { count: 6, first: at(0) },
    });
    expect(correlation?.counts[1]).toMatchObject({ missing: 6, window: { count: 0 }, ever: { count: 0 } });
  });

  it('fires a second earlier, and names the alert and its period', async () => {
    const event = login('a', at(days(1) - 1_000), address);

    const judgement = await judgementOf(entraFailures, event, [event, ...failures(6, 0, 1)]);

    expect(judgement.verdict).toBe('fires');
    expect(judgement.alerts).toEqual([
      { alertId: expect.stringMatching(/^[0-9a-f]{32}$/), period: { from: at(0), to: at(days(1)) } },
    ]);
  });

  it('counts a sign-in on its side, for the logins that are near enough', async () => {
    const [first, ...others] = failures(6, 0, 1);
    const event = login('a', at(hours(1)), address);

    const judgement = await judgementOf(entraFailures, first as (typeof others)[number], [
      event,
      first as (typeof others)[number],
      ...others,
    ]);

    expect(judgement).toMatchObject({ side: 'SigninLogs', verdict: 'counts' });
    expect(judgement.correlation?.partners).toMatchObject({ count: 1, first: event.time });
    expect(judgement.alerts).toHaveLength(1);
  });

  it('says of an event only what concerns its kind', async () => {
    const creation = cloudTrailEvent('c', at(0), {
      EventName: 'CreateLoginProfile',
      RequestUserName: 'bob',
      SourceAddress: address,
    });
    const used = login('a', at(minutes(5)), address, { UserIdentityUserName: 'bob' });

    const [ofCreation, ofLogin] = [
      await judgementsOf(profileUsed, creation, [creation, used]),
      await judgementsOf(profileUsed, used, [creation, used]),
    ];

    expect(ofCreation.map(({ side, verdict }) => [side, verdict])).toEqual([['CreateLoginProfile', 'counts']]);
    expect(ofLogin.map(({ side, verdict }) => [side, verdict])).toEqual([[undefined, 'fires']]);
  });
});

describe('an event count', () => {
  it('takes the fullest window that holds the event, and tells what is missing', async () => {
    const history = failedLogins(20, 1_000);

    const { verdict, correlation } = await judgementOf(manyFailed, history[3] as (typeof history)[number], history);

    expect(verdict).toBe('no');
    expect(correlation?.counts).toMatchObject([{ missing: 1, moreThan: 20, window: { count: 20, first: at(0) } }]);
  });

  it('fires with one more', async () => {
    const history = failedLogins(21, 1_000);

    const judgement = await judgementOf(manyFailed, history[3] as (typeof history)[number], history);

    expect(judgement.verdict).toBe('fires');
    expect(judgement.correlation?.counts).toMatchObject([{ missing: 0, window: { count: 21 } }]);
  });

  it('of a flood is a lower bound, and decides none the less', async () => {
    const history = failedLogins(2_500, 1);

    const judgement = await judgementOf(manyFailed, history[1_000] as (typeof history)[number], history);

    expect(judgement.verdict).toBe('fires');
    expect(judgement.correlation?.counts).toMatchObject([{ atLeast: true, missing: 0 }]);
  });
});

describe('an exclusion', () => {
  const event = login('a', at(0), address, { MFAUsed: 'No' });
  const withExclusion = (exclusion: Exclusion): Rule => ({ ...withoutMfa, exclusions: [exclusion] });

  it('that drops the event is the reason that nothing fires', async () => {
    const judgement = await judgementOf(withExclusion(office), event, [event]);

    expect(judgement).toMatchObject({ verdict: 'no', alerts: [], treatment: { effect: 'drop', by: [office] } });
  });

  it('that lowers the severity is named beside the alert', async () => {
    const lowering: Exclusion = { ...office, effect: 'lower' };

    const judgement = await judgementOf(withExclusion(lowering), event, [event]);

    expect(judgement).toMatchObject({
      verdict: 'fires',
      treatment: { effect: 'lower', by: [lowering] },
      severity: { effective: 'Informational', own: 'Low' },
    });
  });

  it('that had ended when the event came is named as such', async () => {
    const ended: Exclusion = { ...office, expires: at(0) as Instant };

    const judgement = await judgementOf(withExclusion(ended), event, [event]);

    expect(judgement).toMatchObject({ verdict: 'fires', expired: [ended] });
    expect(judgement.treatment).toBeUndefined();
  });

  it('of failed sign-ins takes them out of the count', async () => {
    const aLogin = login('a', at(0), '198.51.100.1');
    const six = Array.from({ length: 6 }, (_, n) =>
      failure(`f${n}`, at(n), '198.51.100.1', {
        UserPrincipalName: n === 0 ? 'backup@example.com' : 'alice@example.com',
      }),
    );
    const { sourceIp: _, ...match } = { ...office.match, user: ['backup@*'] };
    const backup: Exclusion = { ...office, id: 'backup', match };
    const rule: Rule = { ...entraFailures, exclusions: [backup] };

    const [ofLogin, ofSignIn] = [
      await judgementOf(rule, aLogin, [aLogin, ...six]),
      await judgementOf(rule, six[0] as (typeof six)[number], [aLogin, ...six]),
    ];

    expect(ofLogin).toMatchObject({ verdict: 'no', correlation: { counts: [{ missing: 1 }, { missing: 6 }] } });
    expect(ofSignIn).toMatchObject({ verdict: 'no', treatment: { by: [backup] } });
  });
});

describe('what exclusions left out of a count', () => {
  const excluding = (rule: Rule, id: string, match: Exclusion['match']): Rule => ({
    ...rule,
    exclusions: [...(rule.exclusions ?? []), { ...office, id, match }],
  });
  const aLogin = login('a', at(hours(1)), address);
  const backups = (count: number, from = 0) =>
    failures(count, from, 1).map(({ id, time, fields }) =>
      failure(`backup-${id}`, time, address, { ...fields, UserPrincipalName: 'backup@example.com' }),
    );
  const withoutBackup = excluding(entraFailures, 'bk', { user: ['backup@*'] });

  it('is told with the exclusion that did it, and that it would have been enough', async () => {
    const history = [aLogin, ...failures(5, 0, 1), ...backups(3)];

    const { correlation } = await judgementOf(withoutBackup, aLogin, history);

    expect(correlation?.counts[0]).toMatchObject({
      window: { count: 5 },
      missing: 1,
      leftOut: { count: 3, atLeast: false, by: ['bk'], missing: 0 },
    });
    expect(correlation?.counts[1]).not.toHaveProperty('leftOut');
  });

  it('may not have been enough either, as where it shares no window with what was counted', async () => {
    const history = [aLogin, ...failures(5, 0, 1), ...backups(2, hours(24) + 10)];

    const { correlation } = await judgementOf(withoutBackup, aLogin, history);

    expect(correlation?.counts[0]).toMatchObject({ missing: 1, leftOut: { count: 2, missing: 1 } });
  });

  it('is nothing where it came at another time, from elsewhere, or when the exclusion had ended', async () => {
    const ended: Rule = { ...withoutBackup, exclusions: [{ ...office, expires: at(0) }] };
    const late = [aLogin, ...backups(3, hours(25))];
    const elsewhere = [aLogin, failure('b', at(0), '192.0.2.1', { UserPrincipalName: 'backup@example.com' })];

    const [ofLate, ofElsewhere, ofEnded] = [
      await judgementOf(withoutBackup, aLogin, late),
      await judgementOf(withoutBackup, aLogin, elsewhere),
      await judgementOf(ended, aLogin, [aLogin, ...backups(3)]),
    ];

    for (const { correlation } of [ofLate, ofElsewhere, ofEnded]) {
      expect(correlation?.counts[0]).not.toHaveProperty('leftOut');
    }
  });

  it('counts each event once, whatever its copies and versions, and names every exclusion', async () => {
    const rule = excluding(withoutBackup, 'aa', { user: ['BACKUP@example.com'] });
    const [counted, ...five] = failures(6, 0, 1);
    const asBackup = failure(counted?.eventId ?? '', at(9), address, { UserPrincipalName: 'backup@example.com' });
    const dropped = backups(2);

    const { correlation } = await judgementOf(rule, aLogin, [
      ...[aLogin, counted ?? aLogin, asBackup, ...five],
      ...[...dropped, ...dropped],
    ]);

    expect(correlation?.counts[0]).toMatchObject({ window: { count: 6 }, leftOut: { count: 2, by: ['aa', 'bk'] } });
  });

  it('is told of a side whose only event was dropped, and of a count of its own events', async () => {
    const creation = cloudTrailEvent('c', at(0), {
      EventName: 'CreateLoginProfile',
      RequestUserName: 'bob',
      SourceAddress: address,
    });
    const used = login('a', at(minutes(5)), address, { UserIdentityUserName: 'bob' });
    const withoutCreations = excluding(profileUsed, 'create', { operation: ['CreateLoginProfile'] });
    const scans = failedLogins(5, 1).map(({ id, time, fields }) =>
      login(`s-${id}`, time, address, { ...fields, UserAgent: 'scanner' }),
    );
    const withoutScans = excluding(manyFailed, 'scan', { userAgent: ['scanner'] });
    const guesses = failedLogins(20, 1_000);

    const ofUse = await judgementOf(withoutCreations, used, [creation, used]);
    const ofGuess = await judgementOf(withoutScans, guesses[0] ?? used, [...guesses, ...scans]);

    expect(ofUse.correlation?.counts).toMatchObject([
      { missing: 1, window: { count: 0 }, leftOut: { count: 1, by: ['create'], missing: 0 } },
    ]);
    expect(ofGuess.correlation?.counts).toMatchObject([
      { missing: 1, window: { count: 20 }, leftOut: { count: 5, by: ['scan'], missing: 0 } },
    ]);
  });

  it('are also the logins that an event of a side could have been counted for', async () => {
    const [first = aLogin, ...others] = failures(6, 0, 1);
    const rule = excluding(entraFailures, 'robots', { userAgent: ['robot'] });
    const robot = login('a', at(hours(1)), address, { UserAgent: 'robot' });

    const { correlation } = await judgementOf(rule, first, [robot, first, ...others]);

    expect(correlation?.partners).toMatchObject({ count: 0, leftOut: { count: 1, by: ['robots'] } });
  });

  it('of a flood is a lower bound', async () => {
    const { correlation } = await judgementOf(withoutBackup, aLogin, [aLogin, ...backups(1_000)]);

    expect(correlation?.counts[0]).toMatchObject({ leftOut: { count: 250, atLeast: true, missing: 0 } });
  });
});

it('an alert of the last hour that there is ends with it', async () => {
  const event = login('a', latestInstant, address, { MFAUsed: 'No' });

  const { alerts } = await judgementOf(withoutMfa, event, [event]);

  expect(alerts.map(({ period }) => period.to)).toEqual([latestInstant]);
});
