/** From an empty list to a scene on air: the editor by mouse and keyboard, and the canvas's own page. */
import type { Browser, Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Canvas } from '../../shared/overlay/canvas.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { openPage, pixels } from './pages.ts';
import type { WatchedPage } from './pages.ts';

const companions = useCompanions();
/** What OBS's log says of a canvas that is gone. */
const UNKNOWN_ADDRESS = 'does not know this overlay address';

let browser: Browser;
let companion: RunningCompanion;
let opened: WatchedPage[] = [];
let page: Page;

async function open(url: string): Promise<WatchedPage> {
  const watched = await openPage(browser, url);
  opened.push(watched);
  return watched;
}

/** The canvas as the companion keeps it. */
async function kept(): Promise<Canvas> {
  const { client, close } = await connectRpc(companion.ready.dashboardUrl);
  const [first] = await client.canvases.list();
  const found = first === undefined ? null : await client.canvases.get({ id: first.id });
  close();
  if (found === null) throw new Error('There is no canvas.');
  return found.canvas;
}

const box = (widget: string): Locator => page.getByTestId(`box-${widget}`);

/** Where the items are by the editor, in pixels of the canvas, and their order. */
function places(): Promise<string> {
  return page.getByTestId('editor-canvas').evaluate((canvas) => {
    const scale = Number(canvas.getAttribute('data-scale'));
    return [...canvas.querySelectorAll<HTMLElement>('.editor-box')]
      .map(({ dataset, style }) =>
        [
          dataset['testid'],
          ...[style.insetInlineStart, style.insetBlockStart, style.inlineSize, style.blockSize].map(
            (px) => Math.round(Number.parseFloat(px) / scale),
          ),
        ].join(' '),
      )
      .join('\n');
  });
}

/** Drags by so many pixels of the canvas, with a hand that moves in steps. */
async function drag(from: Locator, dx: number, dy: number): Promise<void> {
  const at = await from.boundingBox();
  if (at === null) throw new Error('There is nothing to drag.');
  const scale = Number(await page.getByTestId('editor-canvas').getAttribute('data-scale'));
  const x = at.x + at.width / 2;
  const y = at.y + at.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + (dx * scale) / 2, y + (dy * scale) / 2, { steps: 4 });
  await page.mouse.move(x + dx * scale, y + dy * scale, { steps: 4 });
  await page.mouse.up();
}

async function openEditor(): Promise<void> {
  const { page: dashboard } = await open(companion.ready.dashboardUrl);
  page = dashboard;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByTestId('nav-overlays').click();
  await page.getByTestId('new-canvas').click();
  await page.getByTestId('new-lying-blank').click();
  await page.locator('.editor-frame[data-ready]').waitFor();
}

async function save(): Promise<void> {
  await page.keyboard.press('Control+s');
  await until('it is saved', async () =>
    (await page.getByTestId('save-state').textContent())?.startsWith('Saved'),
  );
}

