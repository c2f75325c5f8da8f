import { describe, expect, it } from 'vitest';
import { where } from '../../lambda/core/predicate.ts';
import { eventCount, temporal } from '../../lambda/core/rule.ts';
import { days, hours, minutes } from '../../lambda/core/time.ts';
import { catalogue } from '../../lambda/render/catalogue/catalogue.ts';
import type { CataloguePage } from '../../lambda/render/catalogue/page.ts';
import { rules } from '../../lambda/rules/index.ts';
import { aRule } from './a-rule.ts';

function pageOf(...given: Parameters<typeof catalogue>[0]): CataloguePage {
  return catalogue(given)[0] as CataloguePage;
}

it('has a page for every rule, in the order of the registry', () => {
  const pages = catalogue(rules);

  expect(pages.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
});

describe('the page of console-login-without-mfa says what the published page of its original says', () => {
  const page = catalogue(rules).find(({ id }) => id === 'console-login-without-mfa') as CataloguePage;

  it('of ATT&CK: one technique under four tactics', () => {
    const coverage = page.attack.map(({ tactic, techniques }) => [tactic, techniques.map(({ id }) => id)]);

    expect(coverage).toEqual([
      ['Initial Access', ['T1078']],
      ['Persistence', ['T1078']],
      ['Privilege Escalation', ['T1078']],
      ['Stealth', ['T1078']],
    ]);
  });

  it('of the rules detecting the same action: the eight that it names, each from its platform', () => {
    const named = page.sameAction.map(({ platform, id }) => `${platform} ${id}`);

    expect(named).toEqual(
      expect.arrayContaining([
        'Panther console-login',
        'Splunk console-login-mfa-challenge-failed',
        'Sigma console-login-failed-authentication',
        'Splunk login-profile-created-and-used',
        'Splunk console-login-failure',
        'Splunk many-failed-logins-for-user',
        'Splunk many-failed-logins-from-ip',
        'Splunk many-failed-mfa-for-user',
      ]),
    );
    expect(named).not.toContain('Microsoft Sentinel console-login-without-mfa');
  });

  it('of the exclusions: sessions that IAM Identity Center issued', () => {
    expect(page.exclusions).toContainEqual({
      source: 'cloudtrail',
      field: 'SessionIssuerUserName',
      operator: 'contains',
      values: ['AWSReservedSSO'],
    });
  });

  it('of the indicators: the event name, the result and MFA, but not the exclusion by role', () => {
    const indicators = page.indicators.map(({ field, operator, values }) => [field, operator, ...values]);

    expect(indicators).toEqual([
      ['EventName', 'is', 'ConsoleLogin'],
      ['MFAUsed', 'isNot', 'Yes'],
      ['LoginResult', 'isNot', 'Failure'],
    ]);
  });

  it('of the output: the same sixteen columns', () => {
    expect(page.outputFields.map(({ name }) => name).toSorted()).toEqual([
      'AWSRegion',
      'AccountName',
      'AccountUPNSuffix',
      'EndTimeUtc',
      'EventName',
      'EventTypeName',
      'LoginResult',
      'MFAUsed',
      'RecipientAccountId',
      'SessionMfaAuthenticated',
      'SourceIpAddress',
      'StartTimeUtc',
      'UserAgent',
      'UserIdentityAccountId',
      'UserIdentityPrincipalid',
      'UserIdentityUserName',
    ]);
  });
});

describe('rules detecting the same action', () => {
  it('are those that share an event name, whatever its case, on whichever side of a correlation', () => {
    const used = temporal({
      by: ['RecipientAccountId'],
      within: hours(1),
      sides: [
        {
          name: 'creation',
          source: 'cloudtrail',
          where: [where('EventName').is('CREATEUSER')],
          by: ['RecipientAccountId'],
          moreThan: 0,
          keep: [],
        },
      ],
    });
    const page = pageOf(
      aRule({ where: [where('EventName').in('CreateUser', 'DeleteUser')] }),
      aRule({ id: 'on-the-side', correlate: used }),
      aRule({ id: 'another-event' }),
      aRule({ id: 'every-other-event', where: [where('EventName').isNot('CreateUser')] }),
    );

    expect(page.sameAction.map(({ id, eventNames }) => [id, eventNames])).toEqual([['on-the-side', ['CREATEUSER']]]);
  });
});

describe('an indicator', () => {
  it('counts the other rules that hold the same predicate, with the case folded where the predicate folds it', () => {
    const page = pageOf(
      aRule({ where: [where('EventName').is('ConsoleLogin')] }),
      aRule({ id: 'same', where: [where('EventName').is('consolelogin')] }),
      aRule({ id: 'twice', where: [where('EventName').is('ConsoleLogin'), where('EventName').is('ConsoleLogin')] }),
      aRule({ id: 'other-operator', where: [where('EventName').isExactly('ConsoleLogin')] }),
      aRule({ id: 'other-field', where: [where('EventTypeName').is('ConsoleLogin')] }),
    );

    expect(page.indicators.map(({ otherRules }) => otherRules)).toEqual([['same', 'twice']]);
  });

  it('of an exact predicate is another one where the case differs', () => {
    const page = pageOf(
      aRule({ where: [where('EventName').isExactly('ConsoleLogin')] }),
      aRule({ id: 'other-case', where: [where('EventName').isExactly('consolelogin')] }),
    );

    expect(page.indicators.map(({ otherRules }) => otherRules)).toEqual([[]]);
  });

  it('of CloudTrail is none of Entra ID, though the field has the same name', () => {
    const correlate = temporal({
      by: ['SourceAddress'],
      within: days(1),
      sides: [
        {
          name: 'SigninLogs',
          source: 'entra',
          where: [where('SourceAddress').isPresent()],
          by: ['SourceAddress'],
          moreThan: 5,
          keep: [],
        },
      ],
    });
    const page = pageOf(
      aRule({ where: [where('SourceAddress').isPresent()] }),
      aRule({ id: 'entra', where: [], correlate }),
    );

    expect(page.indicators.map(({ otherRules }) => otherRules)).toEqual([[]]);
  });
});

describe('the exclusions', () => {
  it('are the negated predicates without their negation', () => {
    const page = pageOf(
      aRule({
        where: [
          where('EventName').is('ConsoleLogin'),
          where('MFAUsed').isNot('Yes'),
          where('UserAgent').notContains('curl'),
          where('AWSRegion').notIn('us-east-1', 'us-east-2'),
          where('ErrorMessage').isPresent(),
        ],
      }),
    );

    expect(page.exclusions.map(({ field, operator, values }) => [field, operator, ...values])).toEqual([
      ['MFAUsed', 'is', 'Yes'],
      ['UserAgent', 'contains', 'curl'],
      ['AWSRegion', 'in', 'us-east-1', 'us-east-2'],
    ]);
  });
});

describe('the stages', () => {
  it('stand in the order in which an event passes them', () => {
    const { stages } = pageOf(
      aRule({ correlate: eventCount({ by: ['SourceAddress'], moreThan: 20, within: minutes(10) }), period: hours(2) }),
    );

    expect(stages).toEqual([
      { type: 'source', source: 'cloudtrail' },
      { type: 'where', conditions: [{ field: 'EventName', operator: 'is', values: ['ConsoleLogin'] }] },
      { type: 'event_count', by: ['SourceAddress'], moreThan: 20, withinSeconds: 600 },
      { type: 'group by', columns: ['SourceIpAddress'] },
      { type: 'period', seconds: 7_200 },
    ]);
  });

  it('of a temporal correlation name which field of the one is which of the other', () => {
    const page = catalogue(rules).find(({ id }) => id === 'login-profile-created-and-used') as CataloguePage;

    const correlation = page.stages.find(({ type }) => type === 'temporal');

    expect(correlation).toMatchObject({
      withinSeconds: 3_600,
      sides: [
        {
          name: 'CreateLoginProfile',
          moreThan: 0,
          joins: expect.arrayContaining([{ own: 'UserIdentityUserName', other: 'RequestUserName' }]),
        },
      ],
    });
  });
});

describe('the severity by circumstance', () => {
  const byUser = {
    where: [where('User').is('a'), where('UserAgent').isPresent()],
    severity: 'High',
    because: 'so',
  } as const;

  it('is what the rule declares, in its order', () => {
    const { severity, severityWhen } = pageOf(
      aRule({ severityWhen: [byUser, { where: [where('User').in('b', 'c')], severity: 'Medium', because: 'also' }] }),
    );

    expect(severity).toBe('Low');
    expect(severityWhen).toEqual([
      {
        severity: 'High',
        because: 'so',
        conditions: [
          { field: 'User', operator: 'is', values: ['a'] },
          { field: 'UserAgent', operator: 'isPresent', values: [] },
        ],
      },
      { severity: 'Medium', because: 'also', conditions: [{ field: 'User', operator: 'in', values: ['b', 'c'] }] },
    ]);
  });

  it('is none where the rule declares none, and no indicator of what the rule detects', () => {
    const [plain, raised] = [pageOf(aRule()), pageOf(aRule({ severityWhen: [byUser] }))];

    expect(plain.severityWhen).toEqual([]);
    expect(raised.indicators).toEqual(plain.indicators);
  });
});

describe('the output fields', () => {
  it('tell where their values come from and which entity they fill', () => {
    const { outputFields } = pageOf(
      aRule({
        groupBy: [{ name: 'why', constant: 'because' }, { name: 'address', field: 'SourceIpAddress' }, 'EventName'],
        timeColumns: [{ name: 'until', shows: 'endTime' }],
        entities: [{ type: 'IP', identifiers: { Address: 'address' } }],
      }),
    );

    expect(outputFields).toEqual([
      { name: 'why', kind: 'group', from: 'always "because"', entities: [] },
      {
        name: 'address',
        kind: 'group',
        from: 'sourceIPAddress, canonical when it is an address',
        entities: ['IP.Address'],
      },
      { name: 'EventName', kind: 'group', from: 'eventName', entities: [] },
      { name: 'until', kind: 'time', from: "the time of the alert's last event", entities: [] },
    ]);
  });
});

describe('the tunables', () => {
  it('have the values that the rule declares as their defaults', () => {
    const off = where('MFAUsed').isNot('Yes');
    const on = where('MFAUsed').is('No');
    const { tunables } = pageOf(
      aRule({
        correlate: eventCount({ by: ['User'], moreThan: 7, within: minutes(3) }),
        tunable: {
          threshold: { kind: 'moreThan', least: 1, most: 9 },
          window: { kind: 'within', least: minutes(1), most: hours(1) },
          profile: { kind: 'oneOf', options: { first: off, second: on } },
          strict: { kind: 'switch', off, on },
          ignore: { kind: 'notIn', field: 'User' },
        },
      }),
    );

    const isNot = { field: 'MFAUsed', operator: 'isNot', values: ['Yes'] };
    const is = { field: 'MFAUsed', operator: 'is', values: ['No'] };
    expect(tunables).toEqual([
      { name: 'threshold', kind: 'moreThan', default: 7, least: 1, most: 9 },
      { name: 'window', kind: 'within', defaultSeconds: 180, leastSeconds: 60, mostSeconds: 3_600 },
      {
        name: 'profile',
        kind: 'oneOf',
        default: 'first',
        options: [
          { name: 'first', condition: isNot },
          { name: 'second', condition: is },
        ],
      },
      { name: 'strict', kind: 'switch', default: false, off: isNot, on: is },
      { name: 'ignore', kind: 'notIn', default: [], field: 'User' },
    ]);
  });

  it('are none where the rule declares none', () => {
    expect(pageOf(aRule()).tunables).toEqual([]);
  });
});
