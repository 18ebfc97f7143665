/** The words and actions of the application menu and the tray's menu; both tell the same story. */
import { app, clipboard, Menu, nativeImage, Tray } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import trayIcon from '../../resources/icons/tray.png?asset';
import { logShell } from './log.ts';
import type { OverlayWindow } from './overlay-window.ts';

export interface MenuActions {
  readonly openDashboard: () => void;
  readonly overlay: OverlayWindow;
  readonly overlayUrl: string;
}

export interface Menus {
  readonly hasTray: boolean;
  /** Writes the menus anew after something they tell has changed. */
  readonly refresh: () => void;
}

const IS_MAC = process.platform === 'darwin';
/** The menu bar of macOS is this high; elsewhere the system scales. */
const MAC_TRAY_PIXELS = 18;

/** Puts up both menus; where the desktop has no tray, the app does without. */
export function installMenus(actions: MenuActions): Menus {
  const tray = createTray();
  tray?.setToolTip('Coinfall');
  tray?.on('double-click', actions.openDashboard);
  const refresh = (): void => {
    const own = ownItems(actions);
    tray?.setContextMenu(
      Menu.buildFromTemplate([...own, { type: 'separator' }, { label: 'Quit', click: quit }]),
    );
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(own)));
  };
  refresh();
  return { hasTray: tray !== undefined, refresh };
}

function ownItems({
  openDashboard,
  overlay,
  overlayUrl,
}: MenuActions): MenuItemConstructorOptions[] {
  const shown = overlay.isShown();
  return [
    { label: 'Open dashboard', click: openDashboard },
    {
      label: shown ? 'Hide overlay window' : 'Show overlay window',
      click: () => overlay.setShown(!overlay.isShown()),
    },
    ...screenItems(overlay),
    { label: 'Copy overlay URL', click: () => copy(overlayUrl) },
  ];
}

/** With one screen there is nothing to choose. */
function screenItems(overlay: OverlayWindow): MenuItemConstructorOptions[] {
  const displays = overlay.displays();
  if (displays.length < 2) return [];
  const submenu = displays.map(({ id, label, chosen }): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: chosen,
    click: () => overlay.moveTo(id),
  }));
  return [{ label: 'Overlay covers', submenu }];
}

function applicationMenu(own: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  const viewItems: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (!app.isPackaged) viewItems.push({ role: 'toggleDevTools' });
  return [
    ...(IS_MAC ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'Stream',
      submenu: IS_MAC ? own : [...own, { type: 'separator' }, { label: 'Quit', click: quit }],
    },
    { role: 'editMenu' },
    { label: 'View', submenu: viewItems },
    { role: 'windowMenu' },
  ];
}

function copy(text: string): void {
  clipboard.writeText(text).catch((error: unknown) => {
    logShell('warn', 'not-copied', { why: error instanceof Error ? error.name : 'unknown' });
  });
}

function quit(): void {
  app.quit();
}

function createTray(): Tray | undefined {
  try {
    const image = nativeImage.createFromPath(trayIcon);
    return new Tray(
      IS_MAC ? image.resize({ width: MAC_TRAY_PIXELS, height: MAC_TRAY_PIXELS }) : image,
    );
  } catch (error) {
    logShell('warn', 'no-tray', { why: String(error) });
    return undefined;
  }
}
