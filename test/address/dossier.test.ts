import { describe, expect, it } from 'vitest';
import { dossierFromFiles, isFrom } from '../../bin/commands/address/from-files.ts';
import type { Address } from '../../lambda/core/address.ts';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import type { Exclusion } from '../../lambda/core/exclusion.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { days, hours } from '../../lambda/core/time.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, failure, login } from '../core/events.ts';

const address = '203.0.113.7' as Address;
const nonInteractive = { Type: 'AADNonInteractiveUserSignInLogs' };

function dossierOf(events: readonly DetectorEvent[], configured: readonly Rule[] = rules) {
  return dossierFromFiles(address, events.filter(isFrom(address)), { rules: configured, alerts: [] });
}

describe('what files know of an address', () => {
  it('counts its failures by table, by day and in the fullest 24 hours', () => {
    const late = [failure('b', at(hours(23)), address), failure('c', at(hours(30)), address)];

    const { signIns } = dossierOf([
      failure('a', at(0), address),
      ...late,
      failure('d', at(hours(46)), address),
      failure('n', at(5), address, nonInteractive),
      failure('elsewhere', at(5), '192.0.2.1'),
    ]);

    expect(signIns).toMatchObject([
      {
        table: 'SigninLogs',
        failures: { count: 4, atLeast: false, first: at(0), last: at(hours(46)) },
        fullestDay: { from: at(hours(23)), count: 3 },
        byDay: [
          { day: at(0), count: 2 },
          { day: at(days(1)), count: 2 },
        ],
      },
      { table: 'AADNonInteractiveUserSignInLogs', failures: { count: 1 } },
    ]);
  });

  it('counts a sign-in once, however often and under whatever result it was published', () => {
    const { signIns, results, accounts } = dossierOf([
      failure('a', at(0), address, { ResultType: '50126', UserPrincipalName: 'alice@example.com' }),
      failure('a', at(1), address, { ResultType: '50053', UserPrincipalName: 'alice@example.com' }),
      failure('a', at(2), address, { ResultType: '0', UserPrincipalName: 'alice@example.com' }),
    ]);

    expect(signIns[0]).toMatchObject({ failures: { count: 1 }, others: { distinct: 0 } });
    expect(results.top).toEqual([{ value: '50053', count: 1 }]);
    expect(accounts.top).toEqual([{ value: 'alice@example.com', count: 1 }]);
  });

  it('keeps apart what is no failure to the rules', () => {
    const { signIns, results } = dossierOf([
      failure('a', at(0), address, { ResultType: '0' }),
      failure('b', at(1), address, { ResultType: '50140' }),
    ]);

    expect(signIns[0]).toMatchObject({ failures: { count: 0 }, others: { distinct: 2 } });
    expect(results.distinct).toBe(0);
  });

  it('shows the latest version of a console login', () => {
    const { consoleEvents } = dossierOf([
      login('a', at(1), address, { MFAUsed: 'Yes' }),
      login('a', at(0), address, { MFAUsed: 'No' }),
    ]);

    expect(consoleEvents.map(({ fields }) => fields.MFAUsed)).toEqual(['Yes']);
  });

  it('names the exclusions that hold the address, and those that touch an event of it', () => {
    const shared = { rules: 'all', effect: 'drop', reason: 'known', owner: 'us' } as const;
    const exclusions: readonly Exclusion[] = [
      { ...shared, id: 'office', match: { sourceIp: ['203.0.113.0/24'], user: ['nobody'] } },
      { ...shared, id: 'backup', match: { user: ['backup@*'] } },
      { ...shared, id: 'other', match: { sourceIp: ['192.0.2.0/24'] } },
    ];
    const configured = rules.map((rule) => ({ ...rule, exclusions }));

    const dossier = dossierOf([failure('a', at(0), address, { UserPrincipalName: 'backup@example.com' })], configured);

    expect(dossier.exclusions.map(({ exclusion: { id }, events }) => [id, events])).toEqual([
      ['office', 0],
      ['backup', 1],
    ]);
  });

  describe('of an exclusion counts', () => {
    const shared = { rules: 'all', effect: 'drop', reason: 'known', owner: 'us' } as const;
    const byUser: Exclusion = { ...shared, id: 'bk', match: { user: ['backup@*'] } };
    const bySource: Exclusion = { ...shared, id: 'lower', effect: 'lower', match: { sourceIp: [address] } };
    const backup = failure('b', at(0), address, { UserPrincipalName: 'backup@example.com' });
    const succeeded = failure('ok', at(1), address, { UserPrincipalName: 'backup@example.com', ResultType: '0' });
    const aLogin = login('l', at(2), address, { User: 'backup@example.com' });
    const counted = (exclusions: readonly Exclusion[], ids = rules.map(({ id }) => id)) => {
      const configured = rules.map((rule) => (ids.includes(rule.id) ? { ...rule, exclusions } : rule));
      const dossier = dossierOf([backup, succeeded, aLogin], configured);
      return dossier.exclusions.map(({ exclusion: { id }, events }) => [id, events]);
    };

    it('no sign-ins that it would lower, as they have no severity', () => {
      expect(counted([bySource])).toEqual([['lower', 1]]);
    });

    it('no events at which its rule does not look', () => {
      expect(counted([byUser], ['console-login'])).toEqual([['bk', 1]]);
      expect(counted([byUser], ['entra-failures-with-console-login'])).toEqual([['bk', 2]]);
      expect(counted([byUser], ['many-failed-mfa-for-user'])).toEqual([]);
    });

    it('no events as lowered that another one drops', () => {
      expect(counted([bySource, byUser])).toEqual([
        ['lower', 0],
        ['bk', 2],
      ]);
    });
  });

  it('counts failures also where the rule that says what they are is disabled, and says so', () => {
    const isEntra = ({ id }: Rule): boolean => id === 'entra-failures-with-console-login';
    const known = { rules: rules.filter((rule) => !isEntra(rule)), disabled: rules.filter(isEntra), alerts: [] };

    const { signIns, accounts, notes } = dossierFromFiles(address, [failure('a', at(0), address)], known);

    expect(signIns).toMatchObject([
      { table: 'SigninLogs', failures: { count: 1 }, others: { distinct: 0 } },
      { table: 'AADNonInteractiveUserSignInLogs', failures: { count: 0 } },
    ]);
    expect(accounts).toMatchObject({ distinct: 1, atLeast: false });
    expect(notes).toEqual([
      'The configuration disables the rule entra-failures-with-console-login: its failures are counted here, but alert nobody.',
    ]);
  });
});
