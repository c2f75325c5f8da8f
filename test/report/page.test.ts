import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oneScript, pageAssets } from '../../bin/commands/replay/report/page-assets.ts';
import { embedded } from '../../lambda/render/report/html/embed.ts';
import { reportPage } from '../../lambda/render/report/html/page.ts';
import { reportOf } from '../../lambda/render/report/report.ts';
import { anAlert } from '../render/an-alert.ts';
import { hostileText, longText, manyAlerts, reportInput } from './made-up.ts';

const assets = await pageAssets();
const pageOf = (changes: Parameters<typeof reportInput>[0] = {}): string =>
  reportPage(reportOf(reportInput(changes)), assets);

/** What stands in the scripts of a page, as HTML's parser cuts them. */
function scriptsIn(page: string): readonly string[] {
  return [...page.matchAll(/<script\b[^>]*>(.*?)<\/script/gs)].map(([, content]) => content as string);
}

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe('the page of a report', () => {
  it('allows its own style and script by their hashes, and no connection to anywhere', () => {
    const page = pageOf();

    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const [, script = ''] = scriptsIn(page);
    const directives = Object.fromEntries(policy.split('; ').map((each) => each.split(/ (.*)/s) as [string, string]));
    expect(directives).toEqual({
      'default-src': "'none'",
      'script-src': sha256(script),
      'style-src': sha256(style),
      'img-src': 'data:',
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  });

  it('loads nothing: every link to elsewhere has to be clicked', () => {
    const page = pageOf();
    const [head = ''] = page.split('<body>');

    expect([...page.matchAll(/\s(?:src|srcset|poster|action)="([^"]*)"/g)]).toEqual([]);
    expect([...head.matchAll(/<link\b[^>]*href="([^"]*)"/g)].map(([, url]) => url)).toEqual(['data:,']);
    expect(page).not.toMatch(/sourceMappingURL|@import|url\(|\son\w+="|\sstyle="/);
  });

  it("keeps Chart.js's licence, and that of the library in it", () => {
    const page = pageOf();

    expect(page).toContain('Chart.js Contributors');
    expect(page).toContain('Jukka Kurkela');
    expect(page.match(/Permission is hereby granted, free of charge/g)).toHaveLength(2);
  });

  it('is the same for the same input', () => {
    expect(pageOf({ alerts: manyAlerts(100) })).toBe(pageOf({ alerts: manyAlerts(100) }));
  });

  it('shows hostile text as text, and its script gets it whole', () => {
    const hostile = `${hostileText}${longText}`;
    const alert = anAlert({
      columns: { UserAgent: hostile },
      entities: [
        { type: 'Account', Name: hostileText.slice(0, 60), CloudAppAccountId: '"><script>alert(3)</script>' },
        { type: 'IP', Address: `'"><img src=x>` },
      ],
      evidence: [{ object: hostile, eventId: hostile }],
    });

    const page = pageOf({ alerts: [alert] });

    const scripts = scriptsIn(page);
    const data = JSON.parse(scripts[0] as string);
    expect(scripts).toHaveLength(2);
    expect(page.match(/<img|<script>alert|javascript:/g)).toBeNull();
    const neutralised = hostileText.replace('\u202E', '\uFFFD').replace('\u0007', '\uFFFD');
    expect(data.texts[0]).toBe(`${`${neutralised}${longText}`.slice(0, 1_023)}…`);
  });

  it('names the first fifty alerts without any script, and says that there are more', () => {
    const few = pageOf({ alerts: manyAlerts(20) });
    const many = pageOf({ alerts: manyAlerts(200) });

    expect(few.match(/<li class="alert">/g)).toHaveLength(14); // the others are signals
    expect(many.match(/<li class="alert">/g)).toHaveLength(50);
    expect(many).toMatch(/<noscript>.*These are the first 50\./);
    expect(few).not.toContain('These are the first');
  });

  it('says first of all what may be missing', () => {
    const { reading } = reportInput();

    const page = pageOf({
      reading: { ...reading, failed: 3, failures: ['a.json, line 1: no time'], unreadable: ['b.json: it is empty'] },
    });

    expect(page.indexOf('Something may be missing')).toBeLessThan(page.indexOf('id="timeline"'));
    expect(page).toContain('3 records could not be understood.');
    expect(page).toContain('<li>b.json: it is empty</li>');
    expect(pageOf()).not.toContain('Something may be missing');
  });

  it('holds 10,000 alerts in less than 600 bytes each', () => {
    const page = pageOf({ alerts: manyAlerts(10_000) });

    expect((page.length - pageOf({ alerts: [] }).length) / 10_000).toBeLessThan(600);
  });
});

describe('embedded data', () => {
  it.each(['</script>', '<!--', ']]>', '&lt;', '\u2028', '\u202E', '"', '\\'])(
    'brings %j through HTML and JSON',
    (text) => {
      const { markup } = embedded({ text });

      expect(markup).not.toMatch(/[<>&\u2028\u202E]/);
      expect(JSON.parse(markup)).toEqual({ text });
    },
  );
});

describe('several modules', () => {
  it('become one script without imports and exports, and with a scope of its own', () => {
    const script = oneScript([
      "export const one = 'a';\n",
      "import { one } from './dom.js';\n\nglobalThis.told = one;\n",
    ]);

    expect(script).not.toMatch(/^(?:import|export)/m);
    expect(new Function(`${script}; return globalThis.told;`)()).toBe('a');
  });

  it('are all of the folder', async () => {
    for (const name of ['element', 'chosen', 'ticksOf', 'entryOf', 'startList', 'startCharts']) {
      expect(assets.script.text).toContain(`function ${name}(`);
    }
  });
});
