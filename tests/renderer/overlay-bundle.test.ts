import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { RENDERER_DIR } from '../tools/page-stage.ts';

const PAGE = join(RENDERER_DIR, 'overlay/index.html');
const MOST_GZIP_BYTES = 140 * 1024;

/** What an overlay must never carry. */
const FORBIDDEN = [/\bMantineProvider\b/, /\bZodError\b/, /\bi18next\b/];

function builtPage(): string {
  if (!existsSync(PAGE)) {
    throw new Error('out/renderer is not built: run `npm run build` before this test.');
  }
  return readFileSync(PAGE, 'utf8');
}

/** Every script that the page loads: its entry, what that imports, and every lazy chunk. */
function scriptsOf(html: string): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, path] of code.matchAll(/["'`]((?:\.{1,2}\/)?[\w./-]+\.js)["'`]/g)) {
      if (path === undefined) continue;
      const candidates = [resolve(dirname(file), path), resolve(RENDERER_DIR, path)];
      const chunk = candidates.find((candidate) => existsSync(candidate));
      if (chunk !== undefined) visit(chunk);
    }
  };
  for (const [, path] of html.matchAll(/(?:src|href)="([^"]+\.js)"/g)) {
    if (path !== undefined) visit(resolve(dirname(PAGE), path));
  }
  return [...found];
}

it('keeps all JavaScript of an overlay within 140 kB gzip', () => {
  const scripts = scriptsOf(builtPage());
  expect(scripts.length).toBeGreaterThan(1);
  const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(bytes).toBeLessThanOrEqual(MOST_GZIP_BYTES);
});

it('carries no component library, no schema library and no translation library', () => {
  for (const file of scriptsOf(builtPage())) {
    const code = readFileSync(file, 'utf8');
    for (const name of FORBIDDEN) expect(code).not.toMatch(name);
  }
});

it('needs no inline script and no inline style', () => {
  const html = builtPage();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=/);
});
