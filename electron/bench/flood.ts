/**
 * A gift bomb: 10,000 gifts in a minute through a whole companion into an overlay in Chromium, against an empty page
 * of the same browser. How smoothly both move, and what the overlay holds on to a minute later.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { inBrowser } from './browser.ts';
import type { PageContext } from './browser.ts';
import { quantile } from './figure.ts';
import type { Figure } from './figure.ts';
import { beside } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

const NAME = '10,000 gifts in 60 s';
const GIFTS = 10_000;
const SECONDS = 60;
const BEATS = SECONDS * 20;
const VIEWERS = 2_000;
const AFTERWARDS_MS = 60_000;
const MIB = 1_048_576;

/** Measures both pages at once; says why when there is no browser. Takes a little over two minutes. */
export function benchFlood(context: PageContext): Promise<Figure[]> {
  return inBrowser(NAME, (browser, folder) =>
    beside(folder, context, (standIn) => measure(browser, standIn)),
  );
}

async function measure(browser: Browser, { overlayUrl, send }: StandIn): Promise<Figure[]> {
  const overlay = await browser.newPage();
  await overlay.goto(overlayUrl);
  const empty = await browser.newPage();
  await empty.setContent('<p>0</p>');
  const before = await memoryMib(overlay);
  await Promise.all([overlay, empty].map(meter));
  await flood(send);
  const [ours, peer] = await Promise.all([overlay, empty].map(intervals));
  await pause(AFTERWARDS_MS);
  const after = await memoryMib(overlay);
  const peerIs = 'an empty page';
  const figure = { type: 'measured', peerIs } as const;
  return [
    {
      ...figure,
      name: `${NAME}, frames a second, median`,
      unit: 'fps',
      ours: 1_000 / quantile(ours ?? [], 0.5),
      peer: 1_000 / quantile(peer ?? [], 0.5),
    },
    {
      ...figure,
      name: `${NAME}, longest frame`,
      unit: 'ms',
      ours: quantile(ours ?? [], 1),
      peer: quantile(peer ?? [], 1),
    },
    {
      ...figure,
      name: `${NAME}, page memory a minute later`,
      unit: 'MiB',
      ours: after,
      peer: before,
      peerIs: 'before it',
    },
  ];
}

async function flood(send: StandIn['send']): Promise<void> {
  const begunMs = performance.now();
  for (let beat = 0, gift = 0; beat < BEATS; beat += 1) {
    for (; gift < ((beat + 1) * GIFTS) / BEATS; gift += 1) {
      const viewer = gift % VIEWERS;
      send({
        msgId: `${1_000_000 + gift}`,
        userId: `${7_000_000 + viewer}`,
        nickname: `Viewer ${viewer}`,
      });
    }
    await pause(Math.max(0, begunMs + ((beat + 1) * SECONDS * 1_000) / BEATS - performance.now()));
  }
}

/** Asks for every frame, which keeps the page making them, and notes the time between two. */
async function meter(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const intervals = (globalThis.intervals = []);
    let last = null;
    const note = (at) => {
      if (last !== null) intervals.push(at - last);
      last = at;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  })()`);
}

function intervals(page: Page): Promise<number[]> {
  return page.evaluate<number[]>('globalThis.intervals.splice(0)');
}

async function memoryMib(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / MIB;
}
