import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cells } from '../../lambda/render/cells.ts';
import { renderTable } from '../../lambda/render/table.ts';
import { anAlert, aSprayAlert } from './an-alert.ts';

const widths = [80, 100, 120, 160, 200];
const plain = { width: 120, colour: false };
const hostile = '\u001B]0;owned\u0007\u202E日本語'.repeat(40);

describe('the table of alerts', () => {
  it('shows a row under its headings for each alert, and the title once for each rule', () => {
    const other = anAlert({ entities: [{ type: 'Account', Name: 'arn:aws:iam::111122223333:root' }], eventCount: 12 });

    const table = renderTable([anAlert(), other], plain);

    expect(table).toBe(
      [
        'LOW  Login to AWS Management Console without MFA',
        '',
        '  WHEN (UTC)            WHO                 ACCOUNT        FROM          REGION      MFA   EVENTS',
        '  2026-11-20 10:00:00   alice@example.com   111122223333   203.0.113.7   us-east-1   No         1',
        '  2026-11-20 10:00:00   root                –              –             us-east-1   No        12',
        '',
      ].join('\n'),
    );
  });

  it('takes two lines for an alert where one is too narrow', () => {
    const table = renderTable([anAlert()], { width: 80, colour: false });

    expect(table.split('\n').slice(2)).toEqual([
      '  2026-11-20 10:00:00   alice@example.com',
      '    account 111122223333 · from 203.0.113.7 · us-east-1 · MFA No · 1 event',
      '',
    ]);
  });

  it('tells under a correlated alert what an analyst asks next', () => {
    const table = renderTable([aSprayAlert()], plain);

    expect(table.split('\n').slice(4)).toEqual([
      '    failures  23, 2026-11-20 02:10:00 – 03:46:39',
      '    by table  SigninLogs 16, AADNonInteractiveUserSignInLogs 7',
      '    accounts  12 tried: alice@example.com ×2, bob@example.com ×2, and 10 more',
      '    results   50126 wrong user name or password ×21, 50053 account locked, or address blocked ×2',
      '    evidence  logs/trail.json.gz',
      '',
    ]);
  });

  it('tells beside what else a login stands', () => {
    const context = {
      sides: [{ name: 'CreateLoginProfile', count: 2, atLeast: false }],
      first: '2026-11-20T09:50:00Z',
      last: '2026-11-20T09:55:00Z',
      values: { User: { distinct: 1, top: [{ value: 'mallory', count: 2 }] } },
    };

    const table = renderTable([anAlert({ context })], plain);

    expect(table.split('\n').slice(4)).toEqual([
      '    with it   CreateLoginProfile ×2, 2026-11-20 09:50:00 – 09:55:00',
      '    by        mallory ×2',
      '    evidence  logs/trail.json.gz',
      '',
    ]);
  });

  it('leaves out what no alert of a rule can know, on one line and on two', () => {
    const columns = { sourceIp: '203.0.113.7' };
    const alert = anAlert({ columns, entities: [{ type: 'IP', Address: '203.0.113.7' }], eventCount: 21 });

    const wide = renderTable([alert], plain);
    const narrow = renderTable([alert], { width: 40, colour: false });

    expect(wide.split('\n').slice(2)).toEqual([
      '  WHEN (UTC)            FROM          EVENTS',
      '  2026-11-20 10:00:00   203.0.113.7       21',
      '',
    ]);
    expect(narrow.split('\n').slice(2)).toEqual(['  2026-11-20 10:00:00   203.0.113.7', '    21 events', '']);
  });

  it('says where a count is a lower bound', () => {
    const context = { sides: [{ name: 'SigninLogs', count: 9, atLeast: true }], values: {} };

    const table = renderTable([aSprayAlert({ context })], plain);

    expect(table).toContain('SigninLogs at least 9');
  });

  it('puts the most severe rule first, whatever the order of the alerts', () => {
    const [low, medium, high] = [anAlert(), aSprayAlert(), anAlert({ severity: 'High' })];

    const table = renderTable([low, medium, high], plain);

    expect(table.match(/^(HIGH|MEDIUM|LOW)/gm)).toEqual(['HIGH', 'MEDIUM', 'LOW']);
  });

  it('marks signals', () => {
    expect(renderTable([anAlert({ signal: true })], plain)).toContain('without MFA (signal)\n');
  });

  it('says so where there is no alert', () => {
    expect(renderTable([], plain)).toBe('No alerts.\n');
  });

  it('says the same with colours as without', () => {
    const alerts = [anAlert(), aSprayAlert({ signal: true })];

    const coloured = renderTable(alerts, { width: 120, colour: true });

    expect(coloured).not.toBe(renderTable(alerts, plain));
    expect(stripVTControlCharacters(coloured)).toBe(renderTable(alerts, plain));
  });

  it.each(widths)('has no line wider than %i cells and no active character, whatever the logs say', (width) => {
    const alert = aSprayAlert({
      entities: [
        { type: 'Account', Name: hostile, UPNSuffix: hostile, CloudAppAccountId: hostile },
        { type: 'IP', Address: hostile },
      ],
      columns: { AWSRegion: hostile, MFAUsed: hostile },
      evidence: [{ object: hostile, eventId: hostile }],
      context: {
        sides: [{ name: 'SigninLogs', count: 1_000_000, atLeast: true }],
        values: {
          UserPrincipalName: { distinct: 2, top: [{ value: hostile, count: 1 }] },
          ResultType: { distinct: 1, top: [{ value: hostile, count: 1 }] },
          RequestUserName: { distinct: 1, top: [{ value: hostile, count: 1 }] },
        },
      },
    });

    const lines = renderTable([alert, aSprayAlert()], { width, colour: false }).split('\n');

    for (const line of lines) {
      expect(cells(line)).toBeLessThanOrEqual(width);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});
