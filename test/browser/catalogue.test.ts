import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { siteAssets } from '../../bin/commands/rules/site-assets.ts';
import { writeFolder } from '../../bin/commands/rules/write-folder.ts';
import { where } from '../../lambda/core/predicate.ts';
import type { Rule } from '../../lambda/core/rule.ts';
import { catalogue } from '../../lambda/render/catalogue/catalogue.ts';
import { htmlSite } from '../../lambda/render/catalogue/html/site.ts';
import { rules } from '../../lambda/rules/index.ts';
import { aRule, hostile } from '../catalogue/a-rule.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { chromiumArguments, chromiumPath } from './chromium.ts';
import { lowestContrast } from './contrast.ts';

const executablePath = chromiumPath();
const skipped = executablePath === undefined ? ' (skipped: no Chromium on this machine)' : '';

const phone = { width: 360, height: 780 };
const desktop = { width: 1280, height: 900 };

describe.skipIf(executablePath === undefined)(`the catalogue in Chromium${skipped}`, () => {
  let browser: Browser;
  let site: ReturnType<typeof tempFolder>;

  beforeAll(async () => {
    site = tempFolder();
    await writeSite(site.path, rules);
    browser = await chromium.launch({
      args: chromiumArguments,
      ...(executablePath !== undefined && { executablePath }),
    });
  });
  afterAll(async () => {
    await browser?.close();
    site?.[Symbol.dispose]();
  });

  /** A new page on a file of the site, in a context of its own. */
  async function open(file: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: desktop, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(urlOf(site.path, file));
    return page;
  }

  describe('the filters', () => {
    it('show the rules that have all of what is chosen, and say how many', async () => {
      const page = await open('index.html');

      await page.getByLabel('ATT&CK tactic').selectOption('Credential Access');
      await page.getByLabel('Severity').selectOption('High');

      const expected = rules.filter(
        ({ attack, severity, severityWhen = [] }) =>
          [severity, ...severityWhen.map((circumstance) => circumstance.severity)].includes('High') &&
          attack.some(({ tactic }) => tactic === 'Credential Access'),
      );
      expect(await shownTitles(page)).toEqual(expected.map(({ title }) => title));
      expect(await page.getByRole('status').textContent()).toBe(`${expected.length} of ${rules.length} rules`);
    });

    it('know the event names of every side of a rule', async () => {
      const page = await open('index.html');

      await page.getByLabel('Event name').selectOption('CreateLoginProfile');

      expect(await shownTitles(page)).toEqual(['Login profile created and used from one address']);
    });

    it('say so where no rule has all of what is chosen, and show all again on demand', async () => {
      const page = await open('index.html');
      await page.getByLabel('ATT&CK tactic').selectOption('Stealth');
      await page.getByLabel('Severity').selectOption('Medium');
      await page.getByText('No rule has all of these').waitFor({ state: 'visible' });

      await page.getByRole('button', { name: 'Show all' }).click();

      await page.getByText('No rule has all of these').waitFor({ state: 'hidden' });
      expect(await shownTitles(page)).toHaveLength(rules.length);
    });

    it('stand in the address, so that a link to it or the way back shows the same', async () => {
      const page = await open('index.html');
      await page.getByLabel('Severity').selectOption('Low');
      const shown = await shownTitles(page);

      await page.getByRole('link', { name: shown[0] as string }).click();
      await page.waitForURL(/console-login/);
      await page.goBack();

      expect(await shownTitles(page)).toEqual(shown);
      expect(await page.getByLabel('Severity').inputValue()).toBe('Low');
    });

    it('ignore a choice that the address makes up', async () => {
      const page = await open('index.html#severity=Nonsense&tactic=%3Cscript%3E');

      expect(await shownTitles(page)).toHaveLength(rules.length);
    });
  });

  it('is whole without JavaScript, and shows no filters then', async () => {
    const page = await open('index.html', { javaScriptEnabled: false });

    expect(await shownTitles(page)).toEqual(rules.map(({ title }) => title));
    expect(await page.getByLabel('Severity').isVisible()).toBe(false);
  });

  it('can be walked by keyboard: past the header, to a rule, into its page', async () => {
    const page = await open('index.html');
    const focused = () => page.locator(':focus');

    await page.keyboard.press('Tab');
    expect(await focused().textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    for (let stop = 0; stop < 5; stop++) await page.keyboard.press('Tab'); // three selects, the button, the first rule
    expect(await focused().textContent()).toBe(rules[0]?.title);
    await page.keyboard.press('Enter');
    await page.waitForURL(/console-login-without-mfa\.html$/);

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(rules[0]?.title);
  });

  describe.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('on a %s', (_, viewport) => {
    it('can be read, every page, light and dark: nothing is cut off or pale', async () => {
      const page = await open('index.html', { viewport });

      for (const file of ['index.html', ...rules.map(({ id }) => `${id}.html`)]) {
        await page.goto(urlOf(site.path, file));
        expect(await page.evaluate('document.documentElement.scrollWidth'), file).toBeLessThanOrEqual(viewport.width);

        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const { ratio, text } = (await page.evaluate(lowestContrast)) as { ratio: number; text: string };
          expect(ratio, `${file}, ${colorScheme}: ${text}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    });

    it('has tables that a screen reader knows as such', async () => {
      const page = await open('console-login-without-mfa.html', { viewport });

      const table = page.getByRole('table', { name: 'MITRE ATT&CK coverage' });

      expect(await table.getByRole('row').count()).toBe(5);
      expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Tactic', 'Technique', 'Name']);
      expect(await table.getByRole('cell', { name: 'Stealth' }).count()).toBe(1);
    });
  });

  it('is dark where the reader wants it dark', async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';

    const light = await (await open('index.html', { colorScheme: 'light' })).evaluate(background);
    const dark = await (await open('index.html', { colorScheme: 'dark' })).evaluate(background);

    expect([light, dark]).toEqual(['rgb(246, 247, 249)', 'rgb(15, 20, 25)']);
  });

  it('asks nothing of the network, and complains of nothing', async () => {
    const page = await open('index.html');
    const [requests, complaints]: string[][] = [[], []];
    page.on('request', (request) => requests?.push(new URL(request.url()).protocol));
    page.on('console', (message) => complaints?.push(message.text()));
    page.on('pageerror', (error) => complaints?.push(error.message));

    for (const file of ['index.html', 'console-login.html']) await page.goto(urlOf(site.path, file));

    expect(new Set(requests)).toEqual(new Set(['file:']));
    expect(complaints).toEqual([]);
  });

  it('shows hostile text as text, and filters by it', async () => {
    using folder = tempFolder();
    const attack = [{ tactic: hostile, technique: 'T1078', name: hostile }];
    const whereHostile = [where('EventName').is(hostile)];
    await writeSite(folder.path, [aRule({ title: hostile, where: whereHostile, attack }), aRule({ id: 'other' })]);
    const page = await open('index.html');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });

    await page.goto(urlOf(folder.path, 'index.html'));
    await page.getByLabel('ATT&CK tactic').selectOption(hostile);
    const shown = await shownTitles(page);
    await page.goto(urlOf(folder.path, 'a-rule.html'));

    expect(shown).toEqual([hostile]);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(hostile);
    expect(dialogs).toEqual([]);
  });
});

async function writeSite(folder: string, of: readonly Rule[]): Promise<void> {
  const failure = await writeFolder(folder, new Map([...htmlSite(catalogue(of)), ...(await siteAssets())]));
  if (failure !== undefined) throw new Error(failure);
}

function urlOf(folder: string, file: string): string {
  const [name, hash] = file.split('#') as [string, string?];
  return pathToFileURL(join(folder, name)).href + (hash === undefined ? '' : `#${hash}`);
}

function shownTitles(page: Page): Promise<string[]> {
  return page.locator('#rules h2:visible').allTextContents();
}
