/** A file is brought in through the dashboard of the built companion: chosen, explained, looked at, booked, taken back. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { openPage } from './pages.ts';

const companions = useCompanions();
const SHOTS = process.env['COINFALL_SHOTS'];
const TIPS = [
  'Datum;Von;Betrag',
  '03.04.2026 20:15;Ada;1.234,50 €',
  '04.04.2026 21:00;Grace;5,00 €',
  'irgendwann;Mallory;7,00 €',
].join('\r\n');

let browser: Browser;
let companion: RunningCompanion;
beforeAll(async () => {
  browser = await launchChromium();
  companion = await companions.serve();
});
afterAll(() => browser.close());

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

describe('the import dialog', () => {
  it('reads a table by what is said of its columns, books it, and takes it back', async () => {
    const { page, complaints } = await openPage(browser, companion.ready.dashboardUrl);
    const at = (id: string) => page.getByTestId(id);
    await at('import-open').click();
    await shot(page, 'import-choose');
    const chooser = page.waitForEvent('filechooser');
    await at('import-choose').click();
    await (
      await chooser
    ).setFiles({ name: 'spenden.csv', mimeType: 'text/csv', buffer: Buffer.from(TIPS) });
    await at('import-platform').fill('myshop');
    await at('import-column-date').selectOption('Datum');
    await at('import-column-amount').selectOption('Betrag');
    await at('import-column-name').selectOption('Von');
    await shot(page, 'import-meaning');
    await page.setViewportSize({ width: 320, height: 720 });
    await shot(page, 'import-meaning-320');
    await page.setViewportSize({ width: 1440, height: 900 });
    await at('import-look').click();
    await at('import-plan').waitFor();
    expect(await at('import-added').textContent()).toBe('2');
    expect(await at('import-rejected').textContent()).toBe('1');
    expect(await at('import-refusals').textContent()).toContain('Line 4');
    await shot(page, 'import-plan');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.evaluate(() =>
      document.documentElement.setAttribute('data-mantine-color-scheme', 'light'),
    );
    await shot(page, 'import-plan-light');
    await at('import-apply').click();
    await at('import-applied').waitFor();
    expect((await companion.gifts()).map((gift) => gift.units)).toEqual(['123450', '500']);
    await page.keyboard.press('Escape');
    await at('import-undo').click();
    await shot(page, 'import-undo');
    await at('confirm').click();
    await page.getByText('taken back').first().waitFor();
    await shot(page, 'import-list');
    expect((await companion.gifts()).every((gift) => gift.status === 'reversed')).toBe(true);
    expect(complaints).toEqual([]);
  });
});
