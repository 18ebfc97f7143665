/** The built app on the Electron double: the shared scenarios, and what only the double can bring about. */
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { takeLock } from '../../electron/ledger/lock.ts';
import type { DesktopFacts, WindowFacts } from '../tools/electron-double/record.ts';
import type { PermissionAnswer } from '../tools/electron-double/session.ts';
import { png } from '../media/samples.ts';
import { BUILT_MAIN, demoArgs, freshDataDir, removeDataDirs } from './built.ts';
import { openOnDouble } from './double-driver.ts';
import type { DoubleUnderTest } from './double-driver.ts';
import { shellScenarios } from './scenarios.ts';

const DASHBOARD = 'coinfall://app/';
const OVERLAY = 'http://127.0.0.1:';
const HIDE_KEYS = 'CommandOrControl+Shift+H';
/** As the page does it: the bytes of a PNG, five pixels wide. */
const ADD_A_PICTURE = `fetch('/api/v1/media', {
  method: 'POST',
  headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'a.png' },
  body: Uint8Array.from(atob('${png(5, 4).toString('base64')}'), (letter) => letter.charCodeAt(0)),
}).then((answer) => answer.json())`;
const PATIENCE = { timeout: 15_000, interval: 50 };

afterAll(removeDataDirs);

describe('the shell on the Electron double', () => {
  shellScenarios((args) => openOnDouble(args));
});

