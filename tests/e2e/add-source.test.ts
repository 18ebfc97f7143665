/** From nothing to a connected channel, as a newcomer goes: every step is counted and read. */
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import type { FakeTwitch } from '../tools/fake-twitch.ts';
import { until } from '../tools/poll.ts';
import { openPage } from './pages.ts';
import type { WatchedPage } from './pages.ts';

const MOST_CLICKS = 3;
const CHANNEL = 'coinfall_test';

const companions = useCompanions();
let browser: Browser;
let opened: WatchedPage | null = null;
let twitch: FakeTwitch;

/** Counts what the mouse and the keyboard trigger: a click is a click, however it was made. */
async function clicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = globalThis as unknown as { clicks: number };
    counted.clicks = 0;
    // A click on a label makes a second one on its field; that one nobody made.
    document.addEventListener(
      'click',
      (event) => (counted.clicks += event.isTrusted ? 1 : 0),
      true,
    );
  });
  return () => page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks);
}

async function stepWords(page: Page): Promise<readonly string[]> {
  const steps = await page.getByTestId('step').all();
  return Promise.all(
    steps.map(async (step) => {
      const words = await step.locator('span').textContent();
      return `${words ?? ''}: ${(await step.getAttribute('data-state')) ?? ''}`;
    }),
  );
}

async function start(behaviour: 'normal' | 'noJoin'): Promise<Page> {
  twitch = await fakeTwitch({ behaviour });
  const companion = await companions.serve();
  opened = await openPage(browser, companion.ready.dashboardUrl);
  return opened.page;
}

describe.skipIf(CHROMIUM_ABSENT !== null)(
  `adding a source in a real browser ${CHROMIUM_ABSENT ?? ''}`,
  { timeout: 90_000 },
  () => {
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      await opened?.page.context().close();
      await twitch.close();
      expect(opened?.complaints).toEqual([]);
    });

    it('takes three clicks to a connected Twitch channel, and says each step', async () => {
      const page = await start('normal');
      const counted = await clicks(page);
      let made = 0;
      const click = async (target: ReturnType<Page['locator']>): Promise<void> => {
        made += 1;
        await target.click();
      };
      await click(page.getByTestId('add-source'));
      await click(page.getByTestId('add-source-kind').getByText('Twitch'));
      await page.keyboard.type(twitch.url(CHANNEL));
      await click(page.getByTestId('add-source-submit'));

      await page.getByText('Connected. Gifts count from now on.').waitFor();
      expect(await stepWords(page)).toEqual([
        'Reading the address: ok',
        'Reaching Twitch: ok',
        'Logging in as a guest: ok',
        `Joining the channel ${CHANNEL}: ok`,
      ]);
      expect(made).toBe(MOST_CLICKS);
      // The second click is on a label, which the browser passes on to the field behind it.
      expect(await counted()).toBeLessThanOrEqual(MOST_CLICKS + 1);
      expect(twitch.received).toContain(`JOIN #${CHANNEL}`);
      const state = page.getByTestId('source').getByTestId('source-state');
      expect(await state.textContent()).toBe('Connected');
      await page.keyboard.press('Enter');
      await page.getByTestId('connecting').waitFor({ state: 'detached' });
    });

    it('says where it stopped and what to do, and gives the entry back to be changed', async () => {
      const page = await start('noJoin');
      await page.getByTestId('add-source').click();
      await page.getByTestId('add-source-kind').getByText('Twitch').click();
      await page.keyboard.type(twitch.url(CHANNEL));
      await page.keyboard.press('Enter');
      await page.getByTestId('step').filter({ hasText: 'Is it spelled right?' }).waitFor();
      const words = await page.getByTestId('step').last().textContent();
      expect(words).toContain('Compare the name with the address of the channel on twitch.tv.');
      await page.getByText('Coinfall keeps trying by itself.').waitFor();
      await page.getByTestId('connecting-change').click();
      expect(await page.getByTestId('add-source-field').inputValue()).toBe(twitch.url(CHANNEL));
      await until(
        'the source is gone',
        async () => (await page.getByTestId('source').count()) === 0,
      );
    });

    it('tests a connection step by step, and adds and books nothing by it', async () => {
      const page = await start('normal');
      await page.getByTestId('add-source').click();
      await page.getByTestId('add-source-kind').getByText('Twitch').click();
      await page.keyboard.type(twitch.url(CHANNEL));
      await page.getByTestId('add-source-test').click();
      await page.getByTestId('step').filter({ hasText: 'Waiting for the first message' }).waitFor();
      expect(await page.getByTestId('testing-result').textContent()).toContain('Nothing is added');
      twitch.say(
        `@bits=100;id=tested;room-id=1;tmi-sent-ts=${Date.now()};user-id=9 :m!m@m.tmi.twitch.tv PRIVMSG #${CHANNEL} :cheer100`,
      );
      await page.getByText('The connection works.').waitFor();
      expect((await stepWords(page)).at(-1)).toBe('Waiting for the first message: ok');
      await until('the test to let go', () => twitch.clients.size === 0);
      expect(await page.getByTestId('source').count()).toBe(0);
      expect(await page.getByTestId('feed-row').count()).toBe(0);
      await page.getByTestId('testing-connect').click();
      await page.getByText('Connected. Gifts count from now on.').waitFor();
    });
  },
);
