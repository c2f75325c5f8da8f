import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DetectorEvent } from '../../lambda/core/event.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { days, latestInstant } from '../../lambda/core/time.ts';
import { cells } from '../../lambda/render/cells.ts';
import { explanationLine } from '../../lambda/render/explain-json.ts';
import { renderExplanations } from '../../lambda/render/explain-table.ts';
import type { ExplainedEvent } from '../../lambda/render/explained.ts';
import { rules } from '../../lambda/rules/index.ts';
import { at, failure, login } from '../core/events.ts';
import { judgementsOf } from './explaining.ts';

const address = '203.0.113.7';
const backup = {
  id: 'bk',
  rules: 'all',
  match: { user: ['backup@*'] },
  effect: 'drop',
  reason: 'known',
  owner: 'us',
} as const;
const hostile = 'eve\u001B[31m\u202E"\n'.repeat(40);

async function explained(
  event: DetectorEvent,
  history: readonly DetectorEvent[],
  judged: readonly Rule[] = rules,
): Promise<ExplainedEvent> {
  const judgements = await Promise.all(judged.map((rule) => judgementsOf(rule, event, history)));
  return { event, version: { number: 1, of: 1 }, copies: 1, judgements: judgements.flat() };
}

async function shown(event: DetectorEvent, history: readonly DetectorEvent[], width = 120): Promise<string> {
  const events = [await explained(event, history)];
  return renderExplanations({ events, unjudged: [] }, { width, colour: false });
}

