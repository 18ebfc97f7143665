/** A theme's tokens as the custom properties that the style sheets of widgets and presets read. */
import type { CSSProperties } from 'react';
import type { ThemeFont, ThemeTokens } from '../../../shared/overlay/presets.ts';

const FAMILIES: Readonly<Record<ThemeFont, string | null>> = {
  preset: null,
  plain: "'Inter Variable'",
  rounded: "'Fredoka Variable'",
  condensed: "'Barlow Condensed'",
  hand: "'Caveat Variable'",
  pixel: "'Jersey 15'",
};
const WHOLE = 100;

/** Only what was changed: everything else falls back to what the preset says. */
export function tokenStyle(tokens: ThemeTokens): CSSProperties {
  const properties: Readonly<Record<string, string | null>> = {
    '--theme-face': FAMILIES[tokens.font],
    '--theme-paper': tokens.paper,
    '--theme-words': tokens.words,
    '--theme-quiet': tokens.quiet,
    '--theme-gold': tokens.accent,
    '--theme-gold-ink': tokens.accentWords,
    '--theme-round': tokens.radius === null ? null : `${tokens.radius}px`,
    '--theme-depth': tokens.shadow === null ? null : String(tokens.shadow / WHOLE),
  };
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
}
