/**
 * Frame in → painted: from a frame on a TikFinity socket to the frame of pixels that shows it in an overlay,
 * against a bare WebSocket that writes a number into an empty page of the same browser.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from '@playwright/test';
import { WebSocketServer } from 'ws';
import { inBrowser } from './browser.ts';
import type { PageContext } from './browser.ts';
import { beside } from './stand-in.ts';
import { quantile } from './figure.ts';
import type { Figure } from './figure.ts';

const NAME = 'frame in → painted';
const SAMPLES = 40;
const GAP_MS = 60;
const SETTLE_MS = 400;

/** Measures both in one browser; says why when there is none. */
export function benchPainted(context: PageContext): Promise<Figure[]> {
  return inBrowser(NAME, async (browser, folder) => {
    const peer = await bareSocket(browser);
    const ours = await throughCompanion(browser, folder, context);
    return [0.5, 0.95].map((q) => ({
      type: 'measured',
      name: `${NAME}, ${q === 0.5 ? 'median' : '95th percentile'} of ${SAMPLES}`,
      unit: 'ms',
      ours: quantile(ours, q),
      peer: quantile(peer, q),
      peerIs: 'bare socket to an empty page',
    }));
  });
}

/** Script for the page: notes when each number was on screen, as ms since the epoch. */
function watchNumbers(selector: string): { readonly content: string } {
  // Two animation frames after a change its pixels are out.
  return {
    content: `(() => {
      const painted = (globalThis.painted = new Map());
      const note = () => {
        const text = document.querySelector(${JSON.stringify(selector)})?.textContent ?? '';
        const shown = Number(text.replace(/\\D/g, ''));
        if (shown === 0 || painted.has(shown)) return;
        painted.set(shown, 0);
        requestAnimationFrame(() => requestAnimationFrame(() =>
          painted.set(shown, performance.timeOrigin + performance.now())));
      };
      new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
    })()`,
  };
}

async function sample(page: Page, send: (n: number) => void): Promise<number[]> {
  const sent = new Map<number, number>();
  for (let n = 2; n < SAMPLES + 2; n += 1) {
    sent.set(n, performance.timeOrigin + performance.now());
    send(n);
    await page.waitForTimeout(GAP_MS);
  }
  await page.waitForTimeout(SETTLE_MS);
  const painted = await page.evaluate<[number, number][]>('[...globalThis.painted]');
  return painted.flatMap(([n, atMs]) => {
    const sentMs = sent.get(n);
    return sentMs === undefined || atMs === 0 ? [] : [atMs - sentMs];
  });
}

async function bareSocket(browser: Browser): Promise<number[]> {
  const http = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<p id="n">0</p><script>new WebSocket('ws://'+location.host).onmessage=(e)=>{n.textContent=e.data}</script>`,
    );
  });
  const sockets = new WebSocketServer({ server: http });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const page = await browser.newPage();
  try {
    const connected = once(sockets, 'connection');
    await page.addInitScript(watchNumbers('#n'));
    await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
    await connected;
    return await sample(page, (n) => {
      for (const socket of sockets.clients) socket.send(String(n));
    });
  } finally {
    await page.close();
    sockets.close();
    http.close();
  }
}

async function throughCompanion(
  browser: Browser,
  dataDir: string,
  context: PageContext,
): Promise<number[]> {
  return beside(dataDir, context, async ({ overlayUrl, send }) => {
    const page = await browser.newPage();
    try {
      await page.addInitScript(watchNumbers('[data-testid="alert-quantity"]'));
      await page.goto(overlayUrl);
      // One combo that grows: the alert is on air already, and each frame changes its number.
      const grow = (n: number) => send({ repeatCount: n, groupId: '1', msgId: `${9_000_000 + n}` });
      grow(1);
      await page.waitForSelector('[data-testid="alert-quantity"]');
      await page.waitForTimeout(SETTLE_MS);
      return await sample(page, grow);
    } finally {
      await page.close();
    }
  });
}
