/** The browser that pages are measured in; without one their figures say so. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type { Figure } from './figure.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What a measure needs of a checkout: the companion's version, and its built pages. */
export interface PageContext {
  readonly version: string;
  readonly rendererDir: string;
}

/** Measures in a browser and a folder of their own, which are gone afterwards; says why when there is no browser. */
export async function inBrowser(
  name: string,
  measure: (browser: Browser, folder: string) => Promise<Figure[]>,
): Promise<Figure[]> {
  const browser = await openBrowser();
  if (typeof browser === 'string') return [{ type: 'skipped', name, reason: browser }];
  const folder = mkdtempSync(join(tmpdir(), 'coinfall-bench-'));
  try {
    return await measure(browser, folder);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens it, or says in words why there is none. */
async function openBrowser(): Promise<Browser | string> {
  const executablePath =
    process.env['COINFALL_CHROMIUM'] ?? CHROMIUM.find((path) => existsSync(path));
  if (executablePath === undefined) return 'no Chromium on this machine';
  try {
    // A development dependency: an installed Coinfall does not carry it.
    const { chromium } = await import('@playwright/test');
    return await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}
