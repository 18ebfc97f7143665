/** The one place that launches a Chromium for page tests: the machine's own or Playwright's, with nothing but our pages to fetch. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';

const EXECUTABLE = [
  process.env['COINFALL_CHROMIUM'],
  '/usr/bin/chromium',
  chromium.executablePath(),
].find((file) => file !== undefined && existsSync(file));
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** Null when there is a Chromium; otherwise the words that a skipped test puts into its name. */
export const CHROMIUM_ABSENT: string | null =
  EXECUTABLE === undefined ? '(NOT RUN: there is no Chromium; COINFALL_CHROMIUM names one)' : null;

/** Launches it without a window. The caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(EXECUTABLE === undefined ? {} : { executablePath: EXECUTABLE }),
    args: ARGS,
  });
}
