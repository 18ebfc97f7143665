/**
 * The desktop app from start to end: one instance, one companion, one dashboard window, a tray, perhaps an
 * overlay over the screen. Everything that is not a window happens in the companion.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { DEFAULT_PORT, DEMO_SOURCE, startCompanion } from '../companion.ts';
import type { Companion, CompanionConfig, StartResult } from '../companion.ts';
import type { StartRefusal } from '../data-folder.ts';
import { declareAppScheme, serveAppScheme } from './app-protocol.ts';
import type { ShellOptions } from './args.ts';
import { openDashboardWindow } from './dashboard-window.ts';
import type { DashboardWindow } from './dashboard-window.ts';
import { lockDownEverything } from './lockdown.ts';
import { logShell } from './log.ts';
import { systemHotkeys } from './hotkeys.ts';
import { installMenus } from './menus.ts';
import type { Menus } from './menus.ts';
import { prepareOverlayWindow } from './overlay-window.ts';
import { installPortHandover } from './port-handover.ts';
import { installShutdown } from './shutdown.ts';
import { systemSafe } from './safe.ts';
import { openWindowState } from './window-state.ts';

const RENDERER_DIR = join(import.meta.dirname, '../renderer');

/** Whether this process may go on, and if not, why. */
export type Prepared =
  | { readonly kind: 'first' }
  | { readonly kind: 'second' }
  | { readonly kind: 'refused'; readonly message: string };

/** What must be settled before Electron is ready: one folder, one instance, nothing unlocked. */
export function prepareShell({ dataDir, demo }: ShellOptions): Prepared {
  app.enableSandbox();
  declareAppScheme();
  lockDownEverything();
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const message = `The data folder ${dataDir} cannot be made (${words}). Nothing was changed. Choose another with --data-dir.`;
    return { kind: 'refused', message };
  }
  // Chromium's own files lie with the data, so that one folder is one instance, and the demo another.
  app.setPath('userData', join(dataDir, demo ? 'shell-demo' : 'shell'));
  return { kind: app.requestSingleInstanceLock() ? 'first' : 'second' };
}

/** Runs the app; settles once the dashboard is loaded or the start was refused. */
export async function runShell(options: ShellOptions): Promise<void> {
  let starting: Promise<StartResult> | undefined = undefined;
  let dashboard: DashboardWindow | undefined = undefined;
  const isQuitting = installShutdown(async () => {
    const started = await starting;
    if (started?.ok === true) await started.companion.stop();
  });
  const focusDashboard = (): void => dashboard?.focus();
  app.on('second-instance', focusDashboard);
  app.on('activate', focusDashboard);
  // With a listener here Electron leaves the decision to us; the dashboard's own end decides.
  app.on('window-all-closed', () => undefined);

  await app.whenReady();
  let companion: Companion | undefined = undefined;
  serveAppScheme(RENDERER_DIR, () => companion?.media);
  starting = startCompanion(configOf(options));
  const started = await starting;
  if (!started.ok) {
    refuse(started);
    return;
  }
  companion = started.companion;
  if (isQuitting()) return;
  dashboard = openWindows(options, started.companion, isQuitting);
  try {
    await dashboard.loaded;
  } catch (error) {
    // A window that closes on the way out has not failed.
    if (isQuitting()) return;
    throw error;
  }
  for (const detail of started.companion.notices) {
    await dialog.showMessageBox({ type: 'info', message: 'Good to know', detail });
  }
}

function configOf({ dataDir, demo, sources, port }: ShellOptions): CompanionConfig {
  return {
    dataDir,
    mode: demo ? 'sandbox' : 'live',
    resetSandbox: demo,
    port: port ?? DEFAULT_PORT,
    sources: demo && sources.length === 0 ? [DEMO_SOURCE] : sources,
    safe: systemSafe,
    hotkeys: systemHotkeys,
    rendererDir: RENDERER_DIR,
    version: __COINFALL_VERSION__,
  };
}

function openWindows(
  options: ShellOptions,
  companion: Companion,
  isQuitting: () => boolean,
): DashboardWindow {
  const state = openWindowState(options.dataDir);
  let menus: Menus | undefined = undefined;
  const overlay = prepareOverlayWindow(companion.ready.overlayUrl, state, () => menus?.refresh());
  const dashboard = openDashboardWindow({
    state,
    hideOnClose: () => menus?.hasTray === true && !isQuitting(),
    onClosed: () => app.quit(),
  });
  installPortHandover({
    dashboard: dashboard.webContents,
    attachPort: (port) => companion.attachPort(port),
  });
  menus = installMenus({
    openDashboard: dashboard.focus,
    overlay,
    overlayUrl: companion.ready.overlayUrl,
  });
  return dashboard;
}

function refuse({ code, exitCode, message, otherUrl }: StartRefusal): void {
  logShell('error', 'not-started', { code, exitCode });
  const told = otherUrl === undefined || message.includes(otherUrl);
  const words = told ? message : `${message}\n\nIt is already running at ${otherUrl}`;
  dialog.showErrorBox('Coinfall could not start', words);
  app.exit(exitCode);
}
