import { describe, expect, it } from 'vitest';
import { DEFAULT_HIDE_KEYS, acceleratorOf, isAccelerator } from '../../shared/accelerator.ts';

const NONE = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

describe('keys for a global hotkey', () => {
  it.each([DEFAULT_HIDE_KEYS, 'Control+Alt+P', 'F9', 'Shift+F9', 'Alt+Space', 'Super+1', 'Pause'])(
    '%s can be one',
    (keys) => {
      expect(isAccelerator(keys)).toBe(true);
    },
  );

  it.each([
    '',
    'H',
    'Shift+H',
    'Control',
    'Control+',
    'Control+Control+H',
    'Control+h',
    'Nope+H',
    'H+Control',
    'Control+Tab',
  ])('%j cannot', (keys) => {
    expect(isAccelerator(keys)).toBe(false);
  });

  it('are read from what a browser says was pressed, whatever the keyboard prints', () => {
    expect(acceleratorOf({ ...NONE, code: 'KeyH', ctrlKey: true, shiftKey: true })).toBe(
      'Control+Shift+H',
    );
    expect(acceleratorOf({ ...NONE, code: 'Digit1', altKey: true })).toBe('Alt+1');
    expect(acceleratorOf({ ...NONE, code: 'F8' })).toBe('F8');
    expect(acceleratorOf({ ...NONE, code: 'KeyH' })).toBeNull();
    expect(acceleratorOf({ ...NONE, code: 'ControlLeft', ctrlKey: true })).toBeNull();
  });
});