/** The address as it is copied for OBS. */
async function address(): Promise<string> {
  await page.getByTestId('copy-address').click();
  return page.evaluate(() => navigator.clipboard.readText());
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`the overlay editor ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    companion = await companions.serve();
  });
  afterEach(async () => {
    const pages = opened;
    opened = [];
    for (const watched of pages) await watched.page.context().close();
    await companion.stop();
    const said = pages.flatMap(({ complaints }) => complaints);
    expect(said.filter((line) => !line.includes(UNKNOWN_ADDRESS))).toEqual([]);
  });

  it('builds a canvas of three widgets, goes ten steps back and forth, and is the same after a reload', async () => {
    const head = await companion.head();
    await openEditor();
    const begun = await places();
    expect(begun).toBe('');

    await page.getByTestId('add-goal-bar').click();
    await drag(box('goal-bar'), 0, -430);
    // By the keyboard alone: the button, then the item.
    await page.getByTestId('add-session-total').press('Enter');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.getByTestId('add-gift-alert').click();
    await page.getByTestId('align-left').click();
    await page.getByTestId('align-bottom').click();
    await drag(page.getByTestId('handle-1--1'), 120, -60);
    await page.getByTestId('tab-theme').click();
    await page.getByTestId('preset-paper').click();

    const built = await places();
    expect(built.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'box-goal-bar',
      'box-session-total',
      'box-gift-alert',
    ]);
    expect(built).toContain('box-session-total 770 431 400 220');
    expect(built).toContain('box-gift-alert 0 620 920 460');
    await box('session-total').focus();

    const after: string[] = [];
    for (let steps = 0; steps < 10; steps += 1) {
      await page.keyboard.press('Control+z');
      after.push(await places());
    }
    expect(after.at(-1)).toBe(begun);
    expect(await page.getByTestId('undo').isDisabled()).toBe(true);
    // The preset was the last step: no place changes with it. Every other step did something.
    expect(after[0]).toBe(built);
    expect(new Set(after)).toHaveLength(10);
    for (let steps = 0; steps < 10; steps += 1) await page.keyboard.press('Control+Shift+z');
    expect(await places()).toBe(built);
    expect(await page.getByTestId('redo').isDisabled()).toBe(true);

    await save();
    await page.reload();
    await page.locator('.editor-frame[data-ready]').waitFor();
    await until('it is as it was', async () => (await places()) === built);
    const canvas = await kept();
    expect(canvas.theme.preset).toBe('paper');
    expect(canvas.items).toHaveLength(3);
    // Sample data were shown all the while; the ledger has not heard of them.
    expect(await companion.head()).toBe(head);
  });

  it('shows a real gift on the canvas’s page, where the editor puts it and as soon as it is saved', async () => {
    await openEditor();
    await page.getByTestId('add-gift-alert').click();
    await page.getByTestId('align-left').click();
    await page.getByTestId('align-top').click();
    await save();
    const url = await address();
    expect(new URL(url).pathname).toBe(`/overlay/${(await kept()).id}`);
    const air = await open(url);
    await air.page.locator('[data-item]').waitFor({ state: 'attached' });

    await companion.post([
      {
        ...{ id: 'a1', platform: 'myshop', kind: 'gift', count: 1, unit: 'star', unitsEach: 900 },
        sender: { id: 'ann', name: 'Ann' },
        gift: { id: 'comet', name: 'Comet' },
      },
    ]);
    const alertId = await air.alert();
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    await air.page.waitForTimeout(900);
    // 1920 × 1080 in a page of 1280 × 720: the alert stands low in its box, which is the upper left.
    const shown = await pixels(air.page);
    expect(shown.opaqueShare({ x: 40, y: 190, width: 180, height: 40 })).toBeGreaterThan(0.9);
    expect(shown.alphaAt(1_000, 600)).toBe(0);

    await page.getByTestId('box-gift-alert').focus();
    await page.getByTestId('align-right').click();
    const item = air.page.locator('[data-item]');
    await item.evaluate((element) => element.setAttribute('data-seen', 'yes'));
    const left = await item.boundingBox();
    await save();
    await until('the alert has moved', async () => {
      const now = await item.boundingBox();
      return now !== null && left !== null && now.x > left.x + 500;
    });
    // The very same alert, in the very same element: nothing was played again.
    expect(await item.getAttribute('data-seen')).toBe('yes');
    expect((await air.seen()).map((seen) => seen.alertId)).toEqual([alertId]);
    await until(
      'the alert has its receipt',
      async () => {
        const [past] = await client.alerts.past({ beforeNo: null, limit: 1 });
        return past?.alertId === alertId && past.stage === 'done' && past.shownAtMs !== null;
      },
      { withinMs: 30_000 },
    );
    close();
  });

  it('opens what the canvas needs and no more, and is blank once the canvas is gone', async () => {
    await openEditor();
    await page.getByTestId('add-session-total').click();
    await save();
    const air = await open(await address());
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    await client.session.open({ title: 'Pottery' });
    await companion.post([
      {
        ...{ id: 's1', platform: 'myshop', kind: 'gift', count: 42, unit: 'star', unitsEach: 1 },
        sender: { id: 'bo', name: 'Bo' },
        gift: { id: 'star', name: 'Star' },
      },
    ]);
    const number = air.page.getByTestId('total-number');
    await until('the total', async () => (await number.textContent()) === '42');
    const token = new URL(await address()).hash.replace('#token=', '');
    const overlay = await connectRpc(
      `${companion.ready.dashboardUrl.split('#')[0] ?? ''}#token=${token}`,
    );
    await expect(overlay.client.alerts.watch()).rejects.toThrow();
    await expect(overlay.client.system.watch()).rejects.toThrow();
    overlay.close();

    await page.getByTestId('editor-back').click();
    await page.getByTestId('canvas-remove').click();
    await number.waitFor({ state: 'detached' });
    expect(air.complaints.join()).toContain(UNKNOWN_ADDRESS);
    expect(await client.canvases.list()).toEqual([]);
    await page.getByTestId('toast-action').click();
    await page.getByTestId('canvas-open').waitFor();
    expect(await client.canvases.list()).toHaveLength(1);
    close();
    // The address is the one it had.
    await air.page.reload();
    await until('the total again', async () => (await number.textContent()) === '42');
  });

  it('asks who was overtaken by another window, and loses nobody’s work', async () => {
    await openEditor();
    await page.getByTestId('add-session-total').click();
    await save();
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    const canvas = await kept();
    await client.canvases.save({
      canvas: { ...canvas, name: 'Theirs' },
      feeds: ['session'],
      from: 2,
    });
    await page.getByTestId('add-goal-bar').click();
    const mine = await places();
    await page.keyboard.press('Control+s');
    await page.getByTestId('conflict-theirs').click();
    await until(
      'theirs is here',
      async () => (await page.getByTestId('canvas-name').inputValue()) === 'Theirs',
    );
    await page.getByTestId('undo').click();
    expect(await places()).toBe(mine);

    await client.canvases.save({
      canvas: { ...canvas, name: 'Again' },
      feeds: ['session'],
      from: 3,
    });
    await page.keyboard.press('Control+s');
    await page.getByTestId('conflict-mine').click();
    await until('mine is kept', async () => (await kept()).items.length === 2);
    close();
  });

  it('keeps what is not saved over a way through the pages, and goes back with the back button', async () => {
    await openEditor();
    await page.getByTestId('add-goal-bar').click();
    const mine = await places();
    await page.getByTestId('nav-live').click();
    await page.getByTestId('nav-overlays').getByText('not saved').waitFor();
    await page.goBack();
    await page.locator('.editor-frame[data-ready]').waitFor();
    await until('it is as it was', async () => (await places()) === mine);
    expect(page.url()).toContain('#token=');
    expect((await kept()).items).toEqual([]);
    await save();
  });
});
