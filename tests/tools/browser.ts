/** The one place that launches a Chromium for page tests: the machine's own, with nothing but our pages to fetch. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';

const EXECUTABLE = process.env['COINFALL_CHROMIUM'] ?? '/usr/bin/chromium';
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
export const CHROMIUM_ABSENT: string | null = existsSync(EXECUTABLE)
  ? null
  : `(NOT RUN: there is no Chromium at ${EXECUTABLE}; COINFALL_CHROMIUM names another)`;

/** Launches it without a window. The caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
}
