/** Pictures and sounds on air, as built, in Chromium: one start per alert, and nothing that breaks the ticket. */
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { OWN_PICTURES, OWN_SOUNDS } from '../../shared/alerts/media-ref.ts';
import type { AlertView } from '../../shared/contract/alert-states.ts';
import { CHROMIUM_ABSENT, launchChromium } from '../tools/browser.ts';
import { alertOnAir, fullScene, idleAlerts } from '../tools/page-scenes.ts';
import { startPageStage } from '../tools/page-stage.ts';
import type { PageStage } from '../tools/page-stage.ts';
import { pause, until } from '../tools/poll.ts';
import { noteSounds, soundsOf } from '../tools/sounds.ts';
import { STAGE_BROKEN, STAGE_PICTURE } from '../tools/stage-media.ts';

/** Pages start slowly on a busy machine; nothing here measures how fast they are. */
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
let stage: PageStage;
let page: Page;
let faults: string[];

async function open(settings = '', inObs = false): Promise<void> {
  stage = await startPageStage({ ...fullScene(Date.now()), alerts: idleAlerts(Date.now(), 0) });
  page = await browser.newPage({ viewport: { width: 800, height: 400 } });
  faults = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  await noteSounds(page);
  if (inObs) await page.addInitScript(() => Object.assign(globalThis, { obsstudio: {} }));
  await page.goto(stage.overlayUrl('alerts', settings));
  await page.locator('.gift-alert').waitFor({ state: 'attached' });
}

function air(rev: number, change: Partial<AlertView>, ageMs = 0): void {
  stage.show({ alerts: alertOnAir(Date.now(), rev, change, ageMs) });
}

/** A little ahead, so that a page on a busy machine is in time. */
const soon = (): number => Date.now() + 700;
const chime = (startsAtMs: number) => ({ ref: 'own:chime', volume: 40, startsAtMs });

describe.skipIf(CHROMIUM_ABSENT !== null)(`an alert on air ${CHROMIUM_ABSENT ?? ''}`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    await stage.close();
    expect(faults).toEqual([]);
  });

  it('starts its sound once, at its volume, however often it grows', async () => {
    await open();
    const startsAtMs = soon();
    for (let quantity = 1; quantity <= 500; quantity += 1) {
      air(quantity, { alertId: 'g7', quantity, sound: chime(startsAtMs) });
    }
    await until(
      'the whole combo',
      async () => (await page.getByTestId('alert-quantity').textContent()) === '×500',
    );
    const sounds = await soundsOf(page);
    expect(sounds.map(({ url }) => url)).toEqual([expect.stringMatching(/\/chime-[\w-]+\.wav$/)]);
    expect(sounds[0]?.volume).toBeCloseTo(0.4);
    expect(sounds[0]?.paused).toBe(false);
  });

  it('starts the next alert’s sound as well, and ends the one before with its alert', async () => {
    await open();
    air(1, { alertId: 'g1', sound: { ...chime(soon()), ref: 'own:fanfare' } });
    await until('one sound', async () => (await soundsOf(page)).length === 1);
    air(2, { alertId: 'g2', sound: chime(soon()) });
    await until('two sounds', async () => (await soundsOf(page)).length === 2);
    expect((await soundsOf(page)).map(({ paused }) => paused)).toEqual([true, false]);
    // Hidden, or muted: at once.
    stage.show({ alerts: idleAlerts(Date.now(), 3) });
    await until('silence', async () => (await soundsOf(page)).every(({ paused }) => paused));
  });

  it('stays silent for a page that comes more than a second later, as after a refresh', async () => {
    await open();
    const alerts = alertOnAir(Date.now(), 1, { sound: chime(Date.now() - 1_500) }, 1_500);
    stage.show({ alerts });
    await page.getByTestId('alert').waitFor();
    expect(await soundsOf(page)).toEqual([]);
    await page.reload();
    await page.getByTestId('alert').waitFor();
    await pause(300);
    expect(await soundsOf(page)).toEqual([]);
  });

  it('plays nothing where the address says so', async () => {
    await open('&sound=off');
    air(1, { sound: chime(soon()) });
    await page.getByTestId('alert').waitFor();
    await pause(300);
    expect(await soundsOf(page)).toEqual([]);
  });

  it('every sound of our own can be played, under the page’s policy', async () => {
    await open();
    for (const [at, name] of OWN_SOUNDS.entries()) {
      const sound = { ref: `own:${name}`, volume: 1, startsAtMs: soon() };
      air(at + 1, { alertId: `g${at}`, sound });
      await until(`the sound ${name}`, async () =>
        (await soundsOf(page)).some(
          ({ url, seconds }) => url.includes(`/${name}-`) && seconds > 0.3,
        ),
      );
    }
  });

  it('a browser that blocks sounds is answered with a hint, OBS never', async () => {
    for (const inObs of [false, true]) {
      await open('', inObs);
      await page.evaluate(() => {
        HTMLMediaElement.prototype.play = () =>
          Promise.reject(new DOMException('', 'NotAllowedError'));
      });
      air(1, { sound: chime(soon()) });
      await page.getByTestId('alert').waitFor();
      const hint = page.locator('.sound-hint');
      if (inObs) {
        await pause(300);
        expect(await hint.count()).toBe(0);
      } else {
        await hint.waitFor();
        await page.mouse.click(5, 5);
        await hint.waitFor({ state: 'detached' });
        await page.close();
        await stage.close();
      }
    }
  });

  it('shows a rule’s picture in the drawing’s place, once it is decoded, and no larger', async () => {
    await open();
    const size = (selector: string): Promise<readonly number[]> =>
      page.locator(selector).evaluate((element) => [element.clientWidth, element.clientHeight]);
    air(1, { alertId: 'g1' });
    const drawing = await size('[data-alert-id=g1] .ticket-drawing');
    air(2, { alertId: 'g2', picture: `media:${STAGE_PICTURE}` });
    await page.locator('.alert-picture[data-state=ready]').waitFor();
    expect(await size('[data-alert-id=g2] .alert-picture')).toEqual(drawing);
    expect(await page.locator('[data-alert-id=g2] .ticket-drawing svg').count()).toBe(0);
  });

  it('a broken file leaves its place to the drawing, and the alert is painted all the same', async () => {
    await open();
    air(1, { alertId: 'g1', picture: `media:${STAGE_BROKEN}` });
    await page.locator('[data-alert-id=g1] .ticket-drawing svg').waitFor();
    expect(await page.locator('.alert-picture').count()).toBe(0);
    await until('the acknowledgement', () => stage.painted.includes('g1'));
  });

  it('shows each of our own drawings, and the gift’s for a name that there is not', async () => {
    await open();
    const seen = new Set<string>();
    for (const [at, name] of [...OWN_PICTURES, 'nothing'].entries()) {
      air(at + 1, { alertId: `g${at}`, picture: `own:${name}` });
      const svg = page.locator(`[data-alert-id=g${at}] .ticket-drawing svg`);
      await svg.waitFor();
      seen.add(await svg.innerHTML());
    }
    expect(seen.size).toBe(OWN_PICTURES.length + 1);
  });
});
