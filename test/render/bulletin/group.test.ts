import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../lambda/core/alert.ts';
import { bulletinMail } from '../../../lambda/render/bulletin/bulletin-mail.ts';
import { mail } from '../../../lambda/render/mail.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { alertOf, entraFailures, rootArn } from '../../adapters/alerts.ts';
import { at } from '../../core/events.ts';
import { bulletinOf, spray, sprayed, threeLogins } from './bulletins.ts';
import { findingsOf, lastBulletin, startGathering } from './gathering.ts';

const [alice, bob, root] = threeLogins as readonly [Alert, Alert, Alert];

/** The lines before the first heading. */
function opening(body: string): readonly string[] {
  return (body.split(/\n\n[A-Z ]+\n/)[0] ?? '').split('\n');
}

describe('the mail of a group', () => {
  it('of one alert is that of the alert, with nothing added', () => {
    const options = { principalInSubject: true };

    const found = bulletinMail(bulletinOf('group', [alice]), rules, options);

    expect(found).toEqual(mail(alice, entraFailures, options));
  });

  it('of one alert that has grown is that of the update', async () => {
    const gathering = startGathering();
    const [finding] = findingsOf('group');
    await gathering.handOver(finding);
    const grown = await gathering.handOver(finding, 2);

    expect(bulletinMail(lastBulletin(gathering), rules)).toEqual(mail(grown, entraFailures));
  });

  it('says in its first line what happened', () => {
    const { body, subject } = bulletinMail(bulletinOf('group', threeLogins), rules);

    expect(subject).toBe(
      '[High] Failed Entra ID sign-ins but successful login to AWS Console (4 logins, 2 accounts, root)',
    );
    expect(body.split('\n')[0]).toBe('4 logins to the AWS console from 203.0.113.7, after 23 failed Entra ID sign-ins');
  });

  it('has a row for each alert, by time', () => {
    const { body } = bulletinMail(bulletinOf('group', [root, alice, bob]), rules);

    expect(opening(body).slice(7, 11)).toEqual([
      '  WHEN (UTC)         ACCOUNT       REGION      MFA  LOGINS  WHO',
      '  03:14:00–03:15:00  111122223333  us-east-1   Yes  2       alice',
      '  03:20:00           111122223333  us-east-1   No   1       bob@example.com',
      '  03:31:00           444455556666  eu-north-1  No   1       root',
    ]);
  });

  it('then tells once, of the most severe, why, what to do, queries and evidence', () => {
    const { body } = bulletinMail(bulletinOf('group', [alice, bob, root]), rules);

    const own = mail(root, entraFailures).body;
    expect(body.slice(body.indexOf('\nWHY\n'))).toBe(own.slice(own.indexOf('\nWHY\n')));
    expect(opening(body).slice(-2).join(' ')).toBe(
      'What follows, queries and exclusion too, is about the most severe of the rows: 03:31:00, root in account 444455556666.',
    );
  });

  it('tells of root rather than of another as severe, in whatever order they come', () => {
    for (const alerts of [
      [bob, root],
      [root, bob],
    ]) {
      const { body } = bulletinMail(bulletinOf('group', alerts), rules);

      expect(body).toContain('It is about the root user');
    }
  });

  it.each([
    ['amid', { first: at(-1), last: at(86_000_000) }],
    ['before', { first: at(86_000_000), last: at(86_300_000) }],
  ])('says that the logins were %s the failures', (word, times) => {
    const context = { ...spray, ...times };
    const alerts = ['alice', 'bob'].map((AccountName) => alertOf(entraFailures, { AccountName }, { context }));

    const [first = ''] = bulletinMail(bulletinOf('group', alerts), rules).body.split('\n');

    expect(first).toContain(`, ${word} 23 failed`);
  });

  it('takes the count of failures for a bound, where its alerts know of different ones', () => {
    const sides = [{ name: 'SigninLogs', count: 6, atLeast: false }];
    const alerts = [alice, alertOf(entraFailures, { AccountName: 'bob' }, { context: { ...spray, sides } })];

    const [first] = bulletinMail(bulletinOf('group', alerts), rules).body.split('\n');

    expect(first).toContain(' at least 23 failed Entra ID sign-ins');
  });

  it('says how many rows there are more than it lists, that its counts are bounds, and how to see all', () => {
    const { subject, body } = bulletinMail(
      bulletinOf('group', threeLogins, { alertCount: 60, freshCount: 60 }),
      rules,
      { tableName: 'gatewarden-state' },
    );

    expect(subject).toContain('(4+ logins');
    expect(body).toMatch(/^At least 4 logins to the AWS console from /);
    expect(body).toContain('\n  and 57 more rows\n');
    expect(body).toContain(
      `    gatewarden alerts --table gatewarden-state --since 2026-11-20 \\\n      --until 2026-11-21 --rule ${entraFailures.id}\n`,
    );
  });

  it('calls no event a login where its rule does not ask for one that succeeded', () => {
    const rule = { ...entraFailures, id: 'another', where: entraFailures.where.slice(0, 1) };
    const alerts = threeLogins.map((alert) => ({ ...alert, rule: { ...alert.rule, id: 'another' } }));

    const [first] = bulletinMail(bulletinOf('group', alerts), [rule]).body.split('\n');

    expect(first).toBe(`4 events from 203.0.113.7, after 23 failed Entra ID sign-ins: ${rule.title}`);
  });

  it('is still a mail where the rule is gone', () => {
    const { rule: _, ...rest } = bulletinOf('group', threeLogins, { alerts: [] });

    const { subject, body } = bulletinMail(rest, []);

    expect(subject).toBe('[High] 3 alerts of a rule that is not switched on any more');
    expect(body).toContain('gatewarden alerts --table TABLE --since 2026-11-20');
  });
});

