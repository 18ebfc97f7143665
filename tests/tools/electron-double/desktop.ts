/** Stand-ins for what lies around the windows: menus, tray, clipboard, message boxes, screens, pictures. */
import { existsSync } from 'node:fs';
import { isReady } from './readiness.ts';
import { notSeen, record } from './record.ts';
import type { MenuFacts } from './record.ts';
import { strict } from './strict.ts';
import { KnownEvents } from './strict.ts';
import type { Listener } from './strict.ts';

type Template = readonly Electron.MenuItemConstructorOptions[];

export class DoubleMenu {
  static application: DoubleMenu | undefined = undefined;
  readonly items: Template;

  static buildFromTemplate(template: Template): DoubleMenu {
    return strict('Menu', new DoubleMenu(template));
  }

  static setApplicationMenu(menu: DoubleMenu): void {
    notSeen('the application menu and its standard roles');
    DoubleMenu.application = menu;
  }

  private constructor(items: Template) {
    this.items = items;
  }
}

type TrayEvent = 'double-click';

export class DoubleTray {
  static last: DoubleTray | undefined = undefined;
  menu: DoubleMenu | undefined = undefined;
  private readonly events = new KnownEvents<TrayEvent>('Tray', ['double-click']);

  constructor(image: DoubleImage) {
    if (!isReady()) throw new Error('A Tray comes after the app is ready.');
    if (!existsSync(image.path)) throw new Error(`The tray's picture is missing: ${image.path}`);
    notSeen('the icon in a real tray');
    const tray = strict('Tray', this);
    DoubleTray.last = tray;
    return tray;
  }

  on(event: TrayEvent, listener: Listener): this {
    this.events.on(event, listener);
    return this;
  }

  setToolTip(text: string): void {
    if (text === '') throw new Error('An empty tool tip.');
  }

  setContextMenu(menu: DoubleMenu): void {
    this.menu = menu;
  }

  userDoubleClick(): void {
    this.events.emit('double-click');
  }
}

interface DoubleImage {
  readonly path: string;
  readonly resize: () => DoubleImage;
}

function createFromPath(path: string): DoubleImage {
  const image: DoubleImage = strict('NativeImage', { path, resize: () => image });
  return image;
}

export const nativeImage = strict('nativeImage', { createFromPath });

let clipboardText = '';

export const clipboard = strict('clipboard', {
  writeText: (text: string): Promise<void> => {
    clipboardText = text;
    return Promise.resolve();
  },
} satisfies Partial<Electron.Clipboard>);

export function copiedText(): string {
  return clipboardText;
}

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string): void => {
    // The app usually leaves right after, so the words go where they outlive it.
    process.stderr.write(`[error box] ${title}: ${content}\n`);
  },
  showMessageBox: (
    options: Electron.MessageBoxOptions,
  ): Promise<Electron.MessageBoxReturnValue> => {
    record.messageBoxes.push(`${options.message}: ${options.detail ?? ''}`);
    return Promise.resolve({ response: 0, checkboxChecked: false });
  },
});

type DoubleDisplay = Pick<Electron.Display, 'id' | 'label' | 'bounds' | 'workArea'>;
type ScreenEvent = 'display-added' | 'display-removed' | 'display-metrics-changed';

/** A task bar's height is missing from each work area. */
function displayAt(id: number, label: string, bounds: Electron.Rectangle): DoubleDisplay {
  const workArea = { ...bounds, height: bounds.height - 40 };
  return strict('Display', { id, label, bounds, workArea });
}

const MAIN_DISPLAY = displayAt(1, '', { x: 0, y: 0, width: 1_920, height: 1_080 });
const SECOND_DISPLAY = displayAt(2, 'Capture', { x: 1_920, y: 0, width: 1_280, height: 720 });
const screenEvents = new KnownEvents<ScreenEvent>('screen', [
  'display-added',
  'display-removed',
  'display-metrics-changed',
]);
let displays: readonly DoubleDisplay[] = [MAIN_DISPLAY];

function allDisplays(): DoubleDisplay[] {
  if (!isReady()) throw new Error('The screen comes after the app is ready.');
  notSeen('real screens');
  return [...displays];
}

export const screen = strict('screen', {
  getPrimaryDisplay: () => allDisplays()[0],
  getAllDisplays: allDisplays,
  on: (event: ScreenEvent, listener: Listener): void => screenEvents.on(event, listener),
});

/** Plugs a second screen in or out. */
export function setSecondDisplay(plugged: boolean): void {
  displays = plugged ? [MAIN_DISPLAY, SECOND_DISPLAY] : [MAIN_DISPLAY];
  screenEvents.emit(plugged ? 'display-added' : 'display-removed', {}, SECOND_DISPLAY);
}

/** A menu as data. */
export function menuFacts(menu: DoubleMenu | undefined): readonly MenuFacts[] | null {
  return menu === undefined ? null : factsOf(menu.items);
}

function factsOf(items: Template): readonly MenuFacts[] {
  return items.map(({ label, role, type, submenu }) => ({
    label: label ?? null,
    role: role ?? type ?? null,
    submenu: Array.isArray(submenu) ? factsOf(submenu) : [],
  }));
}

/** Clicks the item of that label, wherever in the menu it is. */
export function clickMenu(menu: DoubleMenu | undefined, label: string): void {
  const item = findItem(menu?.items ?? [], label);
  if (item?.click === undefined) throw new Error(`No menu item to click: ${label}`);
  // The app's items use none of the arguments; passing nothing keeps it so.
  (item.click as () => void)();
}

function findItem(items: Template, label: string): Electron.MenuItemConstructorOptions | undefined {
  for (const item of items) {
    if (item.label === label) return item;
    const inside = Array.isArray(item.submenu) ? findItem(item.submenu, label) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}
