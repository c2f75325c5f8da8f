import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambda/core/alert.ts';
import { jsonLiteral, kqlLiteral, sqlLiteral } from '../../lambda/render/queries/literals.ts';
import { queriesFor } from '../../lambda/render/queries/queries.ts';
import { rules } from '../../lambda/rules/index.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from '../adapters/alerts.ts';
import { clickable, hostileText } from './hostile.ts';

const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** The queries of one language, as one text. */
function text(alert: Alert, start: string, rule = withoutMfa): string {
  const { queries } = queriesFor(alert, rule);
  return queries
    .filter(({ title }) => title.startsWith(start))
    .flatMap(({ lines }) => lines)
    .join('\n');
}

describe('the look-up with the AWS CLI', () => {
  it("asks for the user's events, in the alert's Region, an hour around it", () => {
    const found = text(alertOf(withoutMfa, { AWSRegion: 'eu-central-1' }), 'AWS CLI');

    expect(found).toContain(
      [
        'aws cloudtrail lookup-events --region eu-central-1 \\',
        '  --start-time 2026-11-19T23:00:00Z --end-time 2026-11-20T01:00:00Z \\',
        `  --lookup-attributes '[{"AttributeKey": "Username", "AttributeValue": "alice"}]' \\`,
      ].join('\n'),
    );
    expect(found).toContain(`contains(CloudTrailEvent, '\\"203.0.113.7\\"')`);
  });

  it('asks for root by the name that the event history gives it', () => {
    const found = text(alertOf(withoutMfa, { AccountName: rootArn }), 'AWS CLI');

    expect(found).toContain('"AttributeValue": "root"');
  });

  it('asks for whoever did the other thing, too', () => {
    const values = { User: { distinct: 1, top: [{ value: 'mallory', count: 1 }] } };

    const found = text(alertOf(withoutMfa, {}, { context: { sides: [], values } }), 'AWS CLI');

    expect(found).toContain('"AttributeValue": "alice"');
    expect(found).toContain('"AttributeValue": "mallory"');
  });

  it('takes no Region from outside that is none', () => {
    const found = text(alertOf(withoutMfa, { AWSRegion: '--profile=evil' }), 'AWS CLI');

    expect(found).toContain('--region us-east-1 ');
    expect(found).not.toContain('evil');
  });
});

describe('SQL for Athena', () => {
  it('looks for the address or the user in the account, around the alert and in the 30 days before', () => {
    const found = text(alertOf(withoutMfa), 'Athena');

    expect(found).toContain("WHERE eventtime >= '2026-11-19T23:00:00Z' AND eventtime < '2026-11-20T01:00:00Z'");
    expect(found).toContain("WHERE eventtime >= '2026-10-21T00:00:00Z' AND eventtime < '2026-11-20T00:00:00Z'");
    expect(found).toContain("AND recipientaccountid = '111122223333'");
    expect(found).toContain("AND (sourceipaddress = '203.0.113.7'\n    OR useridentity.username = 'alice'");
  });

  it("says that the table's name is the reader's own", () => {
    expect(text(alertOf(withoutMfa), 'Athena')).toContain('stands for your own table');
  });

  it('balances its parentheses, whatever is known', () => {
    for (const fields of [
      {},
      { AccountName: '' },
      { SourceIpAddress: '' },
      { AccountName: hidden },
      { AccountName: rootArn },
    ]) {
      const found = text(alertOf(withoutMfa, fields), 'Athena');

      expect(found.split('(')).toHaveLength(found.split(')').length);
    }
  });
});

describe('KQL', () => {
  it("counts the address's sign-ins in the tables that the rule declares", () => {
    const found = text(alertOf(entraFailures), 'KQL: sign-ins', entraFailures);

    expect(found).toContain('union isfuzzy=true SigninLogs, AADNonInteractiveUserSignInLogs');
    expect(found).toContain('between (datetime(2026-11-19T00:00:00Z) .. datetime(2026-11-21T00:00:00Z))');
    expect(found).toContain('| where IPAddress == "203.0.113.7"');
  });

  it('looks for the address or the user in AWS', () => {
    const found = text(alertOf(withoutMfa), 'KQL: what');

    expect(found).toContain('| where SourceIpAddress == "203.0.113.7"\n    or UserIdentityUserName == "alice"');
  });
});

