import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../lambda/render/catalogue/catalogue.ts';
import { renderRuleList } from '../../lambda/render/catalogue/list-table.ts';
import type { CataloguePage } from '../../lambda/render/catalogue/page.ts';
import { renderRulePage } from '../../lambda/render/catalogue/page-text.ts';
import { cells } from '../../lambda/render/cells.ts';
import { rules } from '../../lambda/rules/index.ts';

const pages = catalogue(rules);
const widths = [40, 80, 120, 200];

/** In cells; links are whole, however long they are. */
function widest(text: string): number {
  return Math.max(
    ...text
      .replace(/https:\S+/g, '')
      .split('\n')
      .map(cells),
  );
}

describe('the list', () => {
  it('tells of every rule its id, title, severity, delivery, techniques and original', () => {
    const list = renderRuleList(pages, { width: 120, colour: false });

    const raised: Readonly<Record<string, string>> = {
      'console-login-without-mfa': 'Low, up to High',
      'entra-failures-with-console-login': 'Medium, up to High',
    };
    for (const { id, title, severity, deliver, attack, original } of rules) {
      const techniques = [...new Set(attack.map(({ technique }) => technique))].join(' ') || '–';
      const start = list.indexOf(`\n${id} `) + 1;
      const entry = list.slice(start).split('\n') as [string, string];
      expect(entry[0].split(/ {3,}/)).toEqual([id, raised[id] ?? severity, deliver, techniques, original.platform]);
      expect(entry[1].trim()).toBe(`${title} · ${original.id}`);
    }
  });

  it.each(widths)('fits into %s cells', (width) => {
    const list = renderRuleList(pages, { width, colour: false });

    expect(widest(list)).toBeLessThanOrEqual(width);
    for (const { title } of rules) expect(list.replace(/\s+/g, ' ')).toContain(title.slice(0, 30));
  });

  it('has colours that change nothing but the look', () => {
    const plain = renderRuleList(pages, { width: 80, colour: false });
    const coloured = renderRuleList(pages, { width: 80, colour: true });

    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe('a page', () => {
  it.each(pages.map((page) => [page.id, page] as const))('of %s holds all that the catalogue knows', (_, page) => {
    const text = renderRulePage(page, { width: 200, colour: false });

    const words = text.replace(/\s+/g, ' ');
    const { platform, id, title, url } = page.original;
    const conditions = page.indicators.flatMap(({ field, values }) => [field, ...values]);
    const others = page.sameAction.flatMap((other) => [other.id, other.platform]);
    const tactics = page.attack.flatMap(({ tactic, techniques }) => [tactic, ...techniques.map((one) => one.id)]);
    for (const part of [
      page.title,
      page.description,
      platform,
      id,
      title,
      url,
      ...page.falsePositives,
      ...page.triage,
    ]) {
      expect(words).toContain(part);
    }
    for (const part of [...conditions, ...others, ...tactics]) expect(words).toContain(part);
    for (const { name, from } of page.outputFields)
      expect(words).toMatch(new RegExp(`${name} .*${RegExp.escape(from)}`));
    for (const { name } of page.tunables) expect(words).toContain(name);
    for (const { because } of page.severityWhen) expect(words).toContain(because);
  });

  it.each(widths)('fits into %s cells', (width) => {
    for (const page of pages) expect(widest(renderRulePage(page, { width, colour: false }))).toBeLessThanOrEqual(width);
  });

  it('tells what raises the severity, from what and to what', () => {
    const page = pages.find(({ id }) => id === 'console-login-without-mfa') as CataloguePage;

    const text = renderRulePage(page, { width: 120, colour: false });

    expect(text).toContain('console-login-without-mfa · severity Low, up to High · alert: published\n');
    expect(text).toContain(`
SEVERITY BY CIRCUMSTANCE
  A match is Low, or what the configuration says instead, and the highest of these that holds for
  it. An exclusion that lowers takes one step off.
`);
    expect(text).toMatch(/High +UserIdentityType is "Root" +the root user signed in/);
  });

  it('tells the way of an event: numbers, windows and conditions', () => {
    const page = pages.find(({ id }) => id === 'many-failed-logins-from-ip') as CataloguePage;

    const text = renderRulePage(page, { width: 100, colour: false });

    expect(text).toContain(`
  1. source
     CloudTrail
  2. where
     EventName is "ConsoleLogin"
     LoginResult is "Failure"
     SourceAddress is present
  3. correlate: event count
     more than 20 events of equal SourceAddress in some window of 10 minutes
  4. group by
     sourceIp
  5. period
     one alert for each group and each hour in UTC
`);
  });
});
