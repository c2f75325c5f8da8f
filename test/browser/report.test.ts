import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pageAssets } from '../../bin/commands/replay/report/page-assets.ts';
import { reportPage } from '../../lambda/render/report/html/page.ts';
import { type ReportInput, reportOf } from '../../lambda/render/report/report.ts';
import { gatewarden } from '../cli/gatewarden.ts';
import { tempFolder } from '../cli/temp-folder.ts';
import { anAlert } from '../render/an-alert.ts';
import { hostileText, longText, manyAlerts, reportInput } from '../report/made-up.ts';
import { chromiumArguments, chromiumPath } from './chromium.ts';
import { lowestContrast } from './contrast.ts';

const executablePath = chromiumPath();
const skipped = executablePath === undefined ? ' (skipped: no Chromium on this machine)' : '';

const phone = { width: 360, height: 780 };
const desktop = { width: 1280, height: 900 };

/** How many canvases have something drawn on them. */
const drawn = `[...document.querySelectorAll('canvas')].filter((canvas) =>
  canvas.width > 0 && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0)).length`;

describe.skipIf(executablePath === undefined)(`the report in Chromium${skipped}`, () => {
  let browser: Browser;
  let folder: ReturnType<typeof tempFolder>;

  beforeAll(async () => {
    folder = tempFolder();
    await gatewarden(['replay', '--report', join(folder.path, 'samples.html'), 'samples']);
    await writeReport('many.html', { alerts: manyAlerts(10_000) });
    await writeReport('hostile.html', { alerts: hostileAlerts() });
    await writeReport('empty.html', { alerts: [] });
    browser = await chromium.launch({
      args: chromiumArguments,
      ...(executablePath !== undefined && { executablePath }),
    });
  });
  afterAll(async () => {
    await browser?.close();
    folder?.[Symbol.dispose]();
  });

  async function writeReport(name: string, changes: Partial<ReportInput>): Promise<void> {
    writeFileSync(join(folder.path, name), reportPage(reportOf(reportInput(changes)), await pageAssets()));
  }

  /** A new page on a report, in a context of its own. */
  async function open(name: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: desktop, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const [file, hash] = name.split('#') as [string, string?];
    await page.goto(pathToFileURL(join(folder.path, file)).href + (hash === undefined ? '' : `#${hash}`));
    return page;
  }

  it('draws a row for each rule and a chart for each address, and says in words what is in them', async () => {
    const page = await open('samples.html');

    expect(await page.locator('canvas').count()).toBe(15);
    expect(await page.evaluate(drawn)).toBe(15);
    expect(await page.getByRole('img', { name: /^203\.0\.113\.7: 35 failed: .*2 logins/ }).count()).toBe(1);
    expect(await page.locator('#axis span').count()).toBeGreaterThan(3);
  });

  it('has the numbers of the charts in tables that open', async () => {
    const page = await open('samples.html');

    await page.getByText('As a table: alerts over time').click();
    await page.getByText('As a table: failures and logins of 203.0.113.7').click();

    const alerts = page.getByRole('table', { name: /alerts over time/ });
    expect(await alerts.getByRole('row', { name: /Login profile created.*High/ }).count()).toBe(1);
    const failures = page.getByRole('table', { name: /failures and logins of 203\.0\.113\.7$/ });
    expect(await failures.getByRole('row', { name: /03:14:07 login to the AWS console carol/ }).count()).toBe(1);
  });

  describe('the list of alerts', () => {
    it('opens an alert in full: why, what to do, its columns and its evidence', async () => {
      const page = await open('samples.html#rule=entra-failures-with-console-login');

      await page.locator('summary.line').first().click();

      const detail = page.locator('.detail').first();
      for (const text of [
        'more than five times',
        '12 tried: alice@example.com',
        '50126 wrong user name or password',
        'Which accounts were tried from the address',
        'A shared or proxy egress address',
        'UserIdentityType',
        '111122223333_CloudTrail_us-east-1_20261120T0400Z',
        'Microsoft Sentinel',
        'T1110 Brute Force',
      ]) {
        expect(await detail.textContent()).toContain(text);
      }
      expect(await detail.getByRole('listitem').filter({ hasText: 'CloudTrail_us-east-1' }).count()).toBe(1);
    });

    it('can be searched: for all of the words, in any case, in everything that an alert holds', async () => {
      const page = await open('samples.html');

      await page.getByLabel('Search').fill('CAROL 203.0.113.7 mozilla');

      expect(await shown(page)).toEqual([
        'Failed Entra ID sign-ins but successful login to AWS Console',
        'Failed Entra ID sign-ins but successful login to AWS Console', // of another user: Carol was among those tried
        'Login to AWS Management Console without MFA',
      ]);
      expect(await page.getByRole('status').textContent()).toBe('3 of 10 alerts');
    });

    it('can be narrowed and ordered, and shows signals on demand', async () => {
      const page = await open('samples.html');

      await page.getByLabel('Severity').selectOption('Low');
      const low = await shown(page);
      await page.getByLabel('Signals, too').check();
      await page.getByLabel('Order').selectOption('Newest first');

      expect(low).toHaveLength(2);
      expect(await page.getByRole('status').textContent()).toBe('6 of 29 alerts and signals');
      expect((await shown(page))[0]).toBe('Failed AWS console login');
    });

    it('says so where nothing is as wished, and shows all again', async () => {
      const page = await open('samples.html');
      await page.getByLabel('Search').fill('nobody at all');
      await page.getByText('No alert is like this.').waitFor({ state: 'visible' });

      await page.getByRole('button', { name: 'Show all' }).click();

      expect(await shown(page)).toHaveLength(10);
      expect(await page.getByLabel('Search').inputValue()).toBe('');
    });

    it('follows links from the tiles, the tables and the bars, and says what it was narrowed to', async () => {
      const page = await open('samples.html');

      await page.getByRole('link', { name: '5 High' }).click();
      const high = await shown(page);
      await page.locator('#concerned').getByRole('link', { name: '203.0.113.99' }).click();
      const byAddress = await shown(page);
      await page.getByRole('button', { name: 'Without From: 203.0.113.99' }).click();
      const all = await shown(page);
      const lane = page.locator('[data-lane="0"]');
      const { width, height } = (await lane.boundingBox()) as { width: number; height: number };
      await lane.click({ position: { x: width * 0.04, y: height / 4 } });
      await page.getByText('1 of 10 alerts').waitFor();

      expect(high).toHaveLength(5);
      expect(byAddress).toEqual(['Many failed AWS console logins from one address']);
      expect(all).toHaveLength(10);
      expect(await shown(page)).toEqual(['Login to AWS Management Console without MFA']);
      expect(page.url()).toMatch(/#rule=console-login-without-mfa&since=\d+&until=\d+$/);
    });

    it('stands in the address, so that a link to it shows the same', async () => {
      const page = await open('samples.html');
      await page.getByLabel('Search').fill('dave');
      await page.getByLabel('Severity').selectOption('High');

      const again = await open(`samples.html${new URL(page.url()).hash}`);

      expect(await shown(again)).toEqual([
        'Failed Entra ID sign-ins but successful login to AWS Console', // dave is among the accounts tried
        'Failed Entra ID sign-ins but successful login to AWS Console',
        'Many failed MFA challenges of one AWS user',
      ]);
      expect(await again.getByLabel('Search').inputValue()).toBe('dave');
    });
  });

  it('stays usable with 10,000 alerts: pages of fifty, and a filter that reacts in less than 100 ms', async () => {
    const page = await open('many.html#signals=yes');

    const milliseconds = await page.evaluate(`(() => {
      const field = document.querySelector('[name=text]');
      const times = ['u', 'us', 'user-39', 'user-399', 'user-399 198.51', 'nothing', ''].map((text) => {
        const start = performance.now();
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        document.body.offsetHeight; // lays out
        return performance.now() - start;
      });
      return times.sort((a, b) => a - b)[3];
    })()`);
    await page.getByRole('button', { name: 'Next' }).click();

    expect(milliseconds).toBeLessThan(100);
    expect(await page.locator('.alert').count()).toBe(50);
    expect(await page.locator('#page').textContent()).toBe('51 to 100');
    expect(await page.getByRole('status').textContent()).toBe('10,000 alerts and signals');
    expect(await page.locator('#alerts-title:focus').count()).toBe(1);
  });

  it('can be used by keyboard: past the header, through the tiles, into an alert', async () => {
    const page = await open('samples.html');

    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // the first tile
    await page.locator('#alerts-title:focus').waitFor({ state: 'attached' });
    for (let stop = 0; stop < 7; stop++) await page.keyboard.press('Tab'); // six fields and buttons, the first alert
    await page.keyboard.press('Enter');

    expect(await page.locator(':focus').textContent()).toContain('Failed Entra ID sign-ins but successful login');
    await page.locator('.detail').waitFor();
    expect(await page.locator('details[open] .detail').count()).toBe(1);
  });

  it('has landmarks, one first heading, and a name for every control', async () => {
    const page = await open('samples.html');

    const unnamed = await page.evaluate(`[...document.querySelectorAll('input, select, button, a, canvas')]
      .filter((each) => !(each.labels?.length || each.textContent.trim() || each.getAttribute('aria-label'))).length`);

    expect(unnamed).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual(['10 alerts and 19 signals']);
    for (const role of ['main', 'banner', 'contentinfo', 'search'] as const) {
      expect(await page.getByRole(role).count(), role).toBe(1);
    }
    for (const name of ['Alerts over time', 'Failures by address, and logins', 'Alerts', 'What was read']) {
      expect(await page.getByRole('region', { name, exact: true }).count(), name).toBe(1);
    }
  });

  it.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('can be read on a %s, light and dark: nothing is cut off or pale', async (_, viewport) => {
    for (const name of ['samples.html', 'hostile.html', 'empty.html']) {
      const page = await open(name, { viewport });
      for (const summary of await page.locator('summary:visible').all()) await summary.click();

      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(viewport.width);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { ratio, text } = (await page.evaluate(lowestContrast)) as { ratio: number; text: string };
        expect(ratio, `${name}, ${colorScheme}: ${text}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('draws its charts again in other colours where the reader changes to dark', async () => {
    const page = await open('samples.html', { colorScheme: 'light' });
    const picture = `document.querySelector('[data-failures="0"]').toDataURL()`;

    const light = await page.evaluate(picture);
    await page.emulateMedia({ colorScheme: 'dark' });

    await expect.poll(() => page.evaluate(picture)).not.toBe(light);
    expect(await page.evaluate(drawn)).toBe(15);
  });

  it('is readable without JavaScript: the summary, the tables and the first alerts', async () => {
    const page = await open('samples.html', { javaScriptEnabled: false });

    expect(await shown(page)).toHaveLength(10);
    expect(await page.getByLabel('Search').isVisible()).toBe(false);
    expect(await page.locator('canvas:visible').count()).toBe(0);
    expect(await page.locator('noscript p').isVisible()).toBe(true);
    await page.getByText('As a table: alerts over time').click();
    expect(await page.getByRole('table', { name: /alerts over time/ }).isVisible()).toBe(true);
  });

  it('asks nothing of the network, complains of nothing, and breaks no rule of its policy', async () => {
    const page = await open('empty.html');
    const [requests, complaints]: string[][] = [[], []];
    page.on('request', (request) => requests?.push(new URL(request.url()).protocol));
    page.on('console', (message) => complaints?.push(message.text()));
    page.on('pageerror', (error) => complaints?.push(error.message));

    for (const name of ['empty.html', 'samples.html', 'many.html']) {
      await page.goto(pathToFileURL(join(folder.path, name)).href);
      await page.mouse.move(700, 500);
    }
    await page.locator('summary.line').first().click();

    expect(new Set(requests)).toEqual(new Set(['file:']));
    expect(complaints).toEqual([]);
  });

  it('does not run what an attacker wrote, even if it came to stand in the page', async () => {
    const page = await open('samples.html');

    const ran = await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      return globalThis.ran === true;
    })()`);

    expect(ran).toBe(false);
  });

  it('shows hostile text as text, in the list, in the alert and in what it is narrowed to', async () => {
    const page = await open('hostile.html');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });

    await page.locator('summary.line').first().click();
    const detail = await page.locator('.detail').first().textContent();
    await page.locator('#concerned').getByRole('link').first().click();

    expect(detail).toContain(
      '</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"\'&amp;\uFFFDgnp\uFFFD',
    );
    expect(await page.locator('#list img, #chips img').count()).toBe(0);
    expect(await page.locator('#chips').textContent()).toContain('<img src=x>');
    expect(dialogs).toEqual([]);
  });

  it('tells of a replay that found nothing', async () => {
    const page = await open('empty.html');

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('0 alerts');
    expect(await page.getByText('Nothing was found.').isVisible()).toBe(true);
  });
});

function hostileAlerts(): ReportInput['alerts'] {
  return [
    anAlert({
      columns: { UserAgent: `${hostileText}${longText}`, AccountName: longText },
      entities: [
        { type: 'Account', Name: '<img src=x>"\'&amp;', CloudAppAccountId: 'w'.repeat(64) },
        { type: 'IP', Address: '<b>203.0.113.7' },
      ],
      evidence: [{ object: `${longText}/${hostileText}`, eventId: hostileText }],
    }),
  ];
}

function shown(page: Page): Promise<string[]> {
  return page.locator('#list .what:visible').allTextContents();
}
