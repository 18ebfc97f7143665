/** The hotkey that hides alerts: remembered, given back, and never lost to a choice that cannot be had. */
import { describe, expect, it } from 'vitest';
import { openHideKeys } from '../electron/hide-keys.ts';
import { DEFAULT_HIDE_KEYS } from '../shared/accelerator.ts';

/** A system that gives keys away once, and some not at all. */
function createSystem(taken: readonly string[] = []) {
  const held = new Map<string, () => void>();
  return {
    held,
    hotkeys: {
      register(accelerator: string, press: () => void) {
        if (taken.includes(accelerator) || held.has(accelerator)) return false;
        held.set(accelerator, press);
        return true;
      },
      unregister: (accelerator: string) => void held.delete(accelerator),
    },
  };
}

function createStore(value: string | null = null) {
  const store = {
    value,
    read: () => Promise.resolve(store.value),
    write: (next: string) => {
      store.value = next;
      return Promise.resolve();
    },
  };
  return store;
}

describe('the keys that hide alerts', () => {
  it('are the usual ones at first, and press', async () => {
    const { held, hotkeys } = createSystem();
    let presses = 0;
    const keys = await openHideKeys(createStore(), hotkeys, () => (presses += 1));
    expect(keys.current()).toEqual({ keys: DEFAULT_HIDE_KEYS, state: 'on' });
    held.get(DEFAULT_HIDE_KEYS)?.();
    expect(presses).toBe(1);
    keys.stop();
    expect(held.size).toBe(0);
  });

  it('are changed and remembered; the old ones are given back', async () => {
    const { held, hotkeys } = createSystem();
    const store = createStore();
    const keys = await openHideKeys(store, hotkeys, () => undefined);
    expect(await keys.set('Control+Alt+P')).toEqual({ ok: true });
    expect([...held.keys()]).toEqual(['Control+Alt+P']);
    keys.stop();
    const again = await openHideKeys(store, hotkeys, () => undefined);
    expect(again.current()).toEqual({ keys: 'Control+Alt+P', state: 'on' });
    expect(await again.set(null)).toEqual({ ok: true });
    expect([again.current().state, held.size]).toEqual(['off', 0]);
    again.stop();
    expect((await openHideKeys(store, hotkeys, () => undefined)).current().state).toBe('off');
  });

  it('stay when the new ones belong to another program, or cannot be keys', async () => {
    const { held, hotkeys } = createSystem(['Control+Alt+P']);
    const keys = await openHideKeys(createStore(), hotkeys, () => undefined);
    expect(await keys.set('Control+Alt+P')).toMatchObject({ ok: false, code: 'keys_taken' });
    expect(await keys.set('H')).toMatchObject({ ok: false, code: 'keys_unfit' });
    expect(keys.current()).toEqual({ keys: DEFAULT_HIDE_KEYS, state: 'on' });
    expect([...held.keys()]).toEqual([DEFAULT_HIDE_KEYS]);
  });

  it('that were taken meanwhile are said to be, and can be tried again', async () => {
    const system = createSystem([DEFAULT_HIDE_KEYS]);
    const keys = await openHideKeys(createStore('not ours'), system.hotkeys, () => undefined);
    expect(keys.current()).toEqual({ keys: DEFAULT_HIDE_KEYS, state: 'taken' });
    expect(await keys.set(DEFAULT_HIDE_KEYS)).toMatchObject({ ok: false, code: 'keys_taken' });
    expect(await keys.set('F9')).toEqual({ ok: true });
    expect(keys.current()).toEqual({ keys: 'F9', state: 'on' });
  });

  it('can be chosen without a desktop, and wait for one', async () => {
    const store = createStore();
    const keys = await openHideKeys(store, null, () => undefined);
    expect(await keys.set('F9')).toEqual({ ok: true });
    expect(keys.current()).toEqual({ keys: 'F9', state: 'no_desktop' });
  });
});
