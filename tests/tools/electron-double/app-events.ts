/** The app's events and its windows: what `app`, windows and tests share without importing each other. */
import type { DoubleBrowserWindow } from './browser-window.ts';
import { KnownEvents } from './strict.ts';

const EVENTS = [
  'activate',
  'before-quit',
  'quit',
  'second-instance',
  'web-contents-created',
  'will-quit',
  'window-all-closed',
] as const;
export type AppEvent = (typeof EVENTS)[number];

export const appEvents = new KnownEvents<AppEvent>('app', EVENTS);

const windows: DoubleBrowserWindow[] = [];
const allClosedListeners: (() => void)[] = [];

export function addWindow(window: DoubleBrowserWindow): void {
  windows.push(window);
}

/** Every window of the run, closed ones too. */
export function everyWindow(): readonly DoubleBrowserWindow[] {
  return windows;
}

export function openWindows(): readonly DoubleBrowserWindow[] {
  return windows.filter((window) => !window.isDestroyed());
}

export function windowClosed(): void {
  if (openWindows().length === 0) for (const listener of allClosedListeners) listener();
}

export function onAllClosed(listener: () => void): void {
  allClosedListeners.push(listener);
}
