import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lambda/core/alert.ts';
import { bulletinMail } from '../../../lambda/render/bulletin/bulletin-mail.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { alertOf } from '../../adapters/alerts.ts';
import { bulletinOf, loginOf, many } from './bulletins.ts';
import { findingsOf, lastBulletin, lateForDigest } from './gathering.ts';

const tableName = 'gatewarden-state';
const [quiet] = rules.filter(({ severity }) => severity === 'Informational');

function lowered(finding: Finding): Finding {
  return { ...finding, matches: finding.matches.map((match) => ({ ...match, severity: 'Low' })) };
}

describe('the mail of a digest', () => {
  it('says of which day it is, and that nothing in it is urgent', () => {
    const { subject, body } = bulletinMail(bulletinOf('digest', many(12)), rules);

    expect(subject).toBe('[Low] 12 alerts of 2026-11-20');
    expect(body.split('\n')[0]).toBe('12 alerts of 2026-11-20 that could wait: none is more severe than Low.');
  });

  it('of one alert says how severe that is', () => {
    const { body } = bulletinMail(bulletinOf('digest', many(1)), rules);

    expect(body.split('\n')[0]).toBe('1 alert of 2026-11-20 that could wait: its severity is Low.');
  });

  it('counts by rule, and then has a row for each alert, by time', () => {
    if (quiet === undefined) throw new Error('there is a rule without severity');
    const alerts = [loginOf('bob', {}, { minute: 5 }), loginOf('alice'), alertOf(quiet, { User: 'carol' })];

    const { body } = bulletinMail(bulletinOf('digest', alerts), rules, { tableName });

    expect(body.split('\n').slice(2)).toEqual([
      '  ALERTS  RULE',
      '       2  [Low] Login to AWS Management Console without MFA',
      `       1  [Informational] ${quiet.title}`,
      '',
      '[Low] Login to AWS Management Console without MFA',
      '  WHEN (UTC)  ACCOUNT       FROM         WHO',
      '  00:00:00    111122223333  203.0.113.7  alice',
      '  00:05:00    111122223333  203.0.113.7  bob',
      '',
      `[Informational] ${quiet.title}`,
      '  WHEN (UTC)  ACCOUNT       FROM         WHO',
      '  00:00:00    111122223333  203.0.113.7  carol',
      '',
      'ALL OF THEM',
      '    gatewarden alerts --table gatewarden-state --since 2026-11-20 \\',
      '      --until 2026-11-21',
      '',
      '  Run it with credentials for the account that Gatewarden is in, and in its',
      '  Region. It lists alerts that were sent by themselves, too, and says who',
      '  was told of each.',
      '',
    ]);
  });

  it('asks for no less severe alerts than it has', () => {
    const { body } = bulletinMail(bulletinOf('digest', many(2)), rules, { tableName });

    expect(body).toContain('      --until 2026-11-21 --severity Low\n');
  });

  it('says how many it does not list', () => {
    const { body } = bulletinMail(bulletinOf('digest', many(50), { alertCount: 62 }), rules);

    expect(body).toContain('\nListed and counted here are 50; the other 12 are not.\n');
    expect(body.match(/ user-\d+$/gm)).toHaveLength(50);
  });

  it('says of late alerts that they came late, and marks them', async () => {
    const [one, other] = findingsOf('digest');
    const gathering = await lateForDigest([lowered(one), lowered(other)]);

    const { subject, body } = bulletinMail(lastBulletin(gathering), rules);

    expect(subject).toBe('[Low] 1 late alert of 2026-11-20, 2 in all');
    expect(body.replace(/\s+/g, ' ')).toMatch(
      /^1 alert of 2026-11-20 came, or grew, after the digest of that day was sent: logs may be late\. There are 2 in all, /,
    );
    expect(body).toMatch(/^ {2}new {2}00:00:00 .* bob$/m);
    expect(body).toMatch(/^ {7}00:00:00 .* alice$/m);
  });

  it('tells a row in words, where its columns are too wide', () => {
    const address = '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff';
    const alert = loginOf('alice', { SourceIpAddress: address });
    const spanning = { ...alert, endTime: '2026-11-20T00:30:00Z' };

    const { body } = bulletinMail(
      bulletinOf('digest', [spanning, loginOf('bob')], { revision: 2, freshCount: 1 }),
      rules,
    );

    expect(body).toContain(
      `  new  00:00:00–00:30:00\n         alice\n         account 111122223333, from ${address}\n`,
    );
  });

  it('is still a mail where no alert can be listed', () => {
    const { subject, body } = bulletinMail(bulletinOf('digest', [], { alertCount: 3, severity: 'Low' }), []);

    expect(subject).toBe('[Low] 3 alerts of 2026-11-20');
    expect(body).toContain('None can be shown: their rules are not switched on any more');
  });
});
