/** Stand-in for `ipcMain`. Messages arrive with the frame that sent them, as the app must check it. */
import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';
import type { Listener } from './strict.ts';

/** Channels are the app's own words, so any may be listened to. */
export const ipcEvents = new EventEmitter();

export const ipcMain = strict('ipcMain', {
  on: (channel: string, listener: Listener): void => {
    ipcEvents.on(channel, listener as (...args: unknown[]) => void);
  },
});
