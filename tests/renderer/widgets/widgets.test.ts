/** What holds for every widget beside the gift alert: the registry is walked, so a new one is asked as well. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { displayText } from '../../../shared/text.ts';
import { busyPicture, checkerboard, over } from '../../tools/backdrops.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../../tools/browser.ts';
import {
  cornerAlphas,
  hideTexts,
  layoutOf,
  leastAlpha,
  pictureOf,
  worstContrast,
} from '../../tools/pixels.ts';
import { HOSTILE_NAMES, NAMES } from '../../tools/page-scene-rows.ts';
import { fullScene } from '../../tools/page-scenes.ts';
import { RENDERER_DIR, startPageStage } from '../../tools/page-stage.ts';
import type { PageStage } from '../../tools/page-stage.ts';
import { until } from '../../tools/poll.ts';
import { WATCHED_MS, activityOf } from '../../tools/stillness.ts';
import { widgetCards, widgetIds } from '../../tools/widget-cards.ts';
import { fullWidgets, idleWidgets } from '../../tools/widget-scenes.ts';
import type { WidgetScene } from '../../tools/widget-scenes.ts';

const cards = await widgetCards();

/** Kinds of names, as the companion tells them: made fit for display. */
const CASTS: Readonly<Record<string, readonly string[]>> = {
  long: ['W'.repeat(300)],
  'right to left': HOSTILE_NAMES.slice(1, 3),
  marks: HOSTILE_NAMES.slice(3, 4),
  emoji: ['👩‍👩‍👧‍👦'.repeat(40), '🌙'.repeat(40)],
  markup: ['<img src=x onerror=alert(1)>', '<script>alert(1)</script>'],
  empty: [],
};
const LEAST_CONTRAST = 4.5;
/** Every widget has come in after this time. */
const ENTRANCE_MS = 700;

let browser: Browser;
let stage: PageStage;
let page: Page;
let faults: string[];

function cast(names: readonly string[], nowMs = Date.now(), rev = 1): WidgetScene {
  return fullWidgets(
    nowMs,
    names.map((name) => displayText(name)),
    rev,
  );
}

async function open(
  card: (typeof cards)[number],
  scene: WidgetScene,
  reducedMotion: 'reduce' | 'no-preference' = 'no-preference',
): Promise<void> {
  stage = await startPageStage({ ...fullScene(Date.now()), ...scene });
  page = await browser.newPage({ viewport: card.size, reducedMotion });
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  await page.goto(stage.overlayUrl(card.id));
  await page.locator(`[data-widget=${card.id}]`).waitFor({ state: 'attached' });
}

async function openStanding(card: (typeof cards)[number], scene: WidgetScene): Promise<void> {
  await open(card, scene);
  await page.locator('[data-widget] .paper, [data-testid=combo]').first().waitFor();
  await page.waitForFunction(() => document.fonts.status === 'loaded');
  await until('the widget has come in', () => page.evaluate(standsStill));
}

/** Runs in the page: whether everything stands where it belongs, seen whole, and is so in the next frames too. */
async function standsStill(): Promise<boolean> {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-widget] > *')];
  const standing = (): boolean =>
    parts.every((part) => {
      const { opacity, transform } = getComputedStyle(part);
      return opacity === '1' && ['none', 'matrix(1, 0, 0, 1, 0, 0)'].includes(transform);
    });
  for (let frames = 0; frames < 12; frames += 1) {
    if (!standing()) return false;
    await new Promise(requestAnimationFrame);
  }
  return true;
}

it('every widget has a card of its own name, and every card a widget', () => {
  expect(cards.map(({ id }) => id)).toEqual(widgetIds().filter((id) => id !== 'gift-alert'));
});

