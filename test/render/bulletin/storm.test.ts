import { describe, expect, it } from 'vitest';
import { bulletinMail } from '../../../lambda/render/bulletin/bulletin-mail.ts';
import { rules } from '../../../lambda/rules/index.ts';
import { withoutMfa } from '../../adapters/alerts.ts';
import { bulletinOf, many } from './bulletins.ts';

const period = { start: '2026-11-20T00:00:00Z', end: '2026-11-20T01:00:00Z' };
const storm = bulletinOf('storm', many(50), { alertCount: 412, freshCount: 412, period });

/** A text without its line breaks and indentation. */
function unwrapped(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('the mail of a storm', () => {
  it('says how many, of which rule, since when, and that more may come', () => {
    const { subject, body } = bulletinMail(storm, rules);

    expect(subject).toBe(`[Low] 412 alerts of one rule: ${withoutMfa.title}`);
    expect(body.split('\n')[0]).toBe(
      `412 alerts of one rule since 2026-11-20 00:00:00 UTC, and more may come: ${withoutMfa.title}`,
    );
  });

  it('says how many are new since the last summary', () => {
    const { subject, body } = bulletinMail({ ...storm, revision: 2, freshCount: 37 }, rules);

    expect(subject).toMatch(/^Update \[Low\] 37 more, 412 alerts of one rule: Login to /);
    expect(body).toMatch(/^37 more alerts of one rule since the last summary, 412 since 2026-11-20 00:00:00 UTC, /);
    expect(unwrapped(body)).toContain('How many 412 alerts, 37 of them since the last summary');
  });

  it('names the accounts, addresses and users most concerned, and of how many alerts it knows them', () => {
    const { body } = bulletinMail(storm, rules);

    expect(body).toContain('Accounts  111122223333 ×50\n');
    expect(unwrapped(body)).toContain(
      'From 203.0.113.0 ×8, 203.0.113.1 ×7, 203.0.113.2 ×7, 203.0.113.3 ×7, 203.0.113.4 ×7 and 2 more ',
    );
    expect(body).toContain('Counted   the names above, in 50 of the 412 alerts\n');
  });

  it('has the first ten rows, and how many more there are', () => {
    const { body } = bulletinMail(storm, rules);

    expect(body.match(/^ {2}00:0\d:00 .* user-\d$/gm)).toHaveLength(10);
    expect(body).toContain('\n  and 402 more alerts\n');
  });

  it("has the first of the rule's triage steps, says what is never held back, and how to see all", () => {
    const { body } = bulletinMail(storm, rules, { tableName: 'gatewarden-state' });

    for (const step of withoutMfa.triage.slice(0, 3)) expect(unwrapped(body)).toContain(step);
    expect(body).not.toContain('  4. ');
    expect(unwrapped(body)).toContain("Root's logins and alerts of High severity are always sent at once");
    expect(body).toContain(
      `    gatewarden alerts --table gatewarden-state --since 2026-11-20 \\\n      --until 2026-11-20T01:00:00Z --rule ${withoutMfa.id}\n`,
    );
  });

  it('is still a mail where the rule is gone', () => {
    const { rule: _, ...rest } = { ...storm, alerts: [] };

    const { subject, body } = bulletinMail(rest, []);

    expect(subject).toBe('[Low] 412 alerts of one rule: a rule that is not switched on any more');
    expect(body).not.toContain('WHAT TO DO');
    expect(body).toContain('gatewarden alerts --table TABLE');
  });
});
