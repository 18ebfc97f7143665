/** Opens the companion's pages in Chromium and notes what a viewer, and a strict critic of the console, would see. */
import type { Browser, Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { until } from '../tools/poll.ts';

/** An alert at the moment its element came into the page. */
export interface SeenAlert {
  readonly alertId: string;
  /** Opacity of the ticket just then: 0 when its entrance begins, 1 when it simply stands there. */
  readonly opacity: number;
}

export interface WatchedPage {
  readonly page: Page;
  /** Every element that showed an alert since the page was loaded, in order. */
  seen(): Promise<readonly SeenAlert[]>;
  /** Waits until an alert that fits is in the page; returns its id. */
  alert(idPattern?: RegExp): Promise<string>;
  /** Errors in the console, uncaught ones, and violations of the content security policy. */
  readonly complaints: readonly string[];
  /** Everything that the page has asked for. */
  readonly requests: readonly string[];
}

export interface OpenOptions {
  /** As OBS's own browser: a page then shows viewers nothing but the widget. */
  readonly inObs?: boolean;
  /** Done before the page's own scripts run. */
  readonly before?: (page: Page) => Promise<void>;
}

interface Notes {
  seenAlerts: { alertId: string; opacity: number }[];
}

/** Opens an address in a context of its own, as a browser source or a second browser would. */
export async function openPage(
  browser: Browser,
  url: string,
  options: OpenOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  if (options.inObs === true) await page.addInitScript(pretendToBeObs);
  await options.before?.(page);
  await page.addInitScript(noteAlerts);
  await page.goto(url);

  const seen = (): Promise<readonly SeenAlert[]> =>
    page.evaluate(() => (globalThis as unknown as Notes).seenAlerts);
  return {
    page,
    seen,
    alert: (idPattern = /./) =>
      until(
        `an alert like ${String(idPattern)}`,
        async () => (await seen()).map(({ alertId }) => alertId).find((id) => idPattern.test(id)),
        { withinMs: 20_000 },
      ),
    complaints,
    requests,
  };
}

/** The page's pixels with nothing behind them. */
export async function pixels(page: Page): Promise<{
  /** From 0, clear, to 255, opaque. */
  alphaAt(x: number, y: number): number;
  /** Share of opaque pixels within a box of the page. */
  opaqueShare(box: Box): number;
}> {
  const { data, width } = PNG.sync.read(await page.screenshot({ omitBackground: true }));
  const alphaAt = (x: number, y: number): number => data[(y * width + x) * 4 + 3] ?? 0;
  return {
    alphaAt,
    opaqueShare(box) {
      let opaque = 0;
      let all = 0;
      for (let y = Math.ceil(box.y); y < Math.floor(box.y + box.height); y += 1) {
        for (let x = Math.ceil(box.x); x < Math.floor(box.x + box.width); x += 1) {
          all += 1;
          if (alphaAt(x, y) === 255) opaque += 1;
        }
      }
      return all === 0 ? 0 : opaque / all;
    },
  };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the alert stands in the page. */
export async function alertBox(page: Page): Promise<Box> {
  const box = await page.getByTestId('alert').first().boundingBox();
  if (box === null) throw new Error('There is no alert in the page.');
  return box;
}

/** Runs in the page, before its own scripts. */
function noteAlerts(): void {
  const notes = globalThis as unknown as Notes;
  notes.seenAlerts = [];
  const known = new WeakSet<Element>();
  const look = (): void => {
    for (const element of document.querySelectorAll('[data-testid="alert"]')) {
      if (known.has(element)) continue;
      known.add(element);
      const body = element.querySelector('.ticket-body') ?? element;
      notes.seenAlerts.push({
        alertId: element.getAttribute('data-alert-id') ?? '',
        opacity: Number(getComputedStyle(body).opacity),
      });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  document.addEventListener('securitypolicyviolation', (event) => {
    // The listener above hears the console; this names the directive too.
    globalThis.console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
  });
}

/** Runs in the page, before its own scripts. */
function pretendToBeObs(): void {
  Object.assign(globalThis, { obsstudio: { pluginVersion: '2.0.0' } });
}