describe('windows, menus and pages under attack, on the Electron double', () => {
  let shell: DoubleUnderTest;
  beforeAll(async () => {
    shell = openOnDouble(demoArgs(freshDataDir()));
    await vi.waitUntil(() => countVisible(shell, 1), PATIENCE);
    await shell.clickMenu('Show overlay window');
    await vi.waitUntil(() => countVisible(shell, 2), PATIENCE);
  });
  afterAll(() => shell.dispose());

  test('a foreign frame, origin or window is refused a port, and it is logged', async () => {
    const top = { url: 'coinfall://app/dashboard/index.html', parent: null };
    const forged = [
      { window: DASHBOARD, frame: { url: 'https://evil.example/', parent: null } },
      { window: DASHBOARD, frame: { url: 'coinfall://app.evil.example/', parent: null } },
      { window: DASHBOARD, frame: { url: 'coinfall://other/', parent: null } },
      { window: DASHBOARD, frame: { url: 'about:blank', parent: top } },
      { window: DASHBOARD, frame: { ...top, parent: top } },
      { window: DASHBOARD, frame: null },
      { window: OVERLAY, frame: top },
    ];
    for (const { window, frame } of forged) {
      await shell.run.tell({ do: 'forge-ipc', window, channel: 'coinfall:port-please', frame });
    }
    const refusals = () => shell.log().split('port-refused').length - 1;
    await expect.poll(refusals, PATIENCE).toBe(forged.length);
  });

  test.each([DASHBOARD, OVERLAY])('redirects and web views are prevented at %s', async (window) => {
    for (const event of ['will-redirect', 'will-attach-webview'] as const) {
      const details = { url: 'https://example.com/' };
      expect(await shell.run.tell({ do: 'emit', window, event, details })).toBe(true);
    }
  });

  test.each([
    [DASHBOARD, ['clipboard-sanitized-write']],
    [OVERLAY, []],
  ])('no permission is granted at %s but %j', async (window, expected) => {
    const answers = (await shell.run.tell({
      do: 'permissions',
      window,
    })) as readonly PermissionAnswer[];
    const granted = answers.filter((answer) => answer.granted);
    expect(granted.map((answer) => answer.electron)).toEqual(expected);
  });

  test('the overlay window is told to be see-through, untouchable and above everything', async () => {
    const { options = {}, calls = [] } = windowAt(await shell.run.facts(), OVERLAY) ?? {};
    expect(options).toMatchObject({
      transparent: true,
      frame: false,
      hasShadow: false,
      focusable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
    });
    expect(options).not.toHaveProperty('webPreferences.preload');
    expect(calls).toContainEqual({ name: 'setIgnoreMouseEvents', args: [true] });
    expect(calls).toContainEqual({ name: 'setAlwaysOnTop', args: [true, 'screen-saver'] });
    // Shown without taking the focus from the game.
    expect(calls.map((call) => call.name)).toContain('showInactive');
    expect(calls.map((call) => call.name)).not.toContain('show');
  });

  test('the overlay covers the screen that was chosen, while it is there', async () => {
    const covered = async () =>
      windowAt(await shell.run.facts(), OVERLAY)
        ?.calls.filter(({ name }) => name === 'setBounds')
        .at(-1)?.args;
    const labels = async () => JSON.stringify((await shell.run.facts()).applicationMenu);
    expect(await labels()).not.toContain('Overlay covers');
    await shell.run.tell({ do: 'second-display', plugged: true });
    expect(await labels()).toContain('Screen 1 (1920 × 1080)');
    await shell.clickMenu('Capture (1280 × 720)');
    expect(await covered()).toEqual([{ x: 1_920, y: 0, width: 1_280, height: 720 }]);
    await shell.run.tell({ do: 'second-display', plugged: false });
    expect(await covered()).toEqual([{ x: 0, y: 0, width: 1_920, height: 1_080 }]);
    // The choice stands: the screen gets its overlay back when it returns.
    await shell.run.tell({ do: 'second-display', plugged: true });
    expect(await covered()).toEqual([{ x: 1_920, y: 0, width: 1_280, height: 720 }]);
    await shell.run.tell({ do: 'second-display', plugged: false });
  });

  test('the tray tells the same as the menu and copies the overlay’s URL', async () => {
    const { trayMenu } = await shell.run.facts();
    expect(trayMenu?.map(({ label }) => label).filter((label) => label !== null)).toEqual([
      'Open dashboard',
      'Hide overlay window',
      'Copy overlay URL',
      'Quit',
    ]);
    await shell.run.tell({ do: 'click-menu', where: 'tray', label: 'Copy overlay URL' });
    const { clipboard } = await shell.run.facts();
    expect(clipboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/overlay\/alerts#token=.+/);
    expect(shell.log()).not.toContain(clipboard.split('#token=')[1]);
  });

  test('a minimised or hidden dashboard comes back by tray and by dock', async () => {
    for (const command of ['double-click-tray', 'activate'] as const) {
      await shell.closeDashboard();
      await shell.run.tell({ do: 'minimize', window: DASHBOARD });
      await shell.run.tell({ do: command });
      const { visible, calls = [] } = windowAt(await shell.run.facts(), DASHBOARD) ?? {};
      expect(visible).toBe(true);
      expect(calls.map((call) => call.name).slice(-3)).toEqual(['restore', 'show', 'focus']);
    }
  });

  test('a dashboard whose process died is loaded again', async () => {
    await shell.run.tell({ do: 'crash', window: DASHBOARD });
    await expect.poll(shell.log, PATIENCE).toContain('page-died');
    const state = () =>
      shell.evaluate('dashboard', 'document.readyState').catch((error: unknown) => String(error));
    await expect.poll(state, PATIENCE).toBe('complete');
  });

  test('the global keys hide all alerts and show them again, wherever they are pressed', async () => {
    const banner = () =>
      shell.evaluate('dashboard', `document.querySelector('[data-testid=banner-hidden]') !== null`);
    expect((await shell.run.facts()).shortcuts).toEqual([HIDE_KEYS]);
    await shell.run.tell({ do: 'press-shortcut', accelerator: HIDE_KEYS });
    await expect.poll(banner, PATIENCE).toBe(true);
    await shell.run.tell({ do: 'press-shortcut', accelerator: HIDE_KEYS });
    await expect.poll(banner, PATIENCE).toBe(false);
  });

  test('a file is added and seen in the window, from the app’s own origin; a foreign origin adds none', async () => {
    const added = (await shell.evaluate('dashboard', ADD_A_PICTURE)) as {
      readonly ok: boolean;
      readonly id: string;
    };
    expect(added).toMatchObject({ ok: true });
    expect(added.id).toMatch(/^[\w-]{22}\.png$/);
    const seen = await shell.evaluate(
      'dashboard',
      `fetch('/media/${added.id}').then((answer) => [
        answer.status, answer.headers.get('content-type'), answer.headers.get('content-security-policy'),
      ])`,
    );
    expect(seen).toEqual([200, 'image/png', expect.stringContaining('sandbox')]);
    const shown = await shell.evaluate(
      'dashboard',
      `new Promise((done) => {
        const image = new Image();
        image.onload = () => done(image.naturalWidth);
        image.onerror = () => done('error');
        image.src = '/media/${added.id}';
      })`,
    );
    expect(shown).toBe(5);
  });

  test('what the double cannot see is said', async () => {
    const { notSeen } = await shell.run.facts();
    expect(notSeen).toContain('that clicks go through a window');
    for (const what of notSeen) process.stdout.write(`not seen here: ${what}\n`);
  });
});

describe('starting and ending, on the Electron double', { timeout: 60_000 }, () => {
  const running: DoubleUnderTest[] = [];
  afterEach(async () => {
    for (const shell of running.splice(0)) await shell.dispose();
  });
  const open = (args: readonly string[], takenKeys: readonly string[] = []): DoubleUnderTest => {
    const shell = openOnDouble(args, takenKeys);
    running.push(shell);
    return shell;
  };

  test('an overlay that was shown is shown again at the next start, whatever ended the last', async () => {
    const args = demoArgs(freshDataDir());
    const first = open(args);
    await expect.poll(() => countVisible(first, 1), PATIENCE).toBe(true);
    await first.clickMenu('Show overlay window');
    // At once, while it is still loading.
    first.run.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    const second = open(args);
    await expect.poll(() => countVisible(second, 2), PATIENCE).toBe(true);
    second.run.kill('SIGINT');
    expect(await second.exited).toBe(0);
  });

  test('global keys that another program holds are no reason not to start, and it is said', async () => {
    const shell = open(demoArgs(freshDataDir()), [HIDE_KEYS]);
    await expect.poll(() => countVisible(shell, 1), PATIENCE).toBe(true);
    expect((await shell.run.facts()).shortcuts).toEqual([]);
    expect(shell.log()).toContain('hotkey-refused');
    const openSettings = `document.querySelector('[data-testid=sound-open]')?.click()`;
    const words = async () => {
      await shell.evaluate('dashboard', openSettings);
      return String(await shell.evaluate('dashboard', 'document.body.innerText'));
    };
    await expect.poll(words, PATIENCE).toContain('Another program holds these keys');
  });

  test('a data folder in use by a companion without a window is named, with its address', async () => {
    const dataDir = freshDataDir();
    const sandbox = join(dataDir, 'sandbox');
    mkdirSync(sandbox);
    const held = takeLock(sandbox);
    if (!held.ok) throw new Error('The fresh folder is locked.');
    const dashboardUrl = 'http://127.0.0.1:4711/dashboard#token=secret';
    held.lock.announce({ pid: process.pid, port: 4711, dashboardUrl });
    const shell = open(demoArgs(dataDir));
    expect(await shell.exited).toBe(3);
    held.lock.release();
    expect(shell.log()).toContain('[error box] Coinfall could not start');
    expect(shell.log()).toContain(dashboardUrl);
  });

  test('a data folder that cannot be made ends with exit code 3 and words', async () => {
    const shell = open(demoArgs(join(BUILT_MAIN, 'below-a-file')));
    expect(await shell.exited).toBe(3);
    expect(shell.log()).toContain('Choose another with --data-dir');
  });

  test('bad usage ends with exit code 2 and words', async () => {
    const shell = open(['--port', 'many']);
    expect(await shell.exited).toBe(2);
    expect(shell.log()).toContain('--port needs a number');
  });
});

async function countVisible(shell: DoubleUnderTest, count: number): Promise<boolean> {
  return (await shell.windows()).filter((window) => window.visible).length === count;
}

function windowAt(facts: DesktopFacts, urlStart: string): WindowFacts | undefined {
  return facts.windows.find(({ url, destroyed }) => !destroyed && url.startsWith(urlStart));
}
