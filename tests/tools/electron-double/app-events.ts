/** The app's events: what `app`, windows and tests share without importing each other. */
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

let onAllClosed = (): void => undefined;

/** Called by the last window that closes. */
export function allWindowsClosed(): void {
  onAllClosed();
}

export function whenAllClosed(listener: () => void): void {
  onAllClosed = listener;
}
