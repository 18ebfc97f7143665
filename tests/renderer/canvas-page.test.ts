/** The page of a canvas on air, and the dashboard's places. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashTo, routeOf } from '../../renderer/dashboard/route.ts';
import { WIDGET_FEEDS } from '../../shared/contract/feeds.ts';
import type { Canvas } from '../../shared/overlay/canvas.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { CANVAS_ID, canvasOf, itemOf } from '../tools/canvases.ts';
import { NAMES } from '../tools/page-scene-rows.ts';
import { fullScene, idleAlerts } from '../tools/page-scenes.ts';
import { RENDERER_DIR, startPageStage } from '../tools/page-stage.ts';
import type { PageStage } from '../tools/page-stage.ts';
import { until } from '../tools/poll.ts';
import { WATCHED_MS, activityOf } from '../tools/stillness.ts';
import { widgetIds } from '../tools/widget-cards.ts';
import { fullWidgets, idleWidgets } from '../tools/widget-scenes.ts';

describe('a place of the dashboard', () => {
  const TOKEN = '#token=secret-1';

  it('is named behind the token, and read from there', () => {
    for (const route of [
      { page: 'live' },
      { page: 'overlays', canvasId: null },
      { page: 'overlays', canvasId: CANVAS_ID },
    ] as const) {
      const hash = hashTo(route, `${TOKEN}&page=overlays&canvas=canvas-another1`);
      expect(hash.startsWith(TOKEN)).toBe(true);
      expect(routeOf(hash)).toEqual(route);
    }
    expect(hashTo({ page: 'live' }, `${TOKEN}&page=overlays`)).toBe(TOKEN);
  });

  it.each(['', '#', TOKEN, `${TOKEN}&page=nowhere`])('is the first page for %s', (hash) => {
    expect(routeOf(hash)).toEqual({ page: 'live' });
  });

  it('is the list when the canvas is none', () => {
    expect(routeOf(`${TOKEN}&page=overlays&canvas=../../x`)).toEqual({
      page: 'overlays',
      canvasId: null,
    });
  });
});

/** All widgets there are, each in a place of its own; the credits over everything. */
function everything(): Canvas {
  return canvasOf({
    items: widgetIds().map((widget, index) =>
      itemOf(`i${index}`, {
        widget,
        x: (index % 4) * 480,
        y: Math.floor(index / 4) * 540,
        width: 470,
        height: 530,
      }),
    ),
  });
}

