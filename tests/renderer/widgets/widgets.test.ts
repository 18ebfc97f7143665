/** What holds for every widget beside the gift alert: the registry is walked, so a new one is asked as well. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { displayText } from '../../../shared/text.ts';
import { busyPicture, checkerboard, over } from '../../tools/backdrops.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../../tools/browser.ts';
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

async function picture(): Promise<PNG> {
  return PNG.sync.read(await page.screenshot({ omitBackground: true }));
}

function alphaAt(png: PNG, x: number, y: number): number {
  return png.data[(y * png.width + x) * 4 + 3] ?? 0;
}

/** Layout of everything but the names themselves: no transform is in it. */
function layout(): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-widget] *')]
      .filter((element) => element instanceof HTMLElement && element.tagName !== 'BDI')
      .map(({ className, offsetLeft, offsetTop, offsetWidth, offsetHeight }) =>
        [className, offsetLeft, offsetTop, offsetWidth, offsetHeight].join(' '),
      )
      .join('\n'),
  );
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
        const png = await picture();
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
      const layouts = new Map<string, string>([['short', await layout()]]);
      for (const [index, [kind, names]] of Object.entries(CASTS).entries()) {
        stage.show(cast(names, Date.now(), 2 + index));
        await until(`the names of the kind ${kind} are shown`, () =>
          page.evaluate(showsName, first(names)),
        );
        layouts.set(kind, await layout());
        expect(await page.locator('[data-widget] :is(img, script, iframe, a)').count()).toBe(0);
      }
      const expected = layouts.get('short');
      for (const [kind, found] of layouts) expect(found, kind).toBe(expected);
    });

    it('leaves the corners of its source clear', async () => {
      await openStanding(card, cast(NAMES));
      const png = await picture();
      const corners = [
        [0, 0],
        [png.width - 1, 0],
        [0, png.height - 1],
        [png.width - 1, png.height - 1],
      ] as const;
      expect(corners.map(([x, y]) => alphaAt(png, x, y))).toEqual([0, 0, 0, 0]);
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

interface TextBox {
  readonly text: string;
  readonly colour: readonly number[];
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly right: number;
    readonly bottom: number;
  };
}

/** Runs in the page: hides every text that is seen whole, and says where it stood and in which colour. */
function hideTexts(): TextBox[] {
  const found: TextBox[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rect = range.getBoundingClientRect();
    const window_ = element.closest('.credits-window')?.getBoundingClientRect();
    // Names that are just fading in or out at the edges are not there to be read.
    const fade = (window_?.height ?? 0) * 0.1;
    const top = (window_?.top ?? 0) + fade;
    const bottom = (window_?.bottom ?? innerHeight) - fade;
    if (rect.top < top || rect.bottom > bottom || rect.right > innerWidth) continue;
    found.push({
      text,
      colour: (getComputedStyle(element).color.match(/[\d.]+/g) ?? []).map(Number),
      box: { x: rect.x, y: rect.y, right: rect.right, bottom: rect.bottom },
    });
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-widget] *')) {
    element.style.setProperty('-webkit-text-fill-color', 'transparent');
  }
  return found;
}

/** Offsets of all pixels that lie wholly in a box. */
function* pixelsOf(png: PNG, box: TextBox['box']): Generator<number> {
  for (let y = Math.ceil(box.y); y < Math.floor(box.bottom); y += 1) {
    for (let x = Math.ceil(box.x); x < Math.floor(box.right); x += 1) yield (y * png.width + x) * 4;
  }
}

function leastAlpha(png: PNG, box: TextBox['box']): number {
  let least = 255;
  for (const at of pixelsOf(png, box)) least = Math.min(least, png.data[at + 3] ?? 0);
  return least;
}

function worstContrast(png: PNG, box: TextBox['box'], colour: readonly number[]): number {
  let worst = Infinity;
  for (const at of pixelsOf(png, box)) {
    worst = Math.min(worst, contrastOf(colour, [...png.data.subarray(at, at + 3)]));
  }
  return worst;
}

/** Contrast ratio of WCAG 2.2. */
function contrastOf(a: readonly number[], b: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red = 0, green = 0, blue = 0]: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
