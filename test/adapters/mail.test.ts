import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnName } from '../../lambda/core/alert.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { minutes } from '../../lambda/core/time.ts';
import type { News } from '../../lambda/core/told.ts';
import { tune } from '../../lambda/core/tunable.ts';
import { cells } from '../../lambda/render/cells.ts';
import { mail } from '../../lambda/render/mail.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at } from '../core/events.ts';
import { clickable, hostileText } from '../render/hostile.ts';
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

const counting = rules.find(({ correlate }) => correlate?.type === 'event_count') as Rule;

const headings = ['WHY', 'BETTER OR WORSE', 'WHAT TO DO', 'QUERIES TO PASTE', 'EVIDENCE', 'IF IT IS HARMLESS'] as const;

/** A text without its line breaks and indentation. */
function unwrapped(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** What stands under a heading. */
function section(body: string, heading: (typeof headings)[number]): string {
  return body.split(`\n${heading}\n`)[1]?.split(/\n\n(?=[A-Z ]+\n)/)[0] ?? '';
}

describe('a mail', () => {
  it('says in its first line what happened, who did it, from where and in which account', () => {
    const { body } = mail(alertOf(withoutMfa), withoutMfa);

    expect(body.split('\n')[0]).toBe(
      'Login to AWS Management Console without MFA: alice from 203.0.113.7 in account 111122223333',
    );
  });

  it.each(rules)('has its sections in the order in which they are read, under $id', (rule) => {
    const { body } = mail(alertOf(rule), rule);

    expect(body.match(/^[A-Z ]+$/gm)).toEqual(headings);
  });

  it('has what an analyst decides by on the first screen', () => {
    const { body } = mail(alertOf(entraFailures, {}, { context }), entraFailures);

    const screen = body.split('\n').slice(0, 36).join('\n');

    for (const shown of ['alice', '203.0.113.7', 'at least 8', '9 tried', '50126', 'Worse:', 'no second factor']) {
      expect(screen).toContain(shown);
    }
  });

  it('says what makes this alert worse, and how to silence it', () => {
    const { body } = mail(alertOf(withoutMfa, { UserIdentityPrincipalid: 'AIDAEXAMPLE' }), withoutMfa);

    expect(body).toContain('Who       alice, IAM user\n');
    expect(section(body, 'BETTER OR WORSE')).toBe('  Worse:    AWS saw no second factor (MFA).');
    expect(body).toMatch(/\nexclusions:\n {2}- id: known-[0-9a-f]{12}\n/);
  });

  it('has queries with the values of the alert, each line as it has to be pasted', () => {
    const { body } = mail(alertOf(withoutMfa), withoutMfa);

    const found = section(body, 'QUERIES TO PASTE');

    expect(found).toContain('    aws cloudtrail lookup-events --region us-east-1 \\\n');
    expect(found).toContain("sourceipaddress = '203.0.113.7'");
    expect(found).toContain('| where IPAddress == "203.0.113.7"');
  });

  it('says what is in no query, and that there is none where nothing is known', () => {
    const unquotable = mail(alertOf(withoutMfa, { AccountName: 'x'.repeat(300) }), withoutMfa);
    const unknown = mail(alertOf(withoutMfa, { AccountName: '', SourceIpAddress: '' }), withoutMfa);

    expect(section(unquotable.body, 'QUERIES TO PASTE')).toContain('the name cannot be quoted safely');
    expect(section(unknown.body, 'QUERIES TO PASTE')).toMatch(/^ {2}None: /);
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

    const why = unwrapped(section(body, 'WHY'));
    expect(why).toContain('at least 8');
    expect(why).toContain('SigninLogs at least 8, AADNonInteractiveUserSignInLogs 0');
    expect(why).toContain('bob@example.com ×3, and 8 more');
    expect(why).toContain('50126 wrong user name or password');
    expect(why).toContain('more than 5 of SigninLogs');
    expect(why).toContain('of the same address within 1 day');
    expect(why).toContain(entraFailures.description);
  });

  it('tells the thresholds as they are set, and the count', () => {
    const rule = tune(counting, { moreThan: 7, within: minutes(3) });

    const { body } = mail(alertOf(rule, {}, { events: 9 }), rule);

    expect(unwrapped(body)).toContain(
      'It takes more than 7 such events of the same account and user within 3 minutes; here are 9.',
    );
  });

  it.each(rules)("tells what to do, in $id's words", (rule) => {
    const { body } = mail(alertOf(rule), rule);

    const steps = rule.triage.map((step, index) => ` ${index + 1}. ${step}`).join('');
    expect(unwrapped(section(body, 'WHAT TO DO'))).toBe(steps);
  });

  it('names the first five pieces of evidence, and how many more there are', () => {
    const { body } = mail(alertOf(withoutMfa, {}, { events: 150 }), withoutMfa);

    expect(section(body, 'EVIDENCE')).toContain(
      [
        '  s3://example-logs/cloudtrail.json.gz',
        ...[0, 1, 2, 3, 4].map((n) => `    event event-${n}`),
        '  and 145 more',
      ].join('\n'),
    );
  });

  it('leaves the name of an object as it is, to be copied, unless there is a link in it', () => {
    const shown = (object: string) => section(mail(alertOf(withoutMfa, {}, { object }), withoutMfa).body, 'EVIDENCE');

    expect(shown('s3://logs.example.com/a/b_c=1/x.json.gz')).toContain('  s3://logs.example.com/a/b_c=1/x.json.gz\n');
    expect(shown('s3://example-logs/https://evil.example/x')).not.toMatch(/https:|evil\.example/);
  });

  it('calls root by its name', () => {
    const { body, subject } = mail(alertOf(withoutMfa, { AccountName: rootArn }), withoutMfa);

    expect(body).toContain('Who       root\n');
    expect(subject).toContain('root');
  });

  it('reads well of root, of whom nothing has to be said twice', () => {
    const { body, subject } = mail(
      alertOf(withoutMfa, { AccountName: rootArn, UserIdentityType: 'Root', UserIdentityPrincipalid: '111122223333' }),
      withoutMfa,
    );

    expect(subject).toBe('[High] Login to AWS Management Console without MFA (111122223333 us-east-1 root)');
    expect(body).toContain('Severity  High\n');
    expect(section(body, 'BETTER OR WORSE')).toBe(
      [
        "  Worse:    High instead of the rule's own Low: the root user signed in,",
        '            whom no IAM policy of the account limits.',
        '  Worse:    AWS saw no second factor (MFA).',
      ].join('\n'),
    );
  });

  it('tells of an event count who was tried and from where', () => {
    const values = {
      User: { distinct: 12, top: [{ value: 'bob', count: 5 }] },
      SourceIpAddress: { distinct: 1, top: [{ value: '198.51.100.9', count: 25 }] },
    };

    const { body } = mail({ ...alertOf(counting, {}, { events: 25 }), context: { values } }, counting);

    expect(section(body, 'WHY')).toContain('  users     bob ×5, and 11 more\n  addresses 198.51.100.9 ×25\n');
    expect(section(body, 'BETTER OR WORSE')).toContain('It is about 12 users');
  });
});

describe('a mail of an update', () => {
  const update = alertOf(withoutMfa, {}, { revision: 2 });

  it('says so at the begin of its subject', () => {
    const { subject } = mail(update, withoutMfa);

    expect(subject).toBe('Update [Low] Login to AWS Management Console without MFA (111122223333 us-east-1)');
  });

  it.each<[string, News]>([
    ['Now also from the address 198.51.100.9', { address: { distinct: 1, values: ['198.51.100.9'] } }],
    ['Now 120 events, 12 were told', { eventCount: { from: 12, to: 120 } }],
    ['Now High, it was told as Low', { severity: { from: 'Low', to: 'High' } }],
  ])('says in its first line what is new, and then what it always says: %s', (expected, news) => {
    const whole = mail(update, withoutMfa).body.split('\n\n').slice(1);

    const { body } = mail({ ...update, news }, withoutMfa);

    expect(body).toBe([expected, ...whole].join('\n\n'));
  });

  it('says why it is more severe now', () => {
    const news: News = { severity: { from: 'Low', to: 'High' } };

    const { body } = mail({ ...update, severity: 'High', news }, withoutMfa);

    expect(body).toMatch(
      /^Now High, it was told as Low: the root user signed in, whom no IAM policy of\n {4}the account limits\n\n/,
    );
  });

  it('that was told without news says that it grew', () => {
    expect(mail(update, withoutMfa).body).toMatch(/^It was told before, and has grown since\n\n/);
  });

  it('begins as itself, whatever the names in it are', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 20 }), (texts) => {
        const values = [...texts, `${'x'.repeat(30)} 1. Ignore EVIDENCE`];
        const named = { distinct: 99, values };

        const { body, subject } = mail({ ...update, news: { user: named, address: named } }, withoutMfa);

        const [news = ''] = body.split('\n\n');
        expect(subject).toBe(mail(update, withoutMfa).subject);
        for (const line of news.split('\n')) {
          expect(line).toMatch(/^(?:Now also | {4}\S)/);
          expect(cells(line)).toBeLessThanOrEqual(76);
          expect(line).not.toMatch(clickable);
        }
      }),
    );
  });
});

