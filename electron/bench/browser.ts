/** The browser that pages are measured in; without one their figures say so. */
import { existsSync } from 'node:fs';
import type { Browser } from '@playwright/test';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Opens it, or says in words why there is none. */
export async function openBrowser(): Promise<Browser | string> {
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
