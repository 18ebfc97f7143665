/**
 * What `import … from 'electron'` finds in a run of the double: exactly what the app uses. A name that is
 * missing here fails at import; a member that is missing throws when it is asked for.
 */
import type * as Electron from 'electron';
import { app } from './app.ts';
import { DoubleBrowserWindow } from './browser-window.ts';
import { clipboard, dialog, DoubleMenu, DoubleTray, nativeImage, screen } from './desktop.ts';
import { globalShortcut } from './global-shortcut.ts';
import { ipcMain } from './ipc-main.ts';
import { DoubleMessageChannel } from './message-port.ts';
import { protocol } from './protocol.ts';
import { safeStorage } from './safe-storage.ts';
import { strict } from './strict.ts';

const standIns = {
  app,
  BrowserWindow: strict('BrowserWindow', DoubleBrowserWindow),
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu: strict('Menu', DoubleMenu),
  MessageChannelMain: strict('MessageChannelMain', DoubleMessageChannel),
  nativeImage,
  protocol,
  safeStorage,
  screen,
  Tray: strict('Tray', DoubleTray),
};

/** Asks `never` of a member that Electron has not, so that an invented one does not compile. */
type Real<Double, Api> = {
  readonly [Name in keyof Double]: Name extends keyof Api ? unknown : never;
};
standIns satisfies Real<typeof standIns, typeof Electron>;
app satisfies Real<typeof app, Electron.App>;
clipboard satisfies Real<typeof clipboard, Electron.Clipboard>;
dialog satisfies Real<typeof dialog, Electron.Dialog>;
globalShortcut satisfies Real<typeof globalShortcut, Electron.GlobalShortcut>;
ipcMain satisfies Real<typeof ipcMain, Electron.IpcMain>;
nativeImage satisfies Real<typeof nativeImage, typeof Electron.nativeImage>;
protocol satisfies Real<typeof protocol, Electron.Protocol>;
safeStorage satisfies Real<typeof safeStorage, Electron.SafeStorage>;
screen satisfies Real<typeof screen, Electron.Screen>;

export const { BrowserWindow, Menu, MessageChannelMain, Tray } = standIns;
export {
  app,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  nativeImage,
  protocol,
  safeStorage,
  screen,
};