describe("a mail's subject", () => {
  it.each(rules)('tells what, and of where and of the kind of identity what the columns of $id know', (rule) => {
    const alert = alertOf(rule, { AccountName: rootArn, User: 'root', UserIdentityUserName: 'root' });

    const { subject } = mail(alert, rule);

    const columns = rule.groupBy.map(columnName);
    const place = [
      columns.some((name) => name === 'RecipientAccountId' || name === 'account') ? '111122223333' : [],
      columns.includes('AWSRegion') ? 'us-east-1' : [],
      columns.some((name) => name === 'AccountName' || name === 'user') ? 'root' : [],
    ].flat();
    expect(subject).toContain(`[${alert.severity}] ${rule.title.slice(0, 30)}`);
    expect(subject.endsWith(place.length === 0 ? rule.title : ` (${place.join(' ')})`)).toBe(true);
  });

  it('tells the type of identity by the principal, where the columns have no type', () => {
    const { subject } = mail(alertOf(withoutMfa, { UserIdentityPrincipalid: 'AROAEXAMPLE:alice' }), withoutMfa);

    expect(subject).toBe('[Low] Login to AWS Management Console without MFA (111122223333 us-east-1 AssumedRole)');
  });

  it('names the principal only where that is switched on', () => {
    const alert = alertOf(withoutMfa, { AccountName: 'alice', AccountUPNSuffix: 'example.com' });

    const named = mail(alert, withoutMfa, { principalInSubject: true });
    const unnamed = mail(alert, withoutMfa);

    expect(named.subject).toContain('us-east-1 alice@example.com)');
    expect(unnamed.subject).not.toContain('alice');
  });

  it('holds no link, where the name is cut inside a mail address', () => {
    for (let length = 0; length < 32; length++) {
      const name = `evil.example.${'x'.repeat(length)}@example.com`;
      const { subject } = mail(alertOf(withoutMfa, { AccountName: name }), withoutMfa, { principalInSubject: true });

      expect(subject).not.toMatch(/evil\.example(?!\.x*@example\.[a-z]{2})/);
    }
  });

  it('is what SNS takes with any name in it, and no link', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const { subject } = mail(alertOf(withoutMfa, { AccountName: name }), withoutMfa, { principalInSubject: true });

        expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
        expect(subject).not.toMatch(/https?:\/\/|www\.\w/i);
      }),
    );
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

  it('reaches no left edge, where headings and steps begin, wherever its lines break', () => {
    const filler = fc.integer({ min: 0, max: 76 }).map((length) => 'x'.repeat(length));

    fc.assert(
      fc.property(filler, filler, (one, other) => {
        const forged = `${one} 1. Ignore EVIDENCE ${other} 2. Ignore`;
        const values = { UserPrincipalName: { distinct: 2, top: [{ value: forged, count: 1 }] } };
        const alert = alertOf(
          entraFailures,
          { UserAgent: forged, AccountName: forged },
          { context: { ...context, values } },
        );

        const { body } = mail(alert, entraFailures);

        expect(body).not.toMatch(/^ {0,3}(?:\d\. Ignore|EVIDENCE \S)/m);
      }),
    );
  });

  it('makes no line wider than 76 columns, but for the first, queries, names of objects and the exclusion', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const values = { UserPrincipalName: { distinct: 2, top: [{ value: other, count: 1 }] } };
        const fields = { AccountName: one, UserAgent: other, SourceIpAddress: one, AWSRegion: other };
        const { body } = mail(alertOf(entraFailures, fields, { context: { ...context, values } }), entraFailures);

        const [before = '', after = ''] = body.split(/\nQUERIES TO PASTE\n[\s\S]*?\nEVIDENCE\n/);
        const prose = `${before}\n${after.split('\nexclusions:\n')[0]}`;

        for (const line of prose.split('\n').slice(1)) expect(cells(line)).toBeLessThanOrEqual(76);
      }),
    );
  });

  it.each([
    ['https://evil.example/a.b?c', 'hxxps[:]//evil[.]example/a[.]b?c'],
    ['example.com', 'example[.]com'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
  ])('is no link in a mail: %s', (found, shown) => {
    const { body } = mail(alertOf(withoutMfa, { UserAgent: found }), withoutMfa);

    expect(body).toContain(`With      ${shown}\n`);
  });

  it('is no link where a line ends inside a mail address', () => {
    for (let length = 20; length < 40; length++) {
      for (const name of ['', 'x'].map((more) => `${'日'.repeat(length)}${more}@evil.example`)) {
        const values = { UserPrincipalName: { distinct: 1, top: [{ value: name, count: 1 }] } };
        const fields = { AccountName: name, UserAgent: name };
        const { body } = mail(alertOf(entraFailures, fields, { context: { ...context, values } }), entraFailures);

        expect(body).not.toMatch(/^ *@?evil\.example/m);
      }
    }
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
        expect(Buffer.byteLength(body)).toBeLessThan(64_000);
      }),
    );
  });

  it('leaves the rest of a rule whose own words are too many for a message', () => {
    const wordy = { ...withoutMfa, triage: ['word '.repeat(60_000)] };

    const { body } = mail(alertOf(wordy), wordy);

    expect(Buffer.byteLength(body)).toBeLessThan(256_001 + 200);
    expect(body).toContain('Left out, as the message would be too large: WHAT TO DO.');
    expect(body).toContain('\nEVIDENCE\n');
  });
});
