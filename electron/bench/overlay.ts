/**
 * The gift alert's page as OBS loads it: the scripts that it fetches, against the bound that is set for them, and how
 * soon an alert that waits is painted, against an empty page of the same browser.
 */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { inBrowser } from './browser.ts';
import type { PageContext } from './browser.ts';
import { quantile } from './figure.ts';
import type { Figure } from './figure.ts';
import { beside } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

const NAME = 'overlay page';
const LOADS = 7;
const MOST_KB = 140;
const KB = 1_024;
const POLL_MS = 20;

/** Loads the page anew several times; says why when there is no browser. */
export function benchOverlay(context: PageContext): Promise<Figure[]> {
  return inBrowser(NAME, (browser, folder) =>
    beside(folder, context, (standIn) => measure(browser, standIn)),
  );
}

async function measure(browser: Browser, { overlayUrl, send }: StandIn): Promise<Figure[]> {
  // Without an overlay it waits for the first page.
  send({ msgId: '1', groupId: '1', repeatCount: 3 });
  const ours: number[] = [];
  let bytes = 0;
  for (let load = 0; load < LOADS; load += 1) {
    const page = await browser.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body());
    });
    ours.push(await paintedMs(page, '[data-testid="alert"]', () => page.goto(overlayUrl)));
    bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0);
    await page.close();
    // The next page goes on with what is on air, or shows the next one that waits.
    send({ msgId: `${load + 2}`, groupId: `${load + 2}`, repeatCount: 3 });
  }
  const peer: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await browser.newPage();
    peer.push(await paintedMs(page, 'p', () => page.goto('data:text/html,<p>0</p>')));
    await page.close();
  }
  return [
    {
      type: 'measured',
      name: `${NAME}, scripts of the gift alert, gzip`,
      unit: 'kB',
      ours: bytes / KB,
      peer: MOST_KB,
      peerIs: 'the bound',
    },
    {
      type: 'measured',
      name: `${NAME}, load → first alert painted, median of ${LOADS}`,
      unit: 'ms',
      ours: quantile(ours, 0.5),
      peer: quantile(peer, 0.5),
      peerIs: 'an empty page',
    },
  ];
}

/** From the start of a navigation until what the selector names has been on screen: the frame after its own begins. */
async function paintedMs(
  page: Page,
  selector: string,
  go: () => Promise<unknown>,
): Promise<number> {
  await page.addInitScript({
    content: `(() => {
      const look = () => {
        if (document.querySelector(${JSON.stringify(selector)}) === null) return requestAnimationFrame(look);
        requestAnimationFrame(() => (globalThis.paintedAt = performance.now()));
      };
      requestAnimationFrame(look);
    })()`,
  });
  await go();
  await page.waitForSelector(selector);
  // The page's policy forbids what a wait for a function would do.
  for (;;) {
    const atMs = await page.evaluate<number>('globalThis.paintedAt ?? 0');
    if (atMs > 0) return atMs;
    await page.waitForTimeout(POLL_MS);
  }
}