describe('an explanation as a table', () => {
  it('says why a login that came a moment too late did not alert', async () => {
    const event = login('late', at(days(1)), address);
    const six = Array.from({ length: 6 }, (_, n) => failure(`f${n}`, at(n * 1_000), address));

    const table = await shown(event, [event, ...six]);

    const block = table.slice(table.indexOf('entra-failures-with-console-login'));
    expect(block.split('\n\n')[0]).toBe(
      [
        'entra-failures-with-console-login',
        '          ✓ EventName      must be ConsoleLogin  "ConsoleLogin"',
        '          ✓ LoginResult    must be Success       "Success"',
        '          ✓ SourceAddress  must not be empty     "203.0.113.7"',
        '          within 1 day, with the same SourceAddress "203.0.113.7":',
        '          ✗ SigninLogs                       5 counted, 6 needed, 1 missing   2026-11-20 00:00:01 – 00:00:05',
        '              1 more, too early or too late for this window',
        '          ✗ AADNonInteractiveUserSignInLogs  0 counted, 6 needed, 6 missing',
      ].join('\n'),
    );
  });

  it.each([
    { type: 'Root', severity: "severity High; the rule's own is Low", holds: '✓' },
    { type: 'IAMUser', severity: 'severity Low', holds: '✗' },
  ])('says of a login by $type how severe it is, and what could raise it', async ({ type, severity, holds }) => {
    const event = login('a', at(0), address, { MFAUsed: 'No', UserIdentityType: type });
    const explanation = await explained(event, [event]);

    const table = renderExplanations({ events: [explanation], unjudged: [] }, { width: 120, colour: false });

    const block = table.slice(table.indexOf('  FIRES   console-login-without-mfa')).split('\n\n')[0] as string;
    expect(block.split('\n').slice(5, 8)).toEqual([
      `          ${severity}`,
      `          ${holds} at least High: the root user signed in, whom no IAM policy of the account limits`,
      `            ${holds} UserIdentityType  must be Root  "${type}"`,
    ]);
    const json = JSON.parse(explanationLine(explanation)) as { rules: { rule: { id: string } }[] };
    expect(json.rules.find(({ rule }) => rule.id === 'console-login-without-mfa')).toMatchObject({
      rule: { severity: 'Low' },
      severity: {
        effective: type === 'Root' ? 'High' : 'Low',
        own: 'Low',
        circumstances: [
          {
            severity: 'High',
            holds: type === 'Root',
            because: 'the root user signed in, whom no IAM policy of the account limits',
            checks: [{ field: 'UserIdentityType', op: 'is', value: 'Root', saw: type, holds: type === 'Root' }],
          },
        ],
      },
    });
  });

  it('says nothing of severity where a rule does not fire', async () => {
    const event = login('a', at(0), address, { MFAUsed: 'No', UserIdentityType: 'Root' });

    const json = JSON.parse(explanationLine(await explained(event, [event]))) as {
      rules: { rule: { id: string }; verdict: string; severity?: object }[];
    };

    for (const { verdict, severity } of json.rules) expect(severity === undefined).toBe(verdict !== 'fires');
  });

  it.each([
    { counted: 5, dropped: 3, told: '3 more left out by the exclusion bk, which would have been enough' },
    { counted: 2, dropped: 1, told: '1 more left out by the exclusion bk, with which 3 would still be missing' },
    { counted: 6, dropped: 2, told: '2 more left out by the exclusion bk' },
  ])('says that an exclusion left out $dropped beside the $counted that count', async ({ counted, dropped, told }) => {
    const event = login('a', at(0), address);
    const fails = Array.from({ length: counted + dropped }, (_, n) =>
      failure(`f${n}`, at(n), address, n < dropped ? { UserPrincipalName: 'backup@example.com' } : {}),
    );
    const judged = rules.map((rule) => ({ ...rule, exclusions: [backup] }));

    const explanation = await explained(event, [event, ...fails], judged);

    const table = renderExplanations({ events: [explanation], unjudged: [] }, { width: 120, colour: false });
    const count = `SigninLogs                       ${counted} counted, 6 needed`;
    expect(table.slice(table.indexOf(count)).split('\n')[1]?.trim()).toBe(told);
    const json = JSON.parse(explanationLine(explanation)) as { rules: { rule: { id: string }; because?: string }[] };
    const ofRule = json.rules.find(({ rule }) => rule.id === 'entra-failures-with-console-login');
    const missing = Math.max(0, 6 - counted - dropped);
    expect(ofRule).toMatchObject({
      correlation: { counts: [{ leftOut: { count: dropped, by: ['bk'], missing, enough: missing === 0 } }, {}] },
    });
    if (counted < 6) expect(ofRule?.because).toMatch(new RegExp(`missing within 1 day; ${told}$`));
  });

  it('ends no period and no window after the year 9999', async () => {
    const event = login('a', latestInstant, address, { MFAUsed: 'No' });
    const explanation = await explained(event, [event]);

    const table = renderExplanations({ events: [explanation], unjudged: [] }, { width: 120, colour: false });

    expect(table).toContain('9999-12-31');
    expect(`${table}${explanationLine(explanation)}`).not.toContain('10000-');
  });

  it('begins with the rules that fire, and ends with those that the event is nothing for', async () => {
    const event = login('a', at(0), address, { MFAUsed: 'No' });

    const table = await shown(event, [event]);

    const headlines = table.split('\n').filter((line) => /^ {2}(FIRES|COUNTS|NO) /.test(line));
    expect(headlines.slice(0, 3)).toEqual([
      '  FIRES   console-login-without-mfa',
      '  FIRES   console-login (signal: kept, not published)',
      '  NO      entra-failures-with-console-login',
    ]);
    expect(table).toContain('verdict  fires console-login-without-mfa, console-login\n');
  });

  it.each([80, 120, 200])('keeps every line within %i columns, whatever an attacker wrote', async (width) => {
    const event = login('x'.repeat(300), at(0), address, { User: hostile, LoginResult: hostile, MFAUsed: hostile });

    const table = await shown(event, [event], width);

    for (const line of table.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(width);
    for (const character of ['\u001B', '\u202E']) expect(table).not.toContain(character);
  });

  it('is the same with colours, but for the colours', async () => {
    const event = login('a', at(0), address);
    const events = [await explained(event, [event])];

    const coloured = renderExplanations({ events, unjudged: [] }, { width: 120, colour: true });

    expect(coloured).toContain('\u001B[');
    expect(stripVTControlCharacters(coloured)).toBe(await shown(event, [event]));
  });

  it('says of a record that no rule saw why', () => {
    const record = { eventId: 'r1', eventName: 'PutObject', object: 'logs.json, line 3, byte 70' };

    const table = renderExplanations(
      {
        events: [],
        unjudged: [
          { ...record, kind: 'skipped', reason: 'other event' },
          { ...record, kind: 'failed', reason: 'eventTime: expected a time' },
        ],
      },
      { width: 120, colour: false },
    );

    expect(table).toContain('verdict  skipped: no rule looks at events named "PutObject"\n');
    expect(table).toContain('verdict  could not be read: eventTime: expected a time\n');
    expect(table).toContain('read in  logs.json, line 3, byte 70\n');
  });
});
