/** The choices that a theme is made of: plain data, since an overlay carries no schema library. */

/** Presets that ship. The first is what a page without a theme shows. */
export const PRESET_IDS = ['ticket', 'quiet', 'neon', 'paper', 'arcade', 'broadcast'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** Typefaces that ship with the app (OFL); `preset` is the preset's own. */
export const THEME_FONTS = ['preset', 'plain', 'rounded', 'condensed', 'hand', 'pixel'] as const;
export type ThemeFont = (typeof THEME_FONTS)[number];

/** How far things travel on air: `still` only fades. */
export const THEME_MOTIONS = ['preset', 'still', 'calm', 'lively'] as const;
export type ThemeMotion = (typeof THEME_MOTIONS)[number];

/** What may be changed of a preset. Null leaves the preset's own. */
export interface ThemeTokens {
  readonly font: ThemeFont;
  readonly motion: ThemeMotion;
  /** Behind the words: `#rrggbb` or `#rrggbbaa`, as all colours here. */
  readonly paper: string | null;
  readonly words: string | null;
  /** Secondary words. */
  readonly quiet: string | null;
  /** What is earned. */
  readonly accent: string | null;
  /** Words that stand on the accent. */
  readonly accentWords: string | null;
  /** Of corners, CSS pixels. */
  readonly radius: number | null;
  /** Depth of the shadow: 0 none, 100 the deepest. */
  readonly shadow: number | null;
}

export interface Theme {
  readonly name: string;
  readonly preset: PresetId;
  readonly tokens: ThemeTokens;
  readonly css: string;
}

export const PLAIN_TOKENS: ThemeTokens = {
  font: 'preset',
  motion: 'preset',
  paper: null,
  words: null,
  quiet: null,
  accent: null,
  accentWords: null,
  radius: null,
  shadow: null,
};

/** A preset as it ships. */
export function plainTheme(preset: PresetId): Theme {
  return { name: preset, preset, tokens: PLAIN_TOKENS, css: '' };
}
