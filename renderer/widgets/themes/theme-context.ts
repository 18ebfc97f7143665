/** The theme that a widget is drawn in: what its style sheets cannot tell it. */
import { useReducedMotion } from 'framer-motion';
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

/**
 * The theme at hand. Where less motion is wished its parts only fade: from the start, since an animation that is set to its
 * end in the next frame may be seen in the one before.
 */
export function useTheme(): ShownTheme {
  const theme = useContext(ThemeContext);
  const still = useReducedMotion() === true;
  return still ? { ...theme, motion: 'still' } : theme;
}
