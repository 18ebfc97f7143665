/** What `npm start` decides, and when it builds. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decideStart, findElectron, needsBuild } from '../../electron/start.mjs';

const ELECTRON = '/opt/electron/electron';
const LINUX = { platform: 'linux', env: {}, isRoot: false, electron: ELECTRON } as const;

describe('choosing between window and no window', () => {
  test('without a runtime it runs without a window and says so', () => {
    expect(decideStart({ ...LINUX, env: { DISPLAY: ':0' }, electron: undefined })).toEqual({
      kind: 'headless',
      why: 'No Electron runtime here: running without a window.',
    });
  });

  test.each(['DISPLAY', 'WAYLAND_DISPLAY'])('on Linux %s means there is a display', (name) => {
    expect(decideStart({ ...LINUX, env: { [name]: ':0' } })).toEqual({
      kind: 'window',
      electron: ELECTRON,
    });
  });

  test('on Linux without a display it runs without a window and says so', () => {
    expect(decideStart(LINUX)).toEqual({
      kind: 'headless',
      why: 'No display here: running without a window.',
    });
  });

  test('on Linux root gets no window, because the sandbox would have to go', () => {
    const decision = decideStart({ ...LINUX, env: { DISPLAY: ':0' }, isRoot: true });
    expect(decision).toMatchObject({ kind: 'headless' });
  });

  test.each(['win32', 'darwin'] as const)('on %s there always is a display', (platform) => {
    expect(decideStart({ ...LINUX, platform })).toEqual({ kind: 'window', electron: ELECTRON });
  });
});

describe('on disk', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'coinfall-start-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const put = (file: string, content = '', minute = 0): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    const at = new Date(Date.UTC(2026, 0, 1, 0, minute));
    for (let path = file; path !== '.'; path = dirname(path)) utimesSync(join(root, path), at, at);
  };
  const putOutputs = (minute: number): void => {
    for (const file of ['main/index.js', 'main/cli.js', 'preload/index.cjs']) {
      put(`out/${file}`, '', minute);
    }
    for (const page of ['dashboard', 'overlay']) {
      put(`out/renderer/${page}/index.html`, '', minute);
    }
  };

  test('an Electron that was never downloaded is not there, and is not fetched', () => {
    expect(findElectron(root, 'linux', {})).toBeUndefined();
    put('node_modules/electron/path.txt', 'electron');
    expect(findElectron(root, 'linux', {})).toBeUndefined();
  });

  test('a downloaded Electron is found by its path.txt', () => {
    put('node_modules/electron/path.txt', 'electron\n');
    put('node_modules/electron/dist/electron');
    const found = join(root, 'node_modules/electron/dist/electron');
    expect(findElectron(root, 'linux', {})).toBe(found);
  });

  test.each([
    ['linux', 'electron'],
    ['win32', 'electron.exe'],
    ['darwin', 'Electron.app/Contents/MacOS/Electron'],
  ] as const)('an overriding folder is taken on %s', (platform, file) => {
    put(`elsewhere/${file}`);
    const folder = join(root, 'elsewhere');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: folder };
    expect(findElectron(root, platform, env)).toBe(join(folder, file));
  });

  test('it builds when nothing is built, and when a source is newer than any output', () => {
    put('electron/main/index.ts', '', 1);
    expect(needsBuild(root)).toBe(true);
    putOutputs(2);
    expect(needsBuild(root)).toBe(false);
    put('renderer/dashboard/page.tsx', '', 3);
    expect(needsBuild(root)).toBe(true);
    putOutputs(4);
    expect(needsBuild(root)).toBe(false);
  });

  test('it builds when a file that was there is gone', () => {
    put('shared/a.ts', '', 1);
    putOutputs(2);
    rmSync(join(root, 'shared/a.ts'));
    expect(needsBuild(root)).toBe(true);
  });
});
