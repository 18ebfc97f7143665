/** Stand-in for `globalShortcut`: who holds which keys, the app or another program; the test presses them. */
import { isReady } from './readiness.ts';
import { notSeen } from './record.ts';
import { strict } from './strict.ts';
import { TAKEN_SHORTCUTS } from './taken-shortcuts.ts';

const held = new Map<string, () => void>();
/** Named by whoever launched the double: keys that another program has taken before. */
const elsewhere = new Set((process.env[TAKEN_SHORTCUTS] ?? '').split(',').filter(Boolean));

function register(accelerator: string, callback: () => void): boolean {
  if (!isReady()) throw new Error('globalShortcut comes after the app is ready.');
  notSeen('keys that a real system hands over');
  if (elsewhere.has(accelerator) || held.has(accelerator)) return false;
  held.set(accelerator, callback);
  return true;
}

export const globalShortcut = strict('globalShortcut', {
  register,
  unregister: (accelerator: string): void => void held.delete(accelerator),
} satisfies Partial<Electron.GlobalShortcut>);

export function pressShortcut(accelerator: string): void {
  const press = held.get(accelerator);
  if (press === undefined) throw new Error(`The app does not hold ${accelerator}.`);
  press();
}

export function registeredShortcuts(): readonly string[] {
  return [...held.keys()];
}
