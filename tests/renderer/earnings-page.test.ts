/** The page of earnings, as built, in Chromium: its figures, its keys, its states, and what a screen reader is told. */
import type { Browser, Page } from '@playwright/test';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { emptyScene, fullScene, troubledScene } from '../tools/page-scenes.ts';
import { startPageStage } from '../tools/page-stage.ts';
import type { PageStage, StageScene } from '../tools/page-stage.ts';
import { until } from '../tools/poll.ts';

let browser: Browser;
let stage: PageStage;
let page: Page;
let faults: string[];

async function open(
  scene: StageScene,
  options: { readonly width?: number; readonly light?: boolean; readonly choice?: string } = {},
): Promise<void> {
  const { width = 1_440, light = false, choice = '' } = options;
  stage = await startPageStage(scene);
  page = await browser.newPage({ viewport: { width, height: 1_000 } });
  page.setDefaultTimeout(15_000);
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  if (light) {
    await page.addInitScript(() => localStorage.setItem('coinfall-theme', 'light'));
  }
  await page.goto(`${stage.dashboardUrl()}&page=earnings&zone=Europe/Berlin${choice}`);
}

const asked = (part: string): boolean =>
  stage.calls.some((call) => call.startsWith('earnings.totals') && call.includes(part));
const focused = (): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? null);

