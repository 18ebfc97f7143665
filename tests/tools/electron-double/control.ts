/** The test's hand inside a run of the double: reads what happened, plays the user, plays the attacker. */
import { appEvents } from './app-events.ts';
import { app } from './app.ts';
import { everyWindow, openWindows } from './browser-window.ts';
import type { DoubleBrowserWindow } from './browser-window.ts';
import {
  clickMenu,
  copiedText,
  DoubleMenu,
  DoubleTray,
  menuFacts,
  setSecondDisplay,
} from './desktop.ts';
import { pressShortcut, registeredShortcuts } from './global-shortcut.ts';
import { record } from './record.ts';
import type { DesktopFacts } from './record.ts';
import type { ContentsEvent, DoubleFrame } from './web-contents.ts';

/** Windows are named by how their URL begins. */
export type Command =
  | { readonly do: 'facts' }
  | {
      readonly do: 'evaluate';
      readonly window: string;
      /** Source of an expression; its value must be JSON. */
      readonly expression: string;
      /** In the page's first subframe instead of the page itself. */
      readonly inSubframe: boolean;
    }
  | { readonly do: 'click-menu'; readonly where: 'tray' | 'application'; readonly label: string }
  | { readonly do: 'double-click-tray' }
  | { readonly do: 'second-display'; readonly plugged: boolean }
  /** The keys, pressed in some other program; fails when the app does not hold them. */
  | { readonly do: 'press-shortcut'; readonly accelerator: string }
  | { readonly do: 'activate' }
  | { readonly do: 'close' | 'minimize' | 'crash' | 'permissions'; readonly window: string }
  | {
      readonly do: 'forge-ipc';
      readonly window: string;
      readonly channel: string;
      readonly frame: DoubleFrame | null;
    }
  | {
      readonly do: 'emit';
      readonly window: string;
      readonly event: ContentsEvent;
      readonly details: object;
    }
  | { readonly do: 'quit' };

/** Carries out one command; what it returns is sent to the test. */
export async function obey(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'facts':
      return facts();
    case 'evaluate':
      return evaluate(command.window, command.expression, command.inSubframe);
    case 'click-menu': {
      const isTray = command.where === 'tray';
      clickMenu(isTray ? DoubleTray.last?.menu : DoubleMenu.application, command.label);
      return null;
    }
    case 'double-click-tray':
      DoubleTray.last?.userDoubleClick();
      return null;
    case 'second-display':
      setSecondDisplay(command.plugged);
      return null;
    case 'press-shortcut':
      pressShortcut(command.accelerator);
      return null;
    case 'activate':
      appEvents.emit('activate', {}, false);
      return null;
    case 'close':
      return windowAt(command.window).userClose();
    case 'minimize':
      windowAt(command.window).userMinimize();
      return null;
    case 'crash':
      await windowAt(command.window).webContents.crash();
      return null;
    case 'permissions':
      return windowAt(command.window).webContents.permissions();
    case 'forge-ipc':
      windowAt(command.window).webContents.sendFrom(command.frame, command.channel, []);
      return null;
    case 'emit':
      return windowAt(command.window).webContents.emitPreventable(command.event, command.details);
    case 'quit':
      app.quit();
      return null;
  }
}

function facts(): DesktopFacts {
  return {
    windows: everyWindow().map((window) => window.facts()),
    trayMenu: menuFacts(DoubleTray.last?.menu),
    applicationMenu: menuFacts(DoubleMenu.application),
    clipboard: copiedText(),
    shortcuts: registeredShortcuts(),
    messageBoxes: record.messageBoxes,
    deniedWindows: record.deniedWindows,
    deniedNavigations: record.deniedNavigations,
    notSeen: [...record.notSeen],
  };
}

async function evaluate(window: string, expression: string, inSubframe: boolean): Promise<unknown> {
  const page = await windowAt(window).webContents.livePage();
  const frame = inSubframe ? page.mainFrame().childFrames()[0] : page.mainFrame();
  if (frame === undefined) throw new Error('This page has no subframe.');
  return frame.evaluate(expression);
}

function windowAt(urlStart: string): DoubleBrowserWindow {
  const found = openWindows().find((window) => window.webContents.getURL().startsWith(urlStart));
  if (found === undefined) throw new Error(`No open window at ${urlStart}`);
  return found;
}
