/** The theme that a widget is drawn in: what its style sheets cannot tell it. */
import { createContext, useContext } from 'react';
import type { PresetId, ThemeMotion } from '../../../shared/overlay/presets.ts';

export interface ShownTheme {
  readonly preset: PresetId;
  readonly motion: ThemeMotion;
  /** Of corners that are drawn and not styled, CSS pixels; null for the preset's own. */
  readonly radius: number | null;
}

export const ThemeContext = createContext<ShownTheme>({
  preset: 'ticket',
  motion: 'preset',
  radius: null,
});

export function useTheme(): ShownTheme {
  return useContext(ThemeContext);
}
