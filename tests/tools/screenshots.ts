/**
 * Pictures of every preset with every widget, for the README and the guide: `npm run screenshots`. The built pages on
 * the page stage, each taken transparent and laid over one scene.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from '@playwright/test';
import { SAMPLE_GIFTS } from '../../shared/alerts/sample-gifts.ts';
import { ALERT_TIERS } from '../../shared/contract/alert-states.ts';
import { PRESET_IDS } from '../../shared/overlay/presets.ts';
import { launchChromium } from './browser.ts';
import { NAMES } from './page-scene-rows.ts';
import { alertOnAir, fullScene } from './page-scenes.ts';
import { startPageStage } from './page-stage.ts';
import { widgetCards } from './widget-cards.ts';
import { fullWidgets } from './widget-scenes.ts';

const OUT = resolve(import.meta.dirname, '../../resources/guide/overlays');
const SHEET = { width: 1600, height: 820 };
const ALERT_SIZE = { width: 800, height: 260 };
/** Everything has come in, and the jar's coins lie still. */
const STANDING_MS = 1_500;
const JAR_MS = 6_000;
const QUALITY = 82;

/** Where each picture lies on the sheet, and how large: of its own size. */
const PLACES: Readonly<Record<string, readonly [x: number, y: number, scale: number]>> = {
  'alert-small': [20, 14, 0.85],
  'alert-medium': [20, 110, 0.85],
  'alert-large': [20, 230, 0.85],
  'alert-epic': [20, 372, 0.85],
  'goal-bar': [20, 566, 0.85],
  'gift-ticker': [20, 706, 0.85],
  'top-supporters': [680, 14, 0.9],
  'session-total': [680, 368, 0.9],
  'combo-counter': [690, 540, 0.72],
  'gift-jar': [1150, 430, 0.86],
  'stream-credits': [1150, 14, 0.42],
};
/** Around a widget, so that its shadow is whole. */
const MARGIN = 26;

const SCENE = `background:
  radial-gradient(circle at 76% 20%, rgb(255 240 200 / 90%), transparent 22%),
  linear-gradient(168deg, #8fb6c9 0 34%, #dcc9a0 34.200% 52%, #5d7a58 52.200% 74%, #3b4a43 74.200%);`;

async function shotsOf(browser: Browser, preset: string): Promise<ReadonlyMap<string, Buffer>> {
  const shots = new Map<string, Buffer>();
  const take = async (
    name: string,
    widget: string,
    size: { readonly width: number; readonly height: number },
    scene: Partial<ReturnType<typeof fullScene>>,
    waitMs: number,
  ): Promise<void> => {
    const stage = await startPageStage({ ...fullScene(Date.now()), ...scene });
    const page = await browser.newPage({ viewport: size });
    await page.goto(stage.overlayUrl(widget, `&theme=${preset}`));
    await page.locator('.theme').waitFor({ state: 'attached' });
    await page.waitForTimeout(waitMs);
    const clip = await page.evaluate(drawn, MARGIN);
    shots.set(name, await page.screenshot({ omitBackground: true, clip }));
    await page.close();
    await stage.close();
  };
  for (const [index, tier] of ALERT_TIERS.entries()) {
    const senderName = NAMES[index] ?? '';
    const alerts = alertOnAir(Date.now(), 1, { ...SAMPLE_GIFTS[tier], tier, senderName });
    await take(`alert-${tier}`, 'alerts', ALERT_SIZE, { alerts }, STANDING_MS);
  }
  for (const card of (await widgetCards()).filter(({ id }) => id !== 'gift-alert')) {
    const scene = fullWidgets(Date.now(), NAMES);
    const waitMs = card.id === 'gift-jar' ? JAR_MS : STANDING_MS;
    await take(card.id, card.id, card.size, scene, waitMs);
  }
  return shots;
}

/** Runs in the page: the box around all that is drawn. */
function drawn(margin: number): { x: number; y: number; width: number; height: number } {
  const boxes = [...document.querySelectorAll('.stage > *, .ticket')].map((element) =>
    element.getBoundingClientRect(),
  );
  const x = Math.max(0, Math.min(...boxes.map((box) => box.left)) - margin);
  const y = Math.max(0, Math.min(...boxes.map((box) => box.top)) - margin);
  const right = Math.min(innerWidth, Math.max(...boxes.map((box) => box.right)) + margin);
  const bottom = Math.min(innerHeight, Math.max(...boxes.map((box) => box.bottom)) + margin);
  return { x, y, width: right - x, height: bottom - y };
}

async function sheetOf(browser: Browser, shots: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const page = await browser.newPage({ viewport: SHEET });
  const pictures = [...shots].map(([name, shot]) => {
    const [x, y, scale] = PLACES[name] ?? [0, 0, 1];
    const style = `position:absolute;left:0;top:0;transform-origin:0 0;transform:translate(${x}px,${y}px) scale(${scale})`;
    return `<img style="${style}" src="data:image/png;base64,${shot.toString('base64')}">`;
  });
  await page.setContent(
    `<body style="margin:0;overflow:hidden;${SCENE}">${pictures.join('')}</body>`,
    {
      waitUntil: 'load',
    },
  );
  const sheet = await page.screenshot({ type: 'jpeg', quality: QUALITY });
  await page.close();
  return sheet;
}

const asked = process.argv.slice(2);
const browser = await launchChromium();
mkdirSync(OUT, { recursive: true });
for (const preset of PRESET_IDS.filter((id) => asked.length === 0 || asked.includes(id))) {
  const sheet = await sheetOf(browser, await shotsOf(browser, preset));
  const file = join(OUT, `${preset}.jpg`);
  writeFileSync(file, sheet);
  process.stdout.write(`${file}: ${Math.round(sheet.length / 1024)} kB\n`);
}
await browser.close();