describe('an alert of many events, by what these name', () => {
  const values = {
    SourceIpAddress: {
      distinct: 12,
      top: ['198.51.100.9', 'AWS Internal', '2001:db8::1', '198.51.100.10', '198.51.100.11'].map((value) => ({
        value,
        count: 2,
      })),
    },
    AWSRegion: {
      distinct: 3,
      top: ['eu-west-1', '--profile=evil', 'us-east-2'].map((value) => ({ value, count: 9 })),
    },
    RecipientAccountId: { distinct: 1, top: [{ value: '111122223333', count: 25 }] },
    User: {
      distinct: 12,
      top: ['HIDDEN_DUE_TO_SECURITY_REASONS', 'bob', 'carol', 'dave'].map((value) => ({ value, count: 4 })),
    },
  };
  const alert: Alert = { ...alertOf(withoutMfa), columns: {}, entities: [], context: { values } };

  it('looks for its most frequent addresses, in each language', () => {
    expect(text(alert, 'Athena')).toContain(
      "AND (sourceipaddress = '198.51.100.9'\n    OR sourceipaddress = '2001:db8::1'\n    OR sourceipaddress = '198.51.100.10')",
    );
    expect(text(alert, 'KQL: sign-ins')).toContain(
      '| where IPAddress == "198.51.100.9"\n    or IPAddress == "2001:db8::1"\n    or IPAddress == "198.51.100.10"\n',
    );
    expect(text(alert, 'KQL: what')).toContain('    or SourceIpAddress == "198.51.100.10"\n');
    expect(queriesFor(alert, withoutMfa).queries.map(({ title }) => title)).toContain(
      'AWS CLI: logins from 198.51.100.10 in eu-west-1, with credentials of account 111122223333',
    );
  });

  it('looks for its most frequent users, and not for one whose name AWS hides', () => {
    const found = text(alert, 'AWS CLI');

    expect(found).toContain('"AttributeValue": "bob"');
    expect(found).toContain('"AttributeValue": "carol"');
    expect(found).not.toMatch(/dave|HIDDEN/);
  });

  it('asks in its most frequent Region and in its one account, and says what is left out', () => {
    const { notes } = queriesFor(alert, withoutMfa);

    expect(text(alert, 'AWS CLI')).not.toMatch(/--region (?!eu-west-1 )/);
    expect(text(alert, 'Athena')).toContain("AND recipientaccountid = '111122223333'");
    expect(notes).toEqual([
      'Of its addresses the queries have the 3 most frequent; 9 more are left out.',
      'Its events are in other Regions, too: us-east-2.',
      'Logs may spell an IPv6 address in other ways than the queries do.',
    ]);
  });

  it('asks in every account where there are several', () => {
    const accounts = { distinct: 2, top: [{ value: '111122223333', count: 25 }] };

    const several = { ...alert, context: { values: { ...values, RecipientAccountId: accounts } } };

    expect(text(several, 'Athena')).not.toContain('recipientaccountid');
    expect(queriesFor(several, withoutMfa).notes).toContain(
      'Its events are in 2 accounts; the AWS CLI answers for that of its credentials.',
    );
  });

  it('does not look for what stands beside its events as if it were in them', () => {
    const found = text({ ...alert, context: { sides: [], values } }, '');

    expect(found).not.toMatch(/198\.51\.100|eu-west-1/);
  });
});

describe('a value from outside', () => {
  const languages = [
    ['AWS CLI', jsonLiteral],
    ['Athena', sqlLiteral],
    ['KQL', kqlLiteral],
  ] as const;

  it.each(languages)('stands in %s as one quoted value and nowhere else, whatever it is', (language, literal) => {
    const usual = text(alertOf(withoutMfa, { AccountName: 'zzz' }), language).replaceAll(
      literal('zzz') as string,
      '\0',
    );

    fc.assert(
      fc.property(hostileText, (name) => {
        const alert = alertOf(withoutMfa, { AccountName: name, UserAgent: name, UserIdentityUserName: name });
        const quoted = literal(name);
        fc.pre(quoted !== undefined && name !== 'root');

        const found = text(alert, language);

        expect(found.replaceAll(quoted as string, '\0')).toBe(usual);
      }),
    );
  });

  it.each(languages)('that cannot be quoted is not in %s, and the notes say so', (language) => {
    const alert = alertOf(withoutMfa, { AccountName: 'x'.repeat(300) });

    expect(text(alert, language)).not.toContain('xxx');
    expect(queriesFor(alert, withoutMfa).notes).toContain('The user is in no query: the name cannot be quoted safely.');
  });

  it('that is no address is in no query, and the notes say so', () => {
    const alert = alertOf(withoutMfa, { SourceIpAddress: "203.0.113.7' OR 1=1" });

    expect(JSON.stringify(queriesFor(alert, withoutMfa).queries)).not.toContain('203.0.113.7');
    expect(queriesFor(alert, withoutMfa).notes).toContain('The source is in no query: it is no IP address.');
  });

  it.each(['AccountName', 'SourceIpAddress', 'RecipientAccountId', 'AWSRegion', 'UserAgent'])(
    'in %s makes no further line in any query',
    (field) => {
      fc.assert(
        fc.property(hostileText, (value) => {
          const { queries } = queriesFor(alertOf(withoutMfa, { [field]: value }), withoutMfa);

          for (const line of queries.flatMap(({ title, lines }) => [title, ...lines])) {
            expect(line).toMatch(/^[\x20-\x7e]+$/);
            expect(line).not.toMatch(clickable);
          }
        }),
      );
    },
  );
});

describe.each(rules)('for $id', (rule) => {
  it.each([
    ['from an address', '203.0.113.7', 'who came from the address', "sourceipaddress = '203.0.113.7'"],
    ['from nowhere', '', 'from where unknown names came', `useridentity.username = '${hidden}'`],
  ])(
    'of unknown names %s the 30 days before are asked by what is known, and nowhere it says "the user"',
    (_, address, what, where) => {
      const alert = alertOf(withoutMfa, { AccountName: hidden, SourceIpAddress: address });

      const { queries } = queriesFor(alert, withoutMfa);

      const before = queries.find(({ title }) => title.includes('30 days'));
      expect(before?.title).toBe(`Athena: ${what} in the 30 days before`);
      expect(before?.lines).toContain(`  AND (${where})`);
      expect(queries.filter(({ title }) => /\bthe user\b/.test(title))).toEqual([]);
    },
  );

  it('there is a query in each language, for a known user and for unknown names', () => {
    for (const name of ['alice', hidden]) {
      const titles = queriesFor(
        alertOf(rule, { AccountName: name, User: name, UserIdentityUserName: name }),
        rule,
      ).queries.map(({ title }) => title.split(':')[0]);

      expect(new Set(titles)).toEqual(new Set(['AWS CLI', 'Athena', 'KQL']));
    }
  });
});
