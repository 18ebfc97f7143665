/** Arguments, remembered bounds and the file they lie in. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseShellArgs } from '../../electron/main/args.ts';
import { fitBounds } from '../../electron/main/bounds.ts';
import { openWindowState } from '../../electron/main/window-state.ts';

describe('arguments of the desktop app', () => {
  test('without any, the usual folder and port, live', () => {
    expect(parseShellArgs(['.'], '/data')).toEqual({
      ok: true,
      options: { demo: false, dataDir: resolve('/data'), sources: [], port: undefined },
    });
  });

  test('its own are read among those of Chromium', () => {
    const args = [
      '--inspect=0',
      '.',
      '--demo',
      '--data-dir',
      '/x',
      '--source=webhook://',
      '--port=0',
    ];
    expect(parseShellArgs(args, '/data')).toEqual({
      ok: true,
      options: { demo: true, dataDir: resolve('/x'), sources: ['webhook://'], port: 0 },
    });
  });

  test.each([
    [['--data-dir']],
    [['--data-dir=']],
    [['--source']],
    [['--port', '65536']],
    [['--port', 'x']],
  ])('%j is bad usage, in words', (args) => {
    const parsed = parseShellArgs(args, '/data');
    expect(parsed).toMatchObject({ ok: false });
  });
});

describe('remembered bounds', () => {
  const screen = { x: 0, y: 0, width: 1_920, height: 1_040 };
  const left = { x: -1_280, y: 0, width: 1_280, height: 1_024 };

  test('bounds on a screen stay as they are', () => {
    const saved = { x: 100, y: 50, width: 900, height: 700 };
    expect(fitBounds(saved, [screen])).toEqual(saved);
  });

  test('a window on a screen that is gone opens in the usual place', () => {
    const saved = { x: -1_200, y: 50, width: 900, height: 700 };
    expect(fitBounds(saved, [screen, left])).toEqual(saved);
    expect(fitBounds(saved, [screen])).toBeUndefined();
  });

  test.each([
    { x: 1_900, y: 50, width: 900, height: 700 },
    { x: 100, y: 1_030, width: 900, height: 700 },
    { x: 100, y: -400, width: 900, height: 700 },
  ])('a window that cannot be taken hold of opens in the usual place: %j', (saved) => {
    expect(fitBounds(saved, [screen])).toBeUndefined();
  });

  test('a window is never larger than its screen nor smaller than it can be used', () => {
    const fit = fitBounds({ x: 10, y: 10, width: 9_000, height: 10 }, [screen]);
    expect(fit).toMatchObject({ width: 1_920, height: 400 });
  });
});

describe('the window-state file', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'coinfall-state-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  test('what is kept is read back', () => {
    const dashboard = { x: 1, y: 2, width: 800, height: 600, maximized: true };
    openWindowState(dataDir).patch({ dashboard });
    openWindowState(dataDir).patch({ overlayShown: true, overlayDisplayId: 2 });
    expect(openWindowState(dataDir).get()).toEqual({
      dashboard,
      overlayShown: true,
      overlayDisplayId: 2,
    });
  });

  test.each(['', '{', '{"dashboard":{"x":"1"}}', '{"dashboard":null,"overlayShown":1}'])(
    'a damaged file counts as none: %s',
    (content) => {
      writeFileSync(join(dataDir, 'window-state.json'), content);
      expect(openWindowState(dataDir).get()).toEqual({
        dashboard: null,
        overlayShown: false,
        overlayDisplayId: null,
      });
    },
  );

  test('a file from before there was a choice of screens keeps what it says', () => {
    writeFileSync(join(dataDir, 'window-state.json'), '{"dashboard":null,"overlayShown":true}');
    expect(openWindowState(dataDir).get()).toEqual({
      dashboard: null,
      overlayShown: true,
      overlayDisplayId: null,
    });
  });

  test('nothing changed, nothing written', () => {
    openWindowState(dataDir).patch({ overlayShown: false });
    expect(() => readFileSync(join(dataDir, 'window-state.json'))).toThrow();
  });
});
