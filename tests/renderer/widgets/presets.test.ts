/** Every widget in every preset, as pixels: over which scene and with whatever name, it can be read and stays put. */
import type { Browser, Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PRESET_IDS } from '../../../shared/overlay/presets.ts';
import type { PresetId } from '../../../shared/overlay/presets.ts';
import { displayText } from '../../../shared/text.ts';
import type { AlertView } from '../../../shared/contract/alert-states.ts';
import { busyPicture, checkerboard, over } from '../../tools/backdrops.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../../tools/browser.ts';
import { HOSTILE_NAMES, NAMES } from '../../tools/page-scene-rows.ts';
import { alertOnAir, fullScene } from '../../tools/page-scenes.ts';
import { startPageStage } from '../../tools/page-stage.ts';
import type { PageStage, StageScene } from '../../tools/page-stage.ts';
import {
  cornerAlphas,
  hideTexts,
  layoutOf,
  leastAlpha,
  worstContrast,
} from '../../tools/pixels.ts';
import { until } from '../../tools/poll.ts';
import { activityOf } from '../../tools/stillness.ts';
import { widgetCards } from '../../tools/widget-cards.ts';
import { fullWidgets } from '../../tools/widget-scenes.ts';

const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
/** By day `widgets.test.ts` watches each widget in its first preset; at night all are watched in all. */
const STILL_MS = 20_000;
const LEAST_CONTRAST = 4.5;
/** Everything has come in, in every preset. */
const ENTRANCE_MS = 900;

const KINDS: Readonly<Record<string, readonly string[]>> = {
  short: ['Al'],
  long: ['W'.repeat(300)],
  'right to left': [HOSTILE_NAMES[1], HOSTILE_NAMES[2]],
  emoji: ['👩‍👩‍👧‍👦'.repeat(40), '🌙'.repeat(40)],
  empty: [],
};
const GIFTS: readonly Partial<AlertView>[] = [
  { tier: 'small' },
  { tier: 'medium', quantity: 1_240, units: 37_200 },
  { tier: 'large', quantity: 1, units: 1_000 },
  { tier: 'epic', quantity: 99_999, units: 99_999_999 },
  { tier: 'medium', kind: 'raid', units: null, quantity: 430 },
  {
    tier: 'large',
    kind: 'summary',
    units: null,
    summary: {
      gifts: 214,
      people: 37,
      totals: [{ platform: 'tiktok', unit: 'coin', units: 12_480, gifts: 214 }],
    },
  },
];

let browser: Browser;
let stage: PageStage;
let page: Page;
let faults: string[];

async function open(
  widget: string,
  preset: PresetId,
  size: { readonly width: number; readonly height: number },
  scene: Partial<StageScene>,
): Promise<void> {
  stage = await startPageStage({ ...fullScene(Date.now()), ...scene });
  page = await browser.newPage({ viewport: size });
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  await page.goto(stage.overlayUrl(widget, `&theme=${preset}`));
  await page.locator(`.theme[data-theme=${preset}]`).waitFor({ state: 'attached' });
}

const castOf = (names: readonly string[], rev = 1) =>
  fullWidgets(
    Date.now(),
    names.map((name) => displayText(name)),
    rev,
  );

/** What is drawn leaves the corners clear and can be read over any scene. Hides the words for good. */
async function expectLegible(what: string): Promise<void> {
  const texts = await page.evaluate(hideTexts);
  expect(texts.length, what).toBeGreaterThan(0);
  const shot = await page.screenshot({ omitBackground: true });
  const clear = PNG.sync.read(shot);
  expect(cornerAlphas(clear), what).toEqual([0, 0, 0, 0]);
  for (const { text, box } of texts) {
    expect(leastAlpha(clear, box), `${what}: ground of "${text}"`).toBe(255);
  }
  for (const backdrop of [checkerboard, busyPicture]) {
    const scene = over(shot, backdrop);
    for (const { text, colour, box } of texts) {
      const worst = worstContrast(scene, box, colour);
      expect(worst, `${what}: contrast of "${text}"`).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    }
  }
}

async function expectStill(): Promise<void> {
  // The jar's coins take a while to lie still.
  await page.waitForTimeout(10_000);
  const { paints, frames } = await activityOf(browser, page, () => page.waitForTimeout(STILL_MS));
  expect({ paints, frames }).toEqual({ paints: 0, frames: 0 });
}

const cards = (await widgetCards()).filter(({ id }) => id !== 'gift-alert');

describe.skipIf(CHROMIUM_ABSENT !== null)(`in every preset ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await stage.close();
    expect(faults).toEqual([]);
  });

  describe.each(cards.map((card) => [card.id, card] as const))('%s', (_id, card) => {
    it.each(PRESET_IDS)(
      'as %s keeps its layout whatever the name, and can be read over any scene',
      { timeout: 120_000 },
      async (preset) => {
        await open(card.id, preset, card.size, castOf(NAMES));
        await page.locator('[data-widget] .paper, [data-testid=combo]').first().waitFor();
        await page.waitForTimeout(ENTRANCE_MS);
        // Credits roll: there the whole is about moving.
        if (NIGHTLY && card.id !== 'stream-credits') await expectStill();
        const layouts: string[] = [];
        for (const [at, names] of Object.values(KINDS).entries()) {
          stage.show(castOf(names, at + 2));
          await page.evaluate(() => new Promise(requestAnimationFrame));
          await page.waitForTimeout(120);
          layouts.push(await layoutOf(page));
        }
        expect(new Set(layouts).size, 'layouts of all kinds of names').toBe(1);
        stage.show(castOf(NAMES, 20));
        await page.waitForTimeout(120);
        await expectLegible(`${card.id} as ${preset}`);
      },
    );
  });

  describe('the gift alert', () => {
    it.each(PRESET_IDS)(
      'as %s can be read at every size, and no name moves anything',
      { timeout: 240_000 },
      async (preset) => {
        let rev = 1;
        const put = async (change: Partial<AlertView>, waitMs = ENTRANCE_MS): Promise<void> => {
          rev += 1;
          const endsAtMs = Date.now() + 600_000;
          stage.show({ alerts: alertOnAir(Date.now(), rev, { ...change, endsAtMs }) });
          await page.locator(`[data-alert-id=g${rev}]`).waitFor();
          await until('the one before to be gone', async () => {
            return (await page.getByTestId('alert').count()) === 1;
          });
          await page.waitForTimeout(waitMs);
        };
        await open('alerts', preset, { width: 800, height: 400 }, {});
        for (const gift of GIFTS) {
          await put({ senderName: 'Mira Halloran', ...gift });
          await expectLegible(`${gift.kind ?? 'gift'} ${gift.tier ?? ''} as ${preset}`);
        }
        const layouts: string[] = [];
        for (const [name = ''] of Object.values(KINDS)) {
          const senderName = displayText(name) || 'Someone';
          await put({ tier: 'large', senderName, quantity: 27 }, 0);
          layouts.push(await layoutOf(page));
        }
        expect(new Set(layouts).size, 'layouts of all kinds of names').toBe(1);
        if (NIGHTLY) await expectStill();
      },
    );
  });
});
