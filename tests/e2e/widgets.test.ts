import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Feed } from '../../shared/contract/feeds.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { openPage } from './pages.ts';
import type { WatchedPage } from './pages.ts';

const companions = useCompanions();
/** Between two pages' readings of one timeline: the way through the browser, on a busy machine. */
const APART_MS = 1_000;

let browser: Browser;
let companion: RunningCompanion;
let opened: WatchedPage[] = [];

function shopGift(id: string, name: string, count: number): object {
  return {
    id,
    platform: 'myshop',
    kind: 'gift',
    sender: { id: `id-of-${name}`, name },
    gift: { id: 'star', name: 'Star' },
    count,
    unit: 'star',
    unitsEach: 1,
  };
}

async function openWidget(id: string, feed: Feed): Promise<Page> {
  const { client, close } = await connectRpc(companion.ready.dashboardUrl);
  const states = await client.system.watch();
  const told = await states.next();
  close();
  const token = told.done === true ? '' : told.value.overlayTokens[feed];
  const { origin } = new URL(companion.ready.overlayUrl);
  const page = await openPage(browser, `${origin}/overlay/${id}#token=${token}`);
  opened.push(page);
  return page.page;
}

/** How far the credits have rolled on a page, ms. */
async function rolledMs(page: Page): Promise<number> {
  return (await rollOf(page)).rolledMs;
}

/** How far the credits are, and when they began by that page: what two pages can be compared by. */
async function rollOf(page: Page): Promise<{ rolledMs: number; beganAtMs: number }> {
  const roll = page.getByTestId('credits-roll');
  await roll.waitFor({ state: 'attached' });
  return roll.evaluate((element) => {
    const rolledMs = Number(element.getAnimations()[0]?.currentTime);
    return { rolledMs, beganAtMs: Date.now() - rolledMs };
  });
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`widgets in a browser ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    companion = await companions.serve();
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    await client.session.open({ title: 'Pottery' });
    close();
  });
  afterEach(async () => {
    const pages = opened;
    opened = [];
    for (const { page } of pages) await page.context().close();
    await companion.stop();
    for (const { complaints } of pages) expect(complaints).toEqual([]);
  });

  it('a gift is in the total, the row and the ranking, and on a page that is opened afterwards', async () => {
    const total = await openWidget('session-total', 'session');
    await companion.post([shopGift('1', 'Ann', 12), shopGift('2', 'Bo', 30)]);
    const number = total.getByTestId('total-number');
    await until('the total', async () => (await number.textContent()) === '42');

    const board = await openWidget('top-supporters', 'supporters');
    const rows = board.getByTestId('board-row');
    await rows.first().waitFor();
    expect(await board.getByTestId('person-name').allTextContents()).toEqual(['Bo', 'Ann']);
    const ticker = await openWidget('gift-ticker', 'latest');
    await ticker.getByTestId('slip').first().waitFor();
    expect(await ticker.getByTestId('slip').count()).toBe(2);
    await total.reload();
    await until('the total again', async () => (await number.textContent()) === '42');
  });

  it('a goal is measured by what is booked, and is there after a restart', async () => {
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    await client.goals.set({
      title: 'A new kiln',
      measure: { type: 'units', platform: 'myshop', unit: 'star' },
      target: 100,
      span: { type: 'session' },
    });
    close();
    const bar = await openWidget('goal-bar', 'goal');
    await companion.post([shopGift('1', 'Ann', 64)]);
    const numbers = bar.getByTestId('goal-numbers');
    await until('the goal', async () => (await numbers.textContent())?.startsWith('64of 100'));
    const { dataDir } = companion;
    await bar.context().close();
    opened = [];
    await companion.stop();
    companion = await companions.serve({ dataDir });
    const again = await openWidget('goal-bar', 'goal');
    await until('the goal is still there', async () =>
      (await again.getByTestId('goal-numbers').textContent())?.startsWith('64of 100'),
    );
  });

  it('the credits roll when the session ends, and a page that is reloaded goes on where it was', async () => {
    await companion.post([shopGift('1', 'Ann', 12), shopGift('2', 'Bo', 30)]);
    const first = await openWidget('stream-credits', 'credits');
    await first.getByTestId('stage').waitFor({ state: 'attached' });
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    await client.session.close();
    await until('the credits have begun', async () => (await rolledMs(first)) > 1_500);
    expect(await first.getByTestId('credits').textContent()).toContain('Bo');

    const second = await openWidget('stream-credits', 'credits');
    const [onFirst, onSecond] = await Promise.all([rollOf(first), rollOf(second)]);
    expect(Math.abs(onFirst.beganAtMs - onSecond.beganAtMs)).toBeLessThan(APART_MS);
    await first.reload();
    const again = await rollOf(first);
    expect(again.rolledMs).toBeGreaterThanOrEqual(onFirst.rolledMs);
    expect(Math.abs(again.beganAtMs - onFirst.beganAtMs)).toBeLessThan(APART_MS);

    await client.credits.stop();
    close();
    await first.getByTestId('credits').waitFor({ state: 'detached' });
    await second.getByTestId('credits').waitFor({ state: 'detached' });
  });

  it('a page whose token is another widget’s shows nothing', async () => {
    const { origin } = new URL(companion.ready.overlayUrl);
    const alerts = companion.ready.overlayUrl.split('#')[1] ?? '';
    const stranger = await openPage(browser, `${origin}/overlay/session-total#${alerts}`);
    const own = await openWidget('session-total', 'session');
    await companion.post([shopGift('1', 'Ann', 12)]);
    await own.getByTestId('total').waitFor();
    expect(await stranger.page.getByTestId('total').count()).toBe(0);
    await stranger.page.context().close();
  });

  it('test data is shown, marked as such, and leaves the journal as it was', async () => {
    const head = await companion.head();
    const jar = await openWidget('gift-jar', 'session');
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    await client.overlay.test({ feed: 'session' });
    close();
    await jar.locator('.test-mark').waitFor();
    await until('pieces lie in the jar', async () => (await jar.locator('.piece').count()) > 20);
    expect(await companion.head()).toBe(head);
  });
});
