/** Keys of a global hotkey, written as Electron's accelerators: `CommandOrControl+Shift+H`. */

export const DEFAULT_HIDE_KEYS = 'CommandOrControl+Shift+H';

const MODIFIERS = ['CommandOrControl', 'Command', 'Control', 'Alt', 'Shift', 'Super'] as const;
const KEY =
  /^(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4])|Space|Home|End|PageUp|PageDown|Insert|Delete|Pause)$/;
/** These alone would take a letter away from whatever is typed. */
const STRONG: readonly string[] = ['CommandOrControl', 'Command', 'Control', 'Alt', 'Super'];
/** A function key is typed into nothing, so it may stand alone. */
const ALONE = /^(?:F(?:[1-9]|1\d|2[0-4])|Pause)$/;

/** Whether these are keys that can be a hotkey without being in the way of typing. */
export function isAccelerator(text: string): boolean {
  const parts = text.split('+');
  const key = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1);
  return (
    KEY.test(key) &&
    new Set(modifiers).size === modifiers.length &&
    modifiers.every((part) => (MODIFIERS as readonly string[]).includes(part)) &&
    (ALONE.test(key) || modifiers.some((part) => STRONG.includes(part)))
  );
}

/** What a browser tells of a pressed key. */
export interface PressedKey {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** The keys that were pressed, as an accelerator; null while they are none that could be a hotkey. */
export function acceleratorOf(pressed: PressedKey): string | null {
  const key = pressed.code.replace(/^(?:Key|Digit)(?=.$)/, '');
  const parts = [
    ...(pressed.ctrlKey ? ['Control'] : []),
    ...(pressed.metaKey ? ['Super'] : []),
    ...(pressed.altKey ? ['Alt'] : []),
    ...(pressed.shiftKey ? ['Shift'] : []),
    key,
  ];
  const text = parts.join('+');
  return isAccelerator(text) ? text : null;
}
