/** The guide's own lines, copied out of a real browser and run in a real shell against the running companion. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebhookAnswer } from '../../shared/contract/webhook-answer.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import { openPage } from './pages.ts';

const companions = useCompanions();
const NONE = { accepted: 0, duplicates: 0, conflicts: 0, tests: 0, rejected: [] };

let browser: Browser;

/** Runs a line as it was copied, and reads curl's answer. */
async function run(line: string): Promise<WebhookAnswer> {
  expect(line).toMatch(/^curl -X POST "http:\/\/127\.0\.0\.1:/);
  const { stdout } = await promisify(execFile)('sh', ['-c', `${line} --silent --show-error`]);
  return JSON.parse(stdout) as WebhookAnswer;
}

async function copied(page: Page, testId: string): Promise<string> {
  await page.getByTestId(`${testId}-copy`).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

describe.skipIf(CHROMIUM_ABSENT !== null)(
  `the guide to the webhook ${CHROMIUM_ABSENT ?? ''}`,
  { timeout: 90_000 },
  () => {
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    it('offers lines that work: a gift stands in the feed, a test in no book', async () => {
      const companion = await companions.serve();
      const { page, complaints } = await openPage(browser, companion.ready.dashboardUrl);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByTestId('webhook-guide-open').click();

      const head = await companion.head();
      expect(await run(await copied(page, 'webhook-line'))).toEqual({ ...NONE, tests: 1 });
      for (const name of ['Ko-fi', 'Buy Me a Coffee', 'Streamlabs', 'StreamElements']) {
        await page.getByTestId('webhook-service').click();
        await page.getByRole('option', { name, exact: true }).click();
        const line = await copied(page, 'webhook-service-line');
        expect(await run(line), line).toEqual({ ...NONE, tests: 1 });
      }
      expect(await companion.head()).toBe(head);

      await page.getByTestId('webhook-try').getByText('Real gift').click();
      const line = await copied(page, 'webhook-line');
      // The token is copied, and is not to be read over somebody's shoulder.
      expect(line).toContain(companion.ready.webhookToken);
      const shown = await page.getByTestId('webhook-line').textContent();
      expect(shown).not.toContain(companion.ready.webhookToken);
      expect(await run(line)).toEqual({ ...NONE, accepted: 1 });
      expect(await run(line)).toEqual({ ...NONE, duplicates: 1 });

      await page.keyboard.press('Escape');
      await page.getByTestId('webhook-guide').waitFor({ state: 'detached' });
      const rows = page.getByTestId('feed-row');
      await rows.filter({ hasText: 'A viewer' }).filter({ hasText: 'Star' }).waitFor();
      expect(await rows.count()).toBe(1);
      expect(complaints).toEqual([]);
    });
  },
);
