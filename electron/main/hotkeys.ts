/** The system's global hotkeys, as the companion may use them: pressed in any program, they reach Coinfall. */
import { globalShortcut } from 'electron';
import type { CompanionConfig } from '../companion.ts';
import { logShell } from './log.ts';

/** Use it once Electron is ready. */
export const systemHotkeys: NonNullable<CompanionConfig['hotkeys']> = {
  register(accelerator, press) {
    try {
      if (globalShortcut.register(accelerator, press)) return true;
    } catch (error) {
      // Keys that this system does not know.
      logShell('warn', 'hotkey-unknown', { why: String(error) });
    }
    logShell('warn', 'hotkey-refused', { accelerator });
    return false;
  },
  unregister: (accelerator) => globalShortcut.unregister(accelerator),
};
