/**
 * The shared scenarios on a real Electron, wherever one is: `ELECTRON_OVERRIDE_DIST_PATH`, or the package's own
 * download. Nothing is downloaded here; without a runtime or a display the run says that it saw nothing.
 */
import { spawn } from 'node:child_process';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Frame, Page } from '@playwright/test';
import { describe, test } from 'vitest';
import { decideStart, findElectron } from '../../electron/start.mjs';
import { ROOT } from './built.ts';
import { shellScenarios } from './scenarios.ts';
import { windowNameOf, withoutFragment } from './under-test.ts';
import type { ShellUnderTest, WindowName } from './under-test.ts';

const decision = decideStart({
  platform: process.platform,
  env: process.env,
  isRoot: process.getuid?.() === 0,
  electron: findElectron(ROOT, process.platform, process.env),
});

if (decision.kind === 'window') {
  const { electron } = decision;
  describe('the shell on a real Electron', () => {
    shellScenarios((args) => openOnElectron(electron, args));
  });
} else {
  process.stdout.write(`real Electron: not seen (${decision.why})\n`);
  test.skip(`the shell on a real Electron: not seen (${decision.why})`);
}

async function openOnElectron(
  executablePath: string,
  args: readonly string[],
): Promise<ShellUnderTest> {
  const app = await _electron.launch({ executablePath, args: [ROOT, ...args] });
  const child = app.process();
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    exited,
    log: () => log,
    windows: async () => {
      const windows = await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => ({
          url: window.webContents.getURL(),
          visible: window.isVisible(),
        })),
      );
      return windows
        .filter(({ url }) => url !== '')
        .map(({ url, visible }) => ({
          name: windowNameOf(url),
          url: withoutFragment(url),
          visible,
        }));
    },
    evaluate: (name, expression) => pageOf(app, name).evaluate(expression),
    evaluateInSubframe: (name, expression) => subframeOf(pageOf(app, name)).evaluate(expression),
    clickMenu: (label) =>
      app.evaluate(({ Menu }, wanted) => {
        const items = Menu.getApplicationMenu()?.items ?? [];
        const item = [...items, ...items.flatMap(({ submenu }) => submenu?.items ?? [])].find(
          (one) => one.label === wanted,
        );
        item?.click();
      }, label),
    closeDashboard: () =>
      app.evaluate(({ BrowserWindow }) => {
        const dashboard = BrowserWindow.getAllWindows().find((window) =>
          window.webContents.getURL().startsWith('coinfall:'),
        );
        dashboard?.close();
      }),
    startSecond: () =>
      new Promise((resolve) => {
        spawn(executablePath, [ROOT, ...args], { stdio: 'ignore' }).once('exit', resolve);
      }),
    quit: () => app.evaluate((electron) => electron.app.quit()),
    dispose: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

function pageOf(app: ElectronApplication, name: WindowName): Page {
  const page = app.windows().find((window) => windowNameOf(window.url()) === name);
  if (page === undefined) throw new Error(`There is no ${name} window.`);
  return page;
}

function subframeOf(page: Page): Frame {
  const frame = page.mainFrame().childFrames()[0];
  if (frame === undefined) throw new Error('This page has no subframe.');
  return frame;
}
