/** Stand-in for `app`: readiness, the single-instance lock, and leaving, in Electron's order of events. */
import { isAbsolute } from 'node:path';
import { startChromium, stopChromium } from './chromium.ts';
import { appEvents, whenAllClosed } from './app-events.ts';
import type { AppEvent } from './app-events.ts';
import { openWindows } from './browser-window.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { becomeReady, enforceSandbox, isReady } from './readiness.ts';
import type { Listener } from './strict.ts';
import { strict } from './strict.ts';

type QuitState = 'running' | 'quitting' | 'exiting';

const paths = new Map<string, string>();
let quitState: QuitState = 'running';
let whenReady: Promise<void> | undefined;

async function start(): Promise<void> {
  await startChromium();
  becomeReady();
}

function beforeReady(what: string): void {
  if (isReady()) throw new Error(`${what} comes before the app is ready.`);
}

/** Leaves without asking anybody. */
function exit(code = 0): void {
  if (quitState === 'exiting') return;
  quitState = 'exiting';
  for (const window of openWindows()) window.destroy();
  appEvents.emit('quit');
  void stopChromium().finally(() => process.exit(code));
}

function quit(): void {
  if (quitState !== 'running') return;
  quitState = 'quitting';
  const stays =
    appEvents.emitPreventable('before-quit') ||
    !openWindows().every((window) => window.userClose()) ||
    appEvents.emitPreventable('will-quit');
  // A listener may have left for good meanwhile.
  if (isExiting()) return;
  if (stays) quitState = 'running';
  else exit();
}

function isExiting(): boolean {
  return quitState === 'exiting';
}

whenAllClosed(() => {
  if (quitState !== 'running') return;
  if (appEvents.hasListener('window-all-closed')) appEvents.emit('window-all-closed');
  else quit();
});

const own = {
  isPackaged: false,
  quit,
  exit,
  whenReady: (): Promise<void> => (whenReady ??= start()),
  enableSandbox: (): void => {
    beforeReady('enableSandbox');
    enforceSandbox();
  },
  setPath: (name: string, path: string): void => {
    beforeReady('setPath');
    if (!isAbsolute(path)) throw new Error('setPath needs an absolute path.');
    paths.set(name, path);
  },
  requestSingleInstanceLock: (): boolean => {
    const folder = paths.get('userData');
    if (folder === undefined)
      throw new Error('The Electron double needs setPath("userData") first.');
    return takeInstanceLock(folder, (argv, cwd) =>
      appEvents.emit('second-instance', {}, argv, cwd, null),
    );
  },
} satisfies Partial<Electron.App>;

export const app = strict('app', {
  ...own,
  on: (event: AppEvent, listener: Listener): void => appEvents.on(event, listener),
});
