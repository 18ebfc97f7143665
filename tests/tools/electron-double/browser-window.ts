/**
 * Stand-in for BrowserWindow: refuses insecure options, opens a real page, and writes down what it was told
 * about looks and place, which nobody sees here.
 */
import { allWindowsClosed, appEvents } from './app-events.ts';
import { isReady, isSandboxEnforced } from './readiness.ts';
import { notSeen } from './record.ts';
import type { RecordedCall, WindowFacts } from './record.ts';
import { sessionOf } from './sessions.ts';
import { KnownEvents, strict } from './strict.ts';
import type { Listener } from './strict.ts';
import { DoubleWebContents } from './web-contents.ts';

const EVENTS = ['close', 'closed', 'ready-to-show'] as const;
type WindowEvent = (typeof EVENTS)[number];

const FORBIDDEN = [
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'webviewTag',
  'enableBlinkFeatures',
  'plugins',
  'navigateOnDragDrop',
  'offscreen',
] as const satisfies readonly (keyof Electron.WebPreferences)[];

const windows: DoubleBrowserWindow[] = [];
let nextId = 1;

/** Every window of the run, closed ones too. */
export function everyWindow(): readonly DoubleBrowserWindow[] {
  return windows;
}

export function openWindows(): readonly DoubleBrowserWindow[] {
  return windows.filter((window) => !window.isDestroyed());
}

export class DoubleBrowserWindow implements Pick<
  Electron.BrowserWindow,
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'hide'
  | 'isDestroyed'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'setAlwaysOnTop'
  | 'setBounds'
  | 'setIgnoreMouseEvents'
  | 'show'
  | 'showInactive'
> {
  readonly id: number;
  readonly webContents: DoubleWebContents;
  private readonly events = new KnownEvents<WindowEvent>('BrowserWindow', EVENTS);
  private readonly options: Electron.BrowserWindowConstructorOptions;
  private readonly calls: RecordedCall[] = [];
  private visible: boolean;
  private maximized = false;
  private minimized = false;
  private destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    if (!isReady()) throw new Error('A BrowserWindow comes after the app is ready.');
    const preferences = options.webPreferences ?? {};
    refuseInsecure(preferences);
    this.id = nextId;
    nextId += 1;
    this.options = options;
    this.visible = options.show !== false;
    this.webContents = DoubleWebContents.create(
      sessionOf(preferences.partition),
      preferences.preload,
    );
    appEvents.emit('web-contents-created', {}, this.webContents);
    notSeen(`how the window "${options.title ?? ''}" looks and where it stands`);
    if (options.transparent === true) notSeen('that a window is see-through on a real desktop');
    const window = strict('BrowserWindow', this);
    windows.push(window);
    return window;
  }

  on(event: WindowEvent, listener: Listener): this {
    this.events.on(event, listener);
    return this;
  }

  once(event: WindowEvent, listener: Listener): this {
    this.events.once(event, listener);
    return this;
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    if (!this.destroyed) this.events.emit('ready-to-show');
  }

  show(): void {
    this.visible = true;
    this.write('show');
  }

  showInactive(): void {
    this.visible = true;
    this.write('showInactive');
  }

  hide(): void {
    this.visible = false;
    this.write('hide');
  }

  focus(): void {
    this.write('focus');
  }

  maximize(): void {
    this.maximized = true;
    this.write('maximize');
  }

  restore(): void {
    this.minimized = false;
    this.write('restore');
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  getNormalBounds(): Electron.Rectangle {
    const { x = 0, y = 0, width = 800, height = 600 } = this.options;
    return { x, y, width, height };
  }

  setBounds(...args: Parameters<Electron.BrowserWindow['setBounds']>): void {
    this.write('setBounds', ...args);
  }

  setAlwaysOnTop(...args: Parameters<Electron.BrowserWindow['setAlwaysOnTop']>): void {
    notSeen('that a window stays above others');
    this.write('setAlwaysOnTop', ...args);
  }

  setIgnoreMouseEvents(...args: Parameters<Electron.BrowserWindow['setIgnoreMouseEvents']>): void {
    notSeen('that clicks go through a window');
    this.write('setIgnoreMouseEvents', ...args);
  }

  /** Closes without asking, as Electron does. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.visible = false;
    this.webContents.destroy();
    this.events.emit('closed');
    if (openWindows().length === 0) allWindowsClosed();
  }

  // Below: for the tests and for app.quit().

  /** What the user's click on the close button does; false when the app prevented it. */
  userClose(): boolean {
    if (this.events.emitPreventable('close')) return false;
    this.destroy();
    return true;
  }

  userMinimize(): void {
    this.minimized = true;
  }

  facts(): WindowFacts {
    return {
      id: this.id,
      url: this.webContents.getURL(),
      visible: this.visible,
      destroyed: this.destroyed,
      options: JSON.parse(JSON.stringify(this.options)) as Record<string, unknown>,
      calls: [...this.calls],
    };
  }

  private write(name: string, ...args: readonly unknown[]): void {
    this.calls.push({ name, args });
  }
}

function refuseInsecure(preferences: Electron.WebPreferences): void {
  const insecure = [
    ...(preferences.contextIsolation === false ? ['contextIsolation is off'] : []),
    ...(preferences.sandbox === false ? ['sandbox is off'] : []),
    ...(preferences.nodeIntegration === true ? ['nodeIntegration is on'] : []),
    ...(preferences.webSecurity === false ? ['webSecurity is off'] : []),
    ...(isSandboxEnforced() ? [] : ['app.enableSandbox() was not called']),
    ...FORBIDDEN.filter((key) => Boolean(preferences[key])).map((key) => `${key} is on`),
  ];
  if (insecure.length > 0) throw new Error(`Insecure window: ${insecure.join(', ')}.`);
}
