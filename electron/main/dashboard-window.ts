/** The dashboard's window: sandboxed, isolated, without Node; hides to the tray instead of closing. */
import { join } from 'node:path';
import { BrowserWindow, screen } from 'electron';
import type { WebContents } from 'electron';
import appIcon from '../../resources/icons/app.png?asset';
import { DASHBOARD_URL } from './app-files.ts';
import { fitBounds, MIN_HEIGHT, MIN_WIDTH } from './bounds.ts';
import { reviveAfterCrash } from './revive.ts';
import type { WindowStateFile } from './window-state.ts';

export interface DashboardWindow {
  /** Brings the window to the front, from the tray or the task bar if need be. */
  readonly focus: () => void;
  readonly webContents: () => WebContents | undefined;
  /** Fails when the page cannot be loaded at all. */
  readonly loaded: Promise<void>;
}

export interface DashboardWindowOptions {
  readonly state: WindowStateFile;
  /** Asked when the user closes the window: true hides it, false lets it go. */
  readonly hideOnClose: () => boolean;
  readonly onClosed: () => void;
}

const FIRST_WIDTH = 1_280;
const FIRST_HEIGHT = 820;
const PRELOAD = join(import.meta.dirname, '../preload/index.cjs');

/** Opens the window; it shows itself once its page has painted. */
export function openDashboardWindow(options: DashboardWindowOptions): DashboardWindow {
  const window = createWindow(options.state);
  let open = true;
  const keepBounds = (): void => {
    const maximized = window.isMaximized();
    options.state.patch({ dashboard: { ...window.getNormalBounds(), maximized } });
  };
  window.on('close', (event) => {
    keepBounds();
    if (!options.hideOnClose()) return;
    event.preventDefault();
    window.hide();
  });
  window.on('closed', () => {
    open = false;
    options.onClosed();
  });
  window.once('ready-to-show', () => {
    if (options.state.get().dashboard?.maximized === true) window.maximize();
    window.show();
  });
  reviveAfterCrash(window.webContents, 'dashboard');
  return {
    loaded: window.loadURL(DASHBOARD_URL),
    focus: () => {
      if (!open) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    webContents: () => (open ? window.webContents : undefined),
  };
}

function createWindow(state: WindowStateFile): BrowserWindow {
  const saved = state.get().dashboard;
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = saved === null ? undefined : fitBounds(saved, workAreas);
  return new BrowserWindow({
    ...(bounds ?? { width: FIRST_WIDTH, height: FIRST_HEIGHT, center: true }),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Coinfall',
    icon: appIcon,
    // Shown once painted; until then nothing flashes.
    show: false,
    backgroundColor: '#161513',
    webPreferences: {
      preload: PRELOAD,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
}
