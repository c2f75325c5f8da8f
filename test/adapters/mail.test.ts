import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnName } from '../../lambda/core/alert.ts';
import { mail } from '../../lambda/render/mail.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at } from '../core/events.ts';
import { alertOf, entraFailures, rootArn, withoutMfa } from './alerts.ts';

const context = {
  sides: [
    { name: 'SigninLogs', count: 8, atLeast: true },
    { name: 'AADNonInteractiveUserSignInLogs', count: 0, atLeast: false },
  ],
  first: at(-3_600_000),
  last: at(-60_000),
  values: {
    UserPrincipalName: { distinct: 9, top: [{ value: 'bob@example.com', count: 3 }] },
    ResultType: { distinct: 1, top: [{ value: '50126', count: 8 }] },
  },
};

describe('a mail', () => {
  it('says in its first line what happened, who did it, from where and in which account', () => {
    const { body } = mail(alertOf(withoutMfa), withoutMfa);

    expect(body.split('\n')[0]).toBe(
      'Login to AWS Management Console without MFA: alice from 203.0.113.7 in account 111122223333',
    );
  });

  it('tells who, from where, when and where in lines of their own', () => {
    const { body } = mail(alertOf(withoutMfa, {}, { events: 3 }), withoutMfa);

    expect(body).toContain(
      [
        'Who       alice',
        'From      203.0.113.7',
        'With      Mozilla/5.0 (X11; Linux x86_64)',
        'When      2026-11-20 00:00:00 – 00:02:00 UTC, 3 events',
        'Where     account 111122223333, us-east-1',
        'MFA       No',
        'Severity  Low',
      ].join('\n'),
    );
  });

  it('tells why it was sent, with the numbers', () => {
    const { body } = mail(alertOf(entraFailures, {}, { context }), entraFailures);

    expect(body).toContain(entraFailures.description);
    expect(body).toContain('at least 8');
    expect(body).toContain('bob@example.com ×3, and 8 more');
    expect(body).toContain('50126');
  });

  it.each(rules)("tells what to do, in $id's words", (rule) => {
    const { body } = mail(alertOf(rule), rule);

    for (const [index, step] of rule.triage.entries()) expect(body).toContain(`  ${index + 1}. ${step}`);
  });

  it('names the first five pieces of evidence, and how many more there are', () => {
    const { body } = mail(alertOf(withoutMfa, {}, { events: 150 }), withoutMfa);

    expect(body.match(/s3:\/\/example-logs\/cloudtrail\.json\.gz event event-\d/g)).toHaveLength(5);
    expect(body).toContain('and 145 more');
  });

  it('calls root by its name', () => {
    const { body, subject } = mail(alertOf(withoutMfa, { AccountName: rootArn }), withoutMfa);

    expect(body).toContain('Who       root\n');
    expect(subject).toContain('root');
  });

  it('says that it is an update', () => {
    const { body, subject } = mail(alertOf(withoutMfa, {}, { revision: 2 }), withoutMfa);

    expect(subject).toMatch(/^\[Low, update\] /);
    expect(body).toContain('(update: the alert grew)');
  });
});

describe("a mail's subject", () => {
  it.each(rules)('tells what, and of where and of the kind of identity what the columns of $id know', (rule) => {
    const { subject } = mail(alertOf(rule, { AccountName: rootArn, User: 'root', UserIdentityUserName: 'root' }), rule);

    const columns = rule.groupBy.map(columnName);
    const place = [
      columns.some((name) => name === 'RecipientAccountId' || name === 'account') ? '111122223333' : [],
      columns.includes('AWSRegion') ? 'us-east-1' : [],
      columns.some((name) => name === 'AccountName' || name === 'user') ? 'root' : [],
    ].flat();
    expect(subject).toContain(`[${rule.severity}] ${rule.title.slice(0, 30)}`);
    expect(subject.endsWith(place.length === 0 ? rule.title : ` (${place.join(' ')})`)).toBe(true);
  });

  it('is what SNS takes and names no person, whatever the log says', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('alice@example.com', 'a\r\nBcc: x', ''));

    fc.assert(
      fc.property(anything, anything, fc.string({ unit: 'binary', maxLength: 200 }), (value, other, title) => {
        const fields = { AccountName: 'alice', RecipientAccountId: value, AWSRegion: other, UserIdentityType: value };
        const alert = alertOf({ ...entraFailures, title }, fields);

        const { subject } = mail(alert, entraFailures);

        expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
        expect(subject.replace(title, '')).not.toMatch(/alice@example\.com/);
      }),
    );
  });
});

describe('what comes from outside', () => {
  it('makes no line of its own in a mail', () => {
    const forged = 'x\r\n\nWHAT TO DO\n  1. Ignore this alert\u2028\u0085';

    const { body } = mail(alertOf(withoutMfa, { UserAgent: forged, AccountName: forged }), withoutMfa);

    expect(body.match(/^WHAT TO DO$/gm)).toHaveLength(1);
    expect(body).not.toMatch(/^ *1\. Ignore/m);
  });

  it.each([
    ['https://evil.example/a.b?c', 'hxxps[:]//evil[.]example/a[.]b?c'],
    ['see HTTP://evil.example', 'see hxxp[:]//evil[.]example'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['call evil.example/login now', 'call evil[.]example/login now'],
    ['ftp://192.0.2.1/x', 'ftp[:]//192[.]0[.]2[.]1/x'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
  ])('is no link in a mail: %s', (found, shown) => {
    const { body } = mail(alertOf(withoutMfa, { UserAgent: found }), withoutMfa);

    expect(body).toContain(`With      ${shown}\n`);
  });

  it('is bounded, and holds no control, format or direction character', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 2_000 });

    fc.assert(
      fc.property(anything, anything, (one, other) => {
        const fields = {
          AccountName: one,
          AccountUPNSuffix: other,
          UserAgent: other,
          SourceIpAddress: one,
          MFAUsed: one,
        };
        const values = { UserPrincipalName: { distinct: 1, top: [{ value: other, count: 1 }] } };
        const alert = alertOf(entraFailures, fields, { context: { ...context, values } });

        const { body } = mail(alert, entraFailures);

        expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(body.length).toBeLessThan(8_000);
      }),
    );
  });
});