describe.skipIf(CHROMIUM_ABSENT !== null)(`every widget ${CHROMIUM_ABSENT ?? ''}`, () => {
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
    expect(faults).toEqual([]);
  });

  describe.each(cards.map((card) => [card.id, card] as const))('%s', (_id, card) => {
    it(
      'paints nothing and wakes nobody while it has nothing to show',
      { timeout: 60_000 },
      async () => {
        await open(card, idleWidgets(Date.now()));
        await until('the page is told that there is nothing', () => stage.watched(card.feed));
        await page.waitForTimeout(ENTRANCE_MS);
        const { paints, frames, timers } = await activityOf(browser, page);
        expect({ paints, frames }).toEqual({ paints: 0, frames: 0 });
        expect(timers).toBeLessThanOrEqual(WATCHED_MS / 1_000);
        const png = await pictureOf(page);
        expect(png.data.every((value, index) => index % 4 !== 3 || value === 0)).toBe(true);
      },
    );

    it(
      'shows at once what stands, and then paints nothing until it changes',
      { timeout: 60_000 },
      async () => {
        await openStanding(card, cast(NAMES));
        const still = await activityOf(browser, page);
        expect({ paints: still.paints, frames: still.frames }).toEqual({ paints: 0, frames: 0 });
        expect(still.timers).toBeLessThanOrEqual(WATCHED_MS / 1_000);
        // The same instrument sees a change, so its silence means something.
        const changed = await activityOf(browser, page, async () => {
          stage.show(idleWidgets(Date.now(), 2));
          await page.locator('[data-widget] .paper, [data-testid=combo]').first().waitFor({
            state: 'detached',
          });
        });
        expect(changed.paints).toBeGreaterThan(0);
      },
    );

    it('lets no name move anything by a pixel, and takes none for markup', async () => {
      await openStanding(card, cast(['Al']));
      const layouts = new Map<string, string>([['short', await layoutOf(page)]]);
      for (const [index, [kind, names]] of Object.entries(CASTS).entries()) {
        stage.show(cast(names, Date.now(), 2 + index));
        await until(`the names of the kind ${kind} are shown`, () =>
          page.evaluate(showsName, first(names)),
        );
        layouts.set(kind, await layoutOf(page));
        expect(await page.locator('[data-widget] :is(img, script, iframe, a)').count()).toBe(0);
      }
      const expected = layouts.get('short');
      for (const [kind, found] of layouts) expect(found, kind).toBe(expected);
    });

    it('leaves the corners of its source clear', async () => {
      await openStanding(card, cast(NAMES));
      const png = await pictureOf(page);
      expect(cornerAlphas(png)).toEqual([0, 0, 0, 0]);
    });

    it('sets every text on a ground of its own, with a contrast of at least 4.5', async () => {
      await openStanding(card, cast(NAMES));
      const texts = await page.evaluate(hideTexts);
      expect(texts.length).toBeGreaterThan(0);
      const shot = await page.screenshot({ omitBackground: true });
      const clear = PNG.sync.read(shot);
      for (const { text, box } of texts) {
        expect(leastAlpha(clear, box), `ground of "${text}"`).toBe(255);
      }
      for (const backdrop of [checkerboard, busyPicture]) {
        const scene = over(shot, backdrop);
        for (const { text, colour, box } of texts) {
          const worst = worstContrast(scene, box, colour);
          expect(worst, `contrast of "${text}"`).toBeGreaterThanOrEqual(LEAST_CONTRAST);
        }
      }
    });

    it('comes in without a movement where less motion is wished', async () => {
      await open(card, idleWidgets(Date.now()), 'reduce');
      await until('the page watches', () => stage.watched(card.feed));
      stage.show(cast(NAMES, Date.now(), 2));
      const shown = page.locator('[data-widget] .paper, [data-testid=combo]').first();
      await shown.waitFor();
      const frames = await page.evaluate(lookOn, 30);
      const seen = frames.filter(({ opacity }) => opacity > 0);
      expect(seen.length).toBeGreaterThan(0);
      for (const { transform } of seen) {
        expect(['none', 'matrix(1, 0, 0, 1, 0, 0)']).toContain(transform);
      }
    });
  });
});

/** The first name as it must stand on air. */
function first(names: readonly string[]): string {
  return displayText(names[0] ?? '') || 'Someone';
}

/** Runs in the page: how the widget's parts stand in each of so many frames. A part may be put in place unseen. */
async function lookOn(frames: number): Promise<{ opacity: number; transform: string }[]> {
  const looks: { opacity: number; transform: string }[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    for (const element of document.querySelectorAll('[data-widget] > *')) {
      const { opacity, transform } = getComputedStyle(element);
      looks.push({ opacity: Number(opacity), transform });
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return looks;
}

/** Runs in the page: whether a name is shown, where names are. */
function showsName(name: string): boolean {
  const shown = [...document.querySelectorAll('[data-testid=person-name]')];
  return shown.length === 0 || shown.some(({ textContent }) => textContent.startsWith(name));
}