describe.skipIf(CHROMIUM_ABSENT !== null)(`the page of a canvas ${CHROMIUM_ABSENT ?? ''}`, () => {
  let browser: Browser;
  let stage: PageStage;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    if (!existsSync(join(RENDERER_DIR, 'overlay/index.html'))) {
      throw new Error('out/renderer is not built: run `npm run build` before this test.');
    }
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await stage.close();
  });

  async function open(
    canvas: Canvas,
    scene: object,
    viewport = { width: 1920, height: 1080 },
    prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
    parts = canvas.items.filter(({ hidden }) => !hidden).length,
  ): Promise<void> {
    const nowMs = Date.now();
    stage = await startPageStage({
      ...fullScene(nowMs),
      alerts: idleAlerts(nowMs, 0),
      ...scene,
      canvases: [canvas],
    });
    page = await browser.newPage({ viewport });
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    await prepare(page);
    await page.goto(stage.overlayUrl(CANVAS_ID));
    await until('every widget is there', async () => {
      return (await page.locator('[data-item] > *').count()) >= parts;
    });
  }

  it('paints nothing and wakes nobody while all its widgets have nothing to show', async () => {
    await open(everything(), idleWidgets(Date.now()));
    await until('every feed is told that there is nothing', () =>
      WIDGET_FEEDS.every((feed) => stage.watched(feed)),
    );
    await page.waitForTimeout(1_000);
    const { paints, frames, timers } = await activityOf(browser, page);
    expect({ paints, frames }).toEqual({ paints: 0, frames: 0 });
    expect(timers).toBeLessThanOrEqual(WATCHED_MS / 1_000);
    const change = await activityOf(browser, page, async () => {
      stage.show(fullWidgets(Date.now(), NAMES, 2));
      await page.getByTestId('total').waitFor();
    });
    expect(change.paints).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  }, 60_000);

  it('opens one connection, and each feed once', async () => {
    const sent: string[] = [];
    const sockets: string[] = [];
    const twice = canvasOf({
      items: [
        ...everything().items,
        itemOf('again', { widget: 'session-total' }),
        itemOf('money', { widget: 'session-total', settings: { money: 'show' } }),
      ],
    });
    await open(twice, fullWidgets(Date.now(), NAMES), undefined, async (opened) => {
      opened.on('websocket', (socket) => {
        sockets.push(socket.url());
        socket.on('framesent', ({ payload }) => {
          const [, call] =
            /"u":"(?:[^"]*?)\/((?:overlay|alerts|canvases)\/[^"?]+)"/.exec(String(payload)) ?? [];
          const asksMoney = String(payload).includes('"money":true');
          if (call !== undefined) sent.push(asksMoney ? `${call} with money` : call);
        });
      });
      await Promise.resolve();
    });
    await until('every feed is open', () => WIDGET_FEEDS.every((feed) => stage.watched(feed)));
    await page.waitForTimeout(300);
    expect(sockets).toHaveLength(1);
    // Money is asked for beside, for the one widget that shows it, and by no other.
    expect(sent.filter((call) => call !== 'alerts/painted').toSorted()).toEqual(
      [
        'alerts/watch',
        'canvases/watch',
        ...WIDGET_FEEDS.map((feed) => `overlay/${feed}`),
        'overlay/session with money',
      ].toSorted(),
    );
    expect(faults).toEqual([]);
  });

  it('lets a widget that breaks take no other along', async () => {
    const canvas = canvasOf({
      items: [
        itemOf('a', { widget: 'session-total' }),
        itemOf('b', { widget: 'goal-bar', x: 900, width: 760, height: 160 }),
        itemOf('c', { widget: 'of-another-version', y: 700 }),
      ],
    });
    await open(
      canvas,
      fullWidgets(Date.now(), NAMES),
      undefined,
      (opened) =>
        opened.route('**/session-total.widget-*.js', (route) =>
          route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("it broke")' }),
        ),
      1,
    );
    await page.getByTestId('goal-numbers').waitFor();
    expect(await page.getByTestId('total').count()).toBe(0);
    expect(faults.join('\n')).toContain('session-total broke');
    stage.saveCanvas({ ...canvas, items: canvas.items.map((item) => ({ ...item, x: 10 })) });
    await until('the rest goes on', async () => {
      const box = await page.locator('[data-item=b]').boundingBox();
      return box?.x === 10;
    });
  });

  it('lies whole in whatever browser source shows it, and each widget in its place', async () => {
    const canvas = canvasOf({
      items: [
        itemOf('a', { x: 960, y: 540, width: 600, height: 330 }),
        itemOf('h', { hidden: true }),
      ],
    });
    await open(canvas, fullWidgets(Date.now(), NAMES), { width: 1280, height: 900 });
    const place = (): Promise<unknown> => page.locator('[data-item=a]').boundingBox();
    // Two thirds, and in the middle of what is too high.
    expect(await place()).toEqual({ x: 640, y: 450, width: 400, height: 220 });
    expect(await page.locator('[data-item=h]').count()).toBe(0);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await until('it lies at its own size', async () => {
      const box = await page.locator('[data-item=a]').boundingBox();
      return box?.x === 960 && box.width === 600;
    });
    const drawn = await page.locator('[data-item=a] .stage').evaluate((stageElement) => ({
      width: (stageElement as HTMLElement).offsetWidth,
      height: (stageElement as HTMLElement).offsetHeight,
    }));
    expect(drawn).toEqual({ width: 400, height: 220 });
    expect(faults).toEqual([]);
  });
});
