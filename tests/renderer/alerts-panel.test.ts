/** The dashboard's desk of alerts, as built, in Chromium. */
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { emptyScene, fullScene, idleDesk } from '../tools/page-scenes.ts';
import { startPageStage } from '../tools/page-stage.ts';
import type { PageStage, StageScene } from '../tools/page-stage.ts';
import { until } from '../tools/poll.ts';

let browser: Browser;
let stage: PageStage;
let page: Page;

async function open(scene: StageScene): Promise<void> {
  stage = await startPageStage(scene);
  page = await browser.newPage({ viewport: { width: 1440, height: 950 } });
  page.setDefaultTimeout(10_000);
  await page.goto(stage.dashboardUrl());
  await page.getByTestId('alerts-quiet').waitFor({ state: 'attached' });
}

const called = (call: string): Promise<unknown> =>
  until(`the call ${call}`, () => stage.calls.includes(call));
const ruleNames = (): Promise<readonly string[]> =>
  page.getByTestId('rule').locator('strong').allTextContents();

describe.skipIf(CHROMIUM_ABSENT !== null)(`the desk of alerts ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await stage.close();
  });

  it('says yes and no to each that is held, and to all', async () => {
    await open(fullScene(Date.now()));
    await page.getByTestId('approve').first().click();
    await called('alerts.approve g1');
    await page.getByTestId('reject').nth(2).click();
    await called('alerts.reject g3');
    await page.getByTestId('approve-all').click();
    await called('alerts.approve all');
    await page.getByTestId('reject-all').click();
    await called('alerts.reject all');
    stage.show({ desk: idleDesk(Date.now(), { rev: 2 }) });
    await until('the list to be gone', async () => (await page.getByTestId('held').count()) === 0);
  });

  it('switches quiet and approval, and asks before it clears', async () => {
    await open(fullScene(Date.now()));
    await page.getByTestId('alerts-quiet').click();
    await called('alerts.quiet true');
    await page.getByTestId('alerts-hold-all').click();
    await called('alerts.holdAll true');
    await page.getByTestId('alerts-clear').click();
    expect(stage.calls).not.toContain('alerts.clear');
    await page.getByTestId('confirm').click();
    await called('alerts.clear');
  });

  it('says what became of each alert and why, and shows one again', async () => {
    await open(fullScene(Date.now()));
    await page.getByTestId('past-open').click();
    await page.getByTestId('past').first().waitFor();
    const words = (await page.getByTestId('past').allTextContents()).join('\n');
    for (const receipt of [
      'Shown',
      'no overlay',
      'quiet',
      'you said no',
      'cleared',
      'too old',
      'a rule',
    ]) {
      expect(words).toContain(receipt);
    }
    expect(words).toContain('214 gifts from 37 people');
    await page.getByTestId('replay').nth(1).click();
    await called('alerts.replay g19');
  });

  it('adds a rule, refuses what cannot be followed with words, and keeps the form as it was', async () => {
    await open(emptyScene(Date.now()));
    await page.getByTestId('rules-open').click();
    await page.getByTestId('rules-none').waitFor();
    await page.getByTestId('rule-add').click();
    await page.getByTestId('rule-name').fill('Big roses');
    await page.getByTestId('rule-gift').fill('Rose');
    await page.getByTestId('rule-unit').fill('coin');
    await page.keyboard.press('Escape');
    await page.getByTestId('rule-least').fill('500');
    await page.getByTestId('rule-most').fill('100');
    await page.getByTestId('rule-text').fill('{name} went big');
    await page.getByTestId('rule-save').click();
    await page.getByRole('alert').filter({ hasText: 'least amount is above the most' }).waitFor();
    expect(await page.getByTestId('rule-name').inputValue()).toBe('Big roses');
    await page.getByTestId('rule-most').fill('');
    await page.getByTestId('rule-save').click();
    await called('alerts.setRules Big roses');
    expect(await page.getByTestId('rule').textContent()).toContain('Rose · from 500 coins → Show');
  });

  it('orders rules by keyboard, tests one, deletes one and takes that back', async () => {
    await open(fullScene(Date.now()));
    await page.getByTestId('rules-open').click();
    await page.getByTestId('rule').first().waitFor();
    const [welcome, roses, great] = await ruleNames();
    await page.getByTestId('rule-down').first().focus();
    await page.keyboard.press('Enter');
    await called(`alerts.setRules ${roses}, ${welcome}, ${great}`);
    await page.getByTestId('rule-test').first().click();
    await called(`alerts.testRule ${welcome}`);
    await page.getByTestId('rule-delete').nth(1).click();
    await called(`alerts.setRules ${roses}, ${great}`);
    await page.getByTestId('rule-undo').click();
    await until(
      'all three again',
      async () => (await ruleNames()).join() === [roses, welcome, great].join(),
    );
    // A rule that hides has nothing to be tested.
    expect(await page.getByTestId('rule-test').count()).toBe(2);
  });
});