async function violations(): Promise<readonly string[]> {
  // Evaluated, not added as an element: the page's policy allows no script of strangers.
  await page.evaluate(axe.source);
  const result = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return result.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join('\n')}`,
  );
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`the page of earnings ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await stage.close();
    expect(faults).toEqual([]);
  });

  it('says of each figure what it is, with coverage beside it and the period before', async () => {
    await open(fullScene(Date.now()));
    const summary = page.getByTestId('earnings-summary');
    await page.getByTestId('earnings-total-tiktok-coin').waitFor();
    const marks = await summary
      .locator('[data-label]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-label')));
    expect(marks).toEqual(['observed', 'observed', 'estimated', 'paid']);
    expect(await page.getByTestId('coverage').textContent()).toMatch(/Observed \d+ h \d\d of/);
    const before = (await page.getByTestId('earnings-before').textContent()) ?? '';
    expect(before).toContain('up to the same point');
    expect(before).toContain('Difference:');
    expect(before).not.toMatch(/%|↑|↓|!/);
  });

  it('is gone through by keys alone: to a bar, along the bars, into its gifts and back', async () => {
    await open(fullScene(Date.now()));
    await page.getByTestId('earnings-bar').first().waitFor();
    const keys = await page
      .getByTestId('earnings-bar')
      .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('data-key')));
    expect(keys).toHaveLength(30);
    await page.getByTestId('earnings-time-export').focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(keys.at(-1));
    // To the newest day that has something, but at least one on.
    const bar = page.locator('.bar:focus');
    do await page.keyboard.press('ArrowLeft');
    while ((await bar.getAttribute('data-empty')) !== null);
    const day = await focused();
    expect(keys.slice(0, -1)).toContain(day);
    const said = (await page.getByTestId('earnings-time-readout').textContent()) ?? '';
    expect(said).toMatch(/coins · .*≈ \$[\d.,]+ estimated · \d+ gifts · Observed/);
    await page.keyboard.press('Enter');
    await page.getByTestId('feed-row').first().waitFor();
    const call = stage.calls.find((one) => one.startsWith('earnings.gifts')) ?? '';
    const question = JSON.parse(call.slice('earnings.gifts '.length)) as {
      readonly fromMs: number;
      readonly toMs: number;
    };
    expect(question.toMs - question.fromMs).toBeLessThanOrEqual(25 * 3_600_000);
    expect(said).toContain(
      (await page.getByTestId('drill-head').locator('p').first().textContent()) ?? '?',
    );
    await page.keyboard.press('Escape');
    await page.getByTestId('drill-head').waitFor({ state: 'detached' });
    await until('the focus to come back', async () => (await focused()) === day);
    // The week is one stop as well; down is a day.
    await page.getByTestId('earnings-hours-export').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowUp');
    expect(await page.getByTestId('earnings-hours-readout').textContent()).toContain(
      'Saturday, 23:00',
    );
  });

  it('pages through the gifts as they are scrolled, with few of them in the page', async () => {
    await open(fullScene(Date.now()));
    await page.getByTestId('earnings-gift').first().click();
    await page.getByTestId('feed-row').first().waitFor();
    const scroller = page.locator('.drill-scroll');
    await until('the last gift', async () => {
      await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      const end = await page.locator('.drill .feed-end').allTextContents();
      return end.some((words) => words.includes('These are all'));
    });
    expect(stage.calls.filter((call) => call.startsWith('earnings.gifts')).length).toBe(4);
    expect(await page.getByTestId('feed-row').count()).toBeLessThan(60);
  });

  it('has each chart as a table, with the same figures', async () => {
    await open(fullScene(Date.now()));
    for (const chart of ['time', 'hours', 'mix', 'platforms']) {
      await page.getByTestId(`earnings-${chart}-table`).click();
      const rows = page.getByTestId(`earnings-${chart}-rows`).locator('tbody tr');
      expect(await rows.count(), chart).toBeGreaterThan(1);
      await rows.first().getByRole('button').click();
      await page.getByTestId('drill-head').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('drill-head').waitFor({ state: 'detached' });
    }
    expect(await page.getByTestId('session-row').count()).toBe(12);
    expect(await page.getByTestId('session-reported').first().textContent()).toContain(
      '+60 coins against what was seen',
    );
  });

  it('keeps its choice in the address, and goes back', async () => {
    await open(fullScene(Date.now()), { choice: '&period=lastMonth&by=week' });
    await until('the month', () => asked('"by":"week"'));
    expect(await page.getByTestId('earnings-period').inputValue()).toBe('lastMonth');
    await page.getByTestId('earnings-kind').selectOption('bits');
    await until('the kind', () => asked('"kind":"bits"'));
    expect(page.url()).toContain('kind=bits');
    expect(page.url()).toContain('token=');
    await page.goBack();
    await until(
      'all kinds',
      async () => (await page.getByTestId('earnings-kind').inputValue()) === '',
    );
    await page.getByTestId('nav-live').click();
    await page.getByTestId('feed-row').first().waitFor();
    await page.goBack();
    await page.getByTestId('earnings-summary').waitFor();
    expect(await page.getByTestId('earnings-period').inputValue()).toBe('lastMonth');
  });

  it('remembers the zone and the currency', async () => {
    await open(fullScene(Date.now()));
    await page.getByTestId('earnings-zone').fill('Kathmandu');
    await page.getByRole('option', { name: 'Asia/Kathmandu' }).click();
    await until('the zone', () => asked('mandu"'));
    await page.getByTestId('earnings-currency').fill('EUR');
    await page.getByRole('option', { name: 'EUR' }).click();
    await until('the currency', () => asked('"currency":"EUR"'));
    await page.goto(`${stage.dashboardUrl()}&page=earnings`);
    await page.reload();
    await page.getByTestId('earnings-total-tiktok-coin').waitFor();
    expect(await page.getByTestId('earnings-zone').inputValue()).toMatch(/mandu$/);
    expect(await page.getByTestId('earnings-currency').inputValue()).toBe('EUR');
  });

  it('exports what is shown: its period, zone and currency', async () => {
    await open(fullScene(Date.now()), { choice: '&period=yesterday&currency=EUR' });
    await page.getByTestId('earnings-hours-export').click();
    await page.getByTestId('export-submit').click();
    await page.getByTestId('export-saved').waitFor();
    const call = stage.calls.find((one) => one.startsWith('exports.file')) ?? '';
    const file = JSON.parse(call.slice('exports.file '.length)) as Record<string, unknown>;
    expect(file).toMatchObject({ view: 'gifts', zone: 'Europe/Berlin', currency: 'EUR' });
    const totals = stage.calls.find((one) => one.startsWith('earnings.totals')) ?? '';
    const shown = JSON.parse(totals.slice('earnings.totals '.length)) as Record<string, unknown>;
    expect([file['fromMs'], file['toMs']]).toEqual([shown['fromMs'], shown['toMs']]);
  });

  it('says in one sentence that there is nothing, and what failed with a way to try again', async () => {
    await open(emptyScene(Date.now()));
    await page.getByTestId('earnings-empty').waitFor();
    stage.show({ earnings: { play: 'failing' } });
    await page.getByTestId('earnings-period').selectOption('lastYear');
    const failure = page.getByTestId('earnings-summary').getByTestId('earnings-failure');
    await failure.waitFor();
    expect(await failure.textContent()).toContain('Your ledger is unharmed');
    stage.show({ earnings: { play: 'full' } });
    await failure.getByRole('button', { name: 'Try again' }).click();
    await page.getByTestId('earnings-total-tiktok-coin').waitFor();
  });

  it('keeps its figures without a connection, and asks again once there is one', async () => {
    await open(fullScene(Date.now()));
    const coins = page.getByTestId('earnings-total-tiktok-coin');
    await coins.waitFor();
    stage.setAway(true);
    stage.dropConnections();
    await until('the loss', async () =>
      (await page.getByTestId('connection-state').textContent())?.includes('Not'),
    );
    expect(await coins.isVisible()).toBe(true);
    await page.getByTestId('earnings-period').selectOption('lastYear');
    const failure = page.getByTestId('earnings-summary').getByTestId('earnings-failure');
    await failure.waitFor();
    expect(await failure.textContent()).toContain('come back with the connection');
    stage.setAway(false);
    await coins.waitFor({ timeout: 30_000 });
  });

  it('does not jump when figures arrive: what waits for them has their size', async () => {
    await open({ ...fullScene(Date.now()), earnings: { play: 'waiting' } });
    const tops = (): Promise<readonly number[]> =>
      Promise.all(
        ['time', 'hours', 'mix', 'sessions'].map(async (chart) =>
          Math.round((await page.getByTestId(`earnings-${chart}`).boundingBox())?.y ?? -1),
        ),
      );
    await page.locator('.chart .mantine-Skeleton-root').nth(3).waitFor();
    const waiting = await tops();
    stage.show({ earnings: { play: 'full' } });
    await page.getByTestId('session-row').first().waitFor();
    await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
    expect(await tops()).toEqual(waiting);
  });

  for (const width of [320, 640, 980, 1_440]) {
    it(`has no horizontal overflow at ${width} px, whatever the names`, async () => {
      await open(troubledScene(Date.now()), { width });
      await page.getByTestId('session-row').first().waitFor();
      await page.getByTestId('earnings-gift').first().waitFor();
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
    });
  }

  for (const light of [false, true]) {
    it(
      `has nothing that axe objects to, ${light ? 'light' : 'dark'}`,
      { timeout: 60_000 },
      async () => {
        await open(fullScene(Date.now()), { light });
        await page.getByTestId('session-row').first().waitFor();
        for (const chart of ['time', 'hours', 'mix', 'platforms']) {
          await page.getByTestId(`earnings-${chart}-table`).click();
        }
        expect(await violations()).toEqual([]);
        await page.getByTestId('earnings-gift').first().click();
        await page.getByTestId('feed-row').first().waitFor();
        // Half faded in, a colour is none of its own.
        await page.waitForFunction(() =>
          document.getAnimations().every((one) => one.playState !== 'running'),
        );
        expect(await violations()).toEqual([]);
      },
    );
  }
});
