import { describe, expect, it } from 'vitest';
import { where } from '../../lambda/core/predicate.ts';
import { catalogue } from '../../lambda/render/catalogue/catalogue.ts';
import { html, safeHref } from '../../lambda/render/catalogue/html/markup.ts';
import { htmlSite } from '../../lambda/render/catalogue/html/site.ts';
import { rules } from '../../lambda/rules/index.ts';
import { aRule, hostile } from './a-rule.ts';

const site = htmlSite(catalogue(rules));

describe('the site', () => {
  it('has an index and a page for each rule', () => {
    expect([...site.keys()]).toEqual(['index.html', ...rules.map(({ id }) => `${id}.html`)]);
  });

  it.each([...site])('%s loads nothing but what stands beside it', (_, page) => {
    const loaded = [...page.matchAll(/<(?:link|script|img|iframe)\b[^>]*?(?:href|src)="([^"]*)"/g)].map(
      ([, url]) => url,
    );

    expect(loaded.length).toBeGreaterThan(0);
    for (const url of loaded) expect(['data:,', 'catalogue.css', 'catalogue.js']).toContain(url);
    expect(page).not.toMatch(/\son\w+=|<style|style="/);
  });

  it.each([...site])('%s links only to pages and places that are there', (name, page) => {
    const links = [...page.matchAll(/<a\b[^>]*?href="([^"]*)"/g)].map(([, url]) => url as string);

    for (const link of links.filter((url) => !url.startsWith('https://'))) {
      const [file, place] = link.split('#') as [string, string?];
      const target = site.get(file === '' ? name : file);
      expect(target, link).toBeDefined();
      if (place !== undefined) expect(target).toContain(`id="${place}"`);
    }
  });

  it('finds a rule by every severity that it can have, and shows its own and the worst', () => {
    const index = site.get('index.html') as string;
    const entry = index.slice(index.indexOf('<li class="rule"'), index.indexOf('</li>'));

    expect(entry).toContain('id="console-login-without-mfa"');
    expect(entry).toContain('data-severity="[&quot;Low&quot;,&quot;High&quot;]"');
    expect(entry).toContain('Low</span><span class="badge high" title="By circumstance">up to High</span>');
  });

  it('shows what a rule says as text, whatever characters it has', () => {
    const pages = htmlSite(
      catalogue([
        aRule({
          title: hostile,
          description: hostile,
          where: [where('EventName').is(hostile)],
          original: { platform: hostile, id: hostile, title: hostile, version: hostile, url: 'javascript:alert(1)' },
          attack: [{ tactic: hostile, technique: hostile, name: hostile }],
          groupBy: [{ name: hostile, constant: hostile }],
          severityWhen: [{ where: [where('User').is(hostile)], severity: 'High', because: hostile }],
          falsePositives: [hostile],
          triage: [hostile],
        }),
      ]),
    );

    for (const page of pages.values()) {
      expect(page).toContain('&lt;/code&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &#39;&amp;amp;&#39;');
      expect(page).not.toContain('<script>alert');
      expect(page).not.toContain('href="javascript:');
    }
  });
});

describe('markup', () => {
  it('escapes texts once, and leaves markup as it is', () => {
    const inner = html`<b>${'<&>'}</b>`;

    expect(html`<p title="${'"'}">${inner}${[inner]}${3}</p>`.markup).toBe(
      '<p title="&quot;"><b>&lt;&amp;&gt;</b><b>&lt;&amp;&gt;</b>3</p>',
    );
  });

  it.each(['javascript:alert(1)', ' https://example.com', 'data:text/html,x', '//example.com'])(
    'makes no link of %s',
    (url) => {
      expect(safeHref(url)).toBe('#');
    },
  );
});
