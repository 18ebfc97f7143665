/** The hotkey that hides all alerts: remembered, and taken from the system where there is a desktop. */
import { DEFAULT_HIDE_KEYS, isAccelerator } from '../shared/accelerator.ts';
import type { HideKeys } from '../shared/contract/alert-desk.ts';
import type { Outcome } from '../shared/contract/index.ts';
import type { HideKeysCalls } from './api/alerts.ts';

/** The system's global hotkeys, as the desktop shell offers them. */
export interface SystemHotkeys {
  /** False when the system, or another program, does not let go of the keys. */
  register(accelerator: string, press: () => void): boolean;
  unregister(accelerator: string): void;
}

/** Where the choice is kept. */
export interface HideKeysStore {
  read(): Promise<string | null>;
  write(value: string): Promise<void>;
}

export interface OpenHideKeys extends HideKeysCalls {
  stop(): void;
}

const TAKEN: Outcome = {
  ok: false,
  code: 'keys_taken',
  message:
    'Another program holds these keys, or the system does not give them away. Choose others; the old ones stay.',
};
const UNFIT: Outcome = {
  ok: false,
  code: 'keys_unfit',
  message: 'Choose a letter, digit or function key together with Control, Alt or Command.',
};

/** Takes the remembered keys. That they are taken is no failure: the dashboard says so. */
export async function openHideKeys(
  store: HideKeysStore,
  hotkeys: SystemHotkeys | null,
  press: () => void,
): Promise<OpenHideKeys> {
  let keys = decoded(await store.read());
  let held = keys !== null && hotkeys?.register(keys, press) === true;

  function current(): HideKeys {
    if (hotkeys === null) return { keys, state: 'no_desktop' };
    return { keys, state: keys === null ? 'off' : held ? 'on' : 'taken' };
  }

  function letGo(): void {
    if (keys !== null && held) hotkeys?.unregister(keys);
    held = false;
  }

  return {
    current,
    async set(wanted) {
      if (wanted !== null && !isAccelerator(wanted)) return UNFIT;
      if (wanted === keys && (held || wanted === null)) return { ok: true };
      // The new ones first: until they are ours, the old ones go on working.
      const taken = wanted !== null && hotkeys?.register(wanted, press) === true;
      if (wanted !== null && hotkeys !== null && !taken) return TAKEN;
      letGo();
      keys = wanted;
      held = taken;
      await store.write(JSON.stringify({ keys }));
      return { ok: true };
    },
    stop: letGo,
  };
}

function decoded(text: string | null): string | null {
  if (text === null) return DEFAULT_HIDE_KEYS;
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    if (keys === null) return null;
    return typeof keys === 'string' && isAccelerator(keys) ? keys : DEFAULT_HIDE_KEYS;
  } catch {
    return DEFAULT_HIDE_KEYS;
  }
}
