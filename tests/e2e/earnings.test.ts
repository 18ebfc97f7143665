/** The page of earnings over a real ledger of the built companion: what it shows is what the CSV says. */
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import { bookedUnits } from '../tools/csv.ts';
import { until } from '../tools/poll.ts';
import { openPage } from './pages.ts';

const companions = useCompanions();
let browser: Browser;

function gift(id: string, name: string, what: string, count: number, unitsEach: number): object {
  return {
    ...{ id, platform: 'myshop', kind: 'gift', unit: 'star', count, unitsEach },
    ...{ sender: { id: name, name }, gift: { id: what, name: what } },
  };
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`the page of earnings ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('shows what was booked, down to each gift, and what comes in meanwhile', async () => {
    const companion = await companions.serve();
    await companion.post([
      gift('a', 'Ada', 'Rose', 3, 5),
      gift('b', 'Bea', 'Lion', 1, 400),
      { id: 'tip', platform: 'myshop', kind: 'tip', money: { amount: '2.50', currency: 'USD' } },
    ]);
    const { page, complaints } = await openPage(
      browser,
      `${companion.ready.dashboardUrl}&page=earnings&period=today&zone=UTC`,
    );
    const stars = page.getByTestId('earnings-total-myshop-star');
    await stars.waitFor();
    const gifts = await companion.gifts();
    expect(await stars.getAttribute('data-value')).toBe(String(bookedUnits(gifts, 'star')));
    // Money is worth itself; what no card covers is no part of it.
    expect(await page.getByTestId('session-estimate').textContent()).toBe('$2.50');
    await page.getByTestId('earnings-show').selectOption('myshop/star');
    await until('the stars', async () => (await page.getByTestId('earnings-gift').count()) === 2);
    expect(await page.getByTestId('earnings-gift').allTextContents()).toEqual([
      expect.stringContaining('Lion'),
      expect.stringContaining('Rose'),
    ]);
    await page.getByTestId('earnings-gift').last().click();
    await page.getByTestId('feed-row').first().waitFor();
    expect(await page.getByTestId('feed-row').allTextContents()).toEqual([
      expect.stringMatching(/Ada.*Rose.*×3.*15/),
    ]);
    await page.keyboard.press('Escape');
    await companion.post([gift('c', 'Cy', 'Rose', 1, 5)]);
    await until(
      'the gift that came in meanwhile',
      async () => (await stars.getAttribute('data-value')) === '420',
      { withinMs: 30_000 },
    );
    expect(complaints).toEqual([]);
    await page.close();
    await companion.stop();
  });
});
