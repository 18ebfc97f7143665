/** The built app on the Electron double: the shared scenarios, and what only the double can bring about. */
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { takeLock } from '../../electron/ledger/lock.ts';
import type { DesktopFacts, WindowFacts } from '../tools/electron-double/record.ts';
import { demoArgs, freshDataDir } from './built.ts';
import { openOnDouble } from './double-driver.ts';
import type { DoubleUnderTest } from './double-driver.ts';
import { shellScenarios } from './scenarios.ts';

const DASHBOARD = 'coinfall://app/';
const PATIENCE = { timeout: 30_000, interval: 50 };

describe('the shell on the Electron double', () => {
  shellScenarios(openOnDouble);
});

describe('the shell under attack and in trouble, on the Electron double', () => {
  const running: DoubleUnderTest[] = [];
  afterEach(async () => {
    for (const shell of running.splice(0)) await shell.dispose();
  });

  const open = (args: readonly string[]): DoubleUnderTest => {
    const shell = openOnDouble(args);
    running.push(shell);
    return shell;
  };
  const openReady = async (args: readonly string[] = demoArgs(freshDataDir())) => {
    const shell = open(args);
    const visible = async () => (await shell.windows()).some((window) => window.visible);
    await expect.poll(visible, PATIENCE).toBe(true);
    return shell;
  };

  test('a foreign frame, origin or window is refused a port, and it is logged', async () => {
    const shell = await openReady();
    await shell.clickMenu('Show overlay window');
    await expect.poll(async () => (await shell.windows()).length, PATIENCE).toBe(2);
    const top = { url: 'coinfall://app/dashboard/index.html', parent: null };
    const forged = [
      { window: DASHBOARD, frame: { url: 'https://evil.example/', parent: null } },
      { window: DASHBOARD, frame: { url: 'coinfall://app.evil.example/', parent: null } },
      { window: DASHBOARD, frame: { url: 'coinfall://other/', parent: null } },
      { window: DASHBOARD, frame: { url: 'about:blank', parent: top } },
      { window: DASHBOARD, frame: { ...top, parent: top } },
      { window: DASHBOARD, frame: null },
      { window: 'http://127.0.0.1', frame: top },
    ];
    for (const { window, frame } of forged) {
      await shell.run.tell({ do: 'forge-ipc', window, channel: 'coinfall:port-please', frame });
    }
    const refusals = () => shell.log().split('port-refused').length - 1;
    await expect.poll(refusals, PATIENCE).toBe(forged.length);
  });

  test('redirects and web views are prevented, in the overlay window too', async () => {
    const shell = await openReady();
    await shell.clickMenu('Show overlay window');
    await expect.poll(async () => (await shell.windows()).length, PATIENCE).toBe(2);
    for (const window of [DASHBOARD, 'http://127.0.0.1']) {
      for (const event of ['will-redirect', 'will-attach-webview'] as const) {
        const details = { url: 'https://example.com/' };
        expect(await shell.run.tell({ do: 'emit', window, event, details })).toBe(true);
      }
    }
  });

  test('permissions are denied to both windows, but for the dashboard’s copy buttons', async () => {
    const shell = await openReady();
    await shell.clickMenu('Show overlay window');
    await expect.poll(async () => (await shell.windows()).length, PATIENCE).toBe(2);
    const granted = async (window: string) => {
      const answers = (await shell.run.tell({ do: 'permissions', window })) as readonly {
        readonly electron: string;
        readonly granted: boolean;
      }[];
      return answers.filter((answer) => answer.granted).map((answer) => answer.electron);
    };
    expect(await granted(DASHBOARD)).toEqual(['clipboard-sanitized-write']);
    expect(await granted('http://127.0.0.1')).toEqual([]);
  });

  test('the overlay window is told to be see-through, untouchable and above everything', async () => {
    const shell = await openReady();
    await shell.clickMenu('Show overlay window');
    const overlay = async () => windowAt(await shell.run.facts(), 'http://127.0.0.1');
    await expect.poll(async () => (await overlay())?.visible, PATIENCE).toBe(true);
    const { options = {}, calls = [] } = (await overlay()) ?? {};
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

  test('an overlay that was shown is shown again at the next start', async () => {
    const args = demoArgs(freshDataDir());
    const first = await openReady(args);
    await first.clickMenu('Show overlay window');
    await expect.poll(async () => (await first.windows()).length, PATIENCE).toBe(2);
    first.run.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    const second = open(args);
    await expect.poll(async () => (await second.windows()).length, PATIENCE).toBe(2);
  });

  test('the tray tells the same as the menu and copies the overlay’s URL', async () => {
    const shell = await openReady();
    const { trayMenu } = await shell.run.facts();
    expect(trayMenu?.map(({ label }) => label).filter((label) => label !== null)).toEqual([
      'Open dashboard',
      'Show overlay window',
      'Copy overlay URL',
      'Quit',
    ]);
    await shell.run.tell({ do: 'click-menu', where: 'tray', label: 'Copy overlay URL' });
    const { clipboard } = await shell.run.facts();
    expect(clipboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/overlay\/alerts#token=.+/);
    expect(shell.log()).not.toContain(clipboard.split('#token=')[1]);
  });

  test('a dashboard whose process died is loaded again', async () => {
    const shell = await openReady();
    await shell.run.tell({ do: 'crash', window: DASHBOARD });
    await expect.poll(shell.log, PATIENCE).toContain('page-died');
    const state = () =>
      shell.evaluate('dashboard', 'document.readyState').catch((error: unknown) => String(error));
    await expect.poll(state, PATIENCE).toBe('complete');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly', async (signal) => {
    const shell = await openReady();
    shell.run.kill(signal);
    expect(await shell.exited).toBe(0);
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

  test('bad usage ends with exit code 2 and words', async () => {
    const shell = open(['--port', 'many']);
    expect(await shell.exited).toBe(2);
    expect(shell.log()).toContain('--port needs a number');
  });

  test('what the double cannot see is said', async () => {
    const shell = await openReady();
    const { notSeen } = await shell.run.facts();
    expect(notSeen).toContain('the icon in a real tray');
    for (const what of notSeen) process.stdout.write(`not seen here: ${what}\n`);
  });
});

function windowAt(facts: DesktopFacts, urlStart: string): WindowFacts | undefined {
  return facts.windows.find(({ url, destroyed }) => !destroyed && url.startsWith(urlStart));
}
