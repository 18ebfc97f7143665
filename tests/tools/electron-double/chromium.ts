/** The one Chromium of a run: started when the app becomes ready, ended when it exits. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, CDPSession } from '@playwright/test';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

let browser: Promise<Browser> | undefined;
let session: Promise<CDPSession> | undefined;
const contexts = new Map<object, Promise<BrowserContext>>();

/** Starts Chromium, the system's if there is one, else Playwright's. */
export async function startChromium(): Promise<void> {
  browser = chromium.launch({
    ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
    args: ARGS,
    // The app under test decides what a signal means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  await browser;
}

/** The one DevTools session with the browser itself. */
export function browserSession(): Promise<CDPSession> {
  if (browser === undefined) throw new Error('No browser before the app is ready.');
  session ??= browser.then((running) => running.newBrowserCDPSession());
  return session;
}

/** The context that belongs to a session of the app's. */
export function contextOf(owner: object): Promise<BrowserContext> {
  const known = contexts.get(owner);
  if (known !== undefined) return known;
  if (browser === undefined) throw new Error('No window before the app is ready.');
  const created = browser.then((running) => running.newContext({ viewport: null }));
  contexts.set(owner, created);
  return created;
}

export async function stopChromium(): Promise<void> {
  const running = await browser;
  await running?.close();
}