describe('the update of a group', () => {
  const update = bulletinOf('group', [root, { ...alice, kind: 'update', revision: 2 }, bob], {
    revision: 2,
    freshCount: 2,
  });

  it('says in subject and first lines what is new', () => {
    const { subject, body } = bulletinMail(update, rules);

    expect(subject).toMatch(
      /^Update \[High\] Failed Entra ID sign-ins but .*\.\.\. \(1 new, 1 grown, 2 accounts, root\)$/,
    );
    expect(opening(body).slice(0, 5)).toEqual([
      '1 new login to the AWS console from 203.0.113.7, and 1 of the 3 rows has grown; 4 in all, after 23 failed Entra ID sign-ins',
      'Now also of the user root',
      'Now also in the account 444455556666',
      'Now also in the Region eu-north-1',
      '',
    ]);
  });

  it('marks the rows that are new, and those that have grown', () => {
    const { body } = bulletinMail(update, rules);

    const marked = body.match(/^ {2}(?:new|more) .*$/gm);
    expect(marked).toEqual([
      expect.stringMatching(/^ {2}more 03:14:00.*alice$/),
      expect.stringMatching(/^ {2}new {2}03:31:00.*root$/),
    ]);
  });

  it('says that it is more severe now, and why', () => {
    const calm = sprayed({ AccountName: 'alice', MFAUsed: 'Yes' });
    const { body } = bulletinMail(bulletinOf('group', [bob, calm], { revision: 2, freshCount: 1 }), rules);

    expect(body.replace(/\s+/g, ' ')).toContain('Now High, it was told as Medium: AWS saw no second factor');
  });

  it('of what was told already has nothing new to name', () => {
    const again = { ...alice, kind: 'update' as const, revision: 2 };
    const { subject, body } = bulletinMail(bulletinOf('group', [again, bob], { revision: 3, freshCount: 1 }), rules);

    expect(subject).toMatch(/ \(1 grown, 111122223333\)$/);
    expect(opening(body).slice(0, 2)).toEqual([
      'More logins to the AWS console from 203.0.113.7: 3 in all, after 23 failed Entra ID sign-ins',
      '',
    ]);
  });

  it('claims no news where it does not list all', () => {
    const { body } = bulletinMail({ ...update, alertCount: 60 }, rules);

    expect(body).not.toContain('Now also');
    expect(body).toMatch(/^At least 1 new login to the AWS console/);
  });

  it('comes from the engine with the fresh ones first', async () => {
    const gathering = startGathering();
    for (const finding of findingsOf('group')) await gathering.handOver(finding);

    const { subject, body } = bulletinMail(lastBulletin(gathering), rules);

    expect(subject).toContain('(1 new, 111122223333)');
    expect(body).toContain('Now also of the user bob\n');
    expect(body).toMatch(/^ {2}new .* bob$/m);
  });
});

it('the mail of a group under any rule that is one has all of its alerts', () => {
  for (const rule of rules) {
    const alerts = ['alice', rootArn].map((name) => alertOf(rule, { AccountName: name, User: name }));
    const { subject, body } = bulletinMail(bulletinOf('group', alerts), rules);

    expect(subject.length).toBeLessThan(100);
    expect(body).toContain('WHAT TO DO');
  }
});
