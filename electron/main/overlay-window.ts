/**
 * The overlay over everything else on the screen, for those who stream without OBS: see-through, untouchable,
 * and a plain page of the overlay server like any browser source. It has no preload and no port.
 */
import { BrowserWindow } from 'electron';
import { logShell } from './log.ts';
import { watchOverlayDisplay } from './overlay-display.ts';
import type { DisplayChoice } from './overlay-display.ts';
import { reviveAfterCrash } from './revive.ts';
import type { WindowStateFile } from './window-state.ts';

export interface OverlayWindow {
  readonly isShown: () => boolean;
  readonly setShown: (shown: boolean) => void;
  /** The screens that it can cover. */
  readonly displays: () => readonly DisplayChoice[];
  readonly moveTo: (displayId: number) => void;
}

/** A session of its own, kept in memory only: the overlay page shares nothing with the dashboard. */
const PARTITION = 'coinfall-overlay';

/** The message of a failed load names the URL, and with it the token: only the code may be told. */
function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

/**
 * Prepares the overlay and shows it at once when it was shown last time.
 *
 * @param url - the overlay page with its token; it goes nowhere but into the window
 * @param onChange - told whenever the overlay has come or gone, or could cover other screens than before
 */
export function prepareOverlayWindow(
  url: string,
  state: WindowStateFile,
  onChange: () => void,
): OverlayWindow {
  let window: BrowserWindow | undefined;
  const display = watchOverlayDisplay(state, () => {
    window?.setBounds(display.bounds());
    onChange();
  });
  const show = (): void => {
    const created = createWindow(display.bounds());
    window = created;
    created.on('closed', () => {
      if (window !== created) return;
      window = undefined;
      onChange();
    });
    created.once('ready-to-show', () => created.showInactive());
    reviveAfterCrash(created.webContents, 'overlay');
    created.loadURL(url).catch((error: unknown) => {
      // Hidden again, or on the way out, before it had loaded.
      if (created.isDestroyed()) return;
      logShell('error', 'overlay-not-loaded', { code: errorCodeOf(error) });
      created.destroy();
    });
  };
  const overlay: OverlayWindow = {
    isShown: () => window !== undefined,
    setShown: (shown) => {
      if (shown === (window !== undefined)) return;
      // Destroyed rather than hidden: a hidden page would still answer for alerts nobody sees.
      state.patch({ overlayShown: shown });
      if (!shown) {
        window?.destroy();
        return;
      }
      show();
      onChange();
    },
    displays: display.choices,
    moveTo: display.choose,
  };
  if (state.get().overlayShown) show();
  return overlay;
}

function createWindow(bounds: Electron.Rectangle): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    title: 'Coinfall overlay',
    show: false,
    transparent: true,
    backgroundColor: '#00000000',
    frame: false,
    hasShadow: false,
    resizable: false,
    movable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    focusable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    webPreferences: {
      partition: PARTITION,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // Alerts sound without a click, and play on while another window has the focus.
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
    },
  });
  window.setAlwaysOnTop(true, 'screen-saver');
  window.setIgnoreMouseEvents(true);
  return window;
}
