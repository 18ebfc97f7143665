import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RENDERER_DIR } from '../tools/page-stage.ts';
import { widgetIds } from '../tools/widget-cards.ts';

const PAGE = join(RENDERER_DIR, 'overlay/index.html');
const ASSETS = join(RENDERER_DIR, 'assets');
const MOST_GZIP_BYTES = 140 * 1024;
/** The jar brings a physics engine, which no other page loads. */
const MOST_GZIP_BYTES_WITH_PHYSICS = 176 * 1024;
const PHYSICS = /continuousPhysics/;

/** What an overlay must never carry. */
const FORBIDDEN = [/\bMantineProvider\b/, /\bZodError\b/, /\bi18next\b/];

function builtPage(): string {
  if (!existsSync(PAGE)) {
    throw new Error('out/renderer is not built: run `npm run build` before this test.');
  }
  return readFileSync(PAGE, 'utf8');
}

/** A script and all that it imports at once, lazy chunks left out. */
function withImports(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const code = readFileSync(file, 'utf8');
  for (const [, path] of code.matchAll(/\b(?:from|import)\s*["'](\.{1,2}\/[\w./-]+\.js)["']/g)) {
    if (path !== undefined) withImports(resolve(dirname(file), path), found);
  }
  return found;
}

/** What every overlay loads before it knows its widget. */
function entryScripts(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, path] of builtPage().matchAll(/(?:src|href)="([^"]+\.js)"/g)) {
    if (path !== undefined) withImports(resolve(dirname(PAGE), path), found);
  }
  return found;
}

function chunkOf(widget: string): string {
  const name = new RegExp(`^${widget}\\.widget-[\\w-]+\\.js$`);
  const file = readdirSync(ASSETS).find((asset) => name.test(asset));
  if (file === undefined) throw new Error(`${widget} is not a chunk of its own.`);
  return join(ASSETS, file);
}

/** All JavaScript of a widget's page. */
function scriptsOf(widget: string): readonly string[] {
  return [...withImports(chunkOf(widget), new Set(entryScripts()))];
}

function gzipBytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
}

describe.each(widgetIds())('the page of %s', (widget) => {
  it('keeps all its JavaScript within its bound', () => {
    const scripts = scriptsOf(widget);
    expect(scripts.length).toBeGreaterThan(2);
    const most = widget === 'gift-jar' ? MOST_GZIP_BYTES_WITH_PHYSICS : MOST_GZIP_BYTES;
    expect(gzipBytes(scripts)).toBeLessThanOrEqual(most);
  });

  it('carries no other widget, no component, schema or translation library', () => {
    const scripts = scriptsOf(widget);
    const others = widgetIds().filter((id) => id !== widget);
    for (const other of others) expect(scripts).not.toContain(chunkOf(other));
    for (const file of scripts) {
      const code = readFileSync(file, 'utf8');
      for (const name of FORBIDDEN) expect(code, file).not.toMatch(name);
      if (widget !== 'gift-jar') expect(code, file).not.toMatch(PHYSICS);
    }
  });
});

describe.each(['canvas-page', 'preview'])('the chunk %s', (name) => {
  const scripts = (): readonly string[] => {
    const file = readdirSync(ASSETS).find((asset) =>
      new RegExp(`^${name}-[\\w-]+\\.js$`).test(asset),
    );
    if (file === undefined) throw new Error(`${name} is not a chunk of its own.`);
    return [...withImports(join(ASSETS, file), new Set(name === 'preview' ? [] : entryScripts()))];
  };

  it('keeps its JavaScript within the bound before it knows which widgets it shows', () => {
    expect(gzipBytes(scripts())).toBeLessThanOrEqual(MOST_GZIP_BYTES);
  });

  it('carries no widget, no component, schema or translation library', () => {
    const all = scripts();
    for (const widget of widgetIds()) expect(all).not.toContain(chunkOf(widget));
    for (const file of all) {
      const code = readFileSync(file, 'utf8');
      for (const forbidden of [...FORBIDDEN, PHYSICS]) expect(code, file).not.toMatch(forbidden);
    }
  });
});

it('finds the physics where it is, and so would find it elsewhere', () => {
  expect(scriptsOf('gift-jar').some((file) => PHYSICS.test(readFileSync(file, 'utf8')))).toBe(true);
});

it('needs no inline script and no inline style', () => {
  const html = builtPage();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=/);
});
