/**
 * Paints `icon.svg` in the sizes that the shell and the installers need: `node resources/icons/generate.mjs`.
 * The pictures are kept in the repository; run it only after changing the drawing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const SIZES = { 'app.png': 1024, 'tray.png': 32 };

const drawing = readFileSync(join(import.meta.dirname, 'icon.svg'), 'utf8');
const browser = await chromium.launch({
  ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const [name, size] of Object.entries(SIZES)) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing}`);
  await page.screenshot({ path: join(import.meta.dirname, name), omitBackground: true });
  await page.close();
}
await browser.close();
